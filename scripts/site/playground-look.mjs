/* The playground of the site, tried as a visitor does: types, runs, stops, shares; and tried as someone does who means no good. */

import { join } from 'node:path'

/** @typedef {import('./chromium.mjs').Page} Page */

/** What examples should say, by what their output holds at last. @type {Readonly<Record<string, RegExp>>} */
const examples = {
  line: /slope Tensor f32\[\] 1\.99\d* intercept Tensor f32\[\] 1\.02/,
  attention: /read {4}Tensor i32\[10\] \[9, 2, 3, 3, 7, 6, 2, 1, 0, 7\]\s+written Tensor i32\[10\] \[7, 0, 1, 2, 6, 7, 3, 3, 2, 9\]/,
  digits: /"accuracy": 0\.9[2-9]/,
}

/** Those that are not run on both backends, for they take longer. @type {Readonly<Record<string, RegExp>>} */
const others = {
  xor: /answers Tensor f32\[4, 1\]\s+\[\[\d\.\d*e-0[2-9]\],\s+\[9\.9/,
  spirals: /loss 0\.0/,
  filters: /blurred/,
  autoencoder: /what comes back/,
  gru: /she sells sea shells on the sea shore/,
  'per-example': /differ by Tensor f32\[\] \d\.\d*e-1\d/,
  newton: /Newton is at Tensor f32\[2\] \[1, 1\]/,
  kernels: /rows add up to Tensor f32\[64\]/,
}

const wrongStack = `import { dense, sequential, conv2d, flatten } from 'typegrad/dsl'
const model = sequential([28, 28, 1], flatten, conv2d(8, 3), dense(10))
`
const mended = wrongStack.replace('flatten, conv2d(8, 3)', 'conv2d(8, 3), flatten')

/** Everything by which code could reach further than it should; each says so if it gets through. @type {(elsewhere: string) => string} */
const attempts = (elsewhere) => `
const all: [string, () => unknown][] = [
  ['fetch', () => fetch('${elsewhere}')],
  ['socket', () => new Promise((resolve, reject) => {
    const socket = new WebSocket('${elsewhere.replace('http', 'ws')}')
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('refused'))
  })],
  ['indexedDB', () => indexedDB.open('x')],
  ['page', () => (globalThis as any).parent.document.title],
  ['storage', () => (globalThis as any).localStorage.length],
  ['eval', () => (0, eval)('1')],
  ['navigation', async () => { location.href = '${elsewhere}'; await new Promise((resolve) => setTimeout(resolve, 1000)); throw new Error('still here') }],
]
for (const [name, attempt] of all) {
  try { await attempt(); console.log(name, 'GOT THROUGH') } catch (error) { console.log(name, 'refused') }
}
`

/** @type {(page: Page, home: string, pictures: string, fault: (sentence: string) => void) => Promise<void>} */
export const tryPlayground = async (page, home, pictures, fault) => {
  const said = page.locator('.playground .status')
  const output = page.locator('.playground .output').first()
  const problems = page.locator('.playground .problems')
  const [example, backend] = [page.locator('.playground .bar select').first(), page.locator('.playground .bar select').nth(1)]
  const [run, stop, share] = ['Run', 'Stop', 'Share'].map((name) => page.getByRole('button', { name, exact: true }))
  const ready = (/** @type {Page} */ one) =>
    one.waitForFunction(`document.querySelector('.playground .run') && !document.querySelector('.playground .run').disabled`, null, {
      timeout: 60_000,
    })
  /** @type {(code: string) => Promise<void>} */
  const write = async (code) => {
    await page.locator('.monaco-editor').first().click()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(code)
  }
  /** What is said when it has run. @type {() => Promise<string>} */
  const outcome = async () => {
    await run.click()
    await said.filter({ hasText: /Done|could not/ }).waitFor({ timeout: 180_000 })
    return output.innerText()
  }

  await page.goto(`${home}playground`, { waitUntil: 'networkidle' })
  await ready(page)

  // The sentence stands under the editor as one types.
  await write(wrongStack)
  await problems.filter({ hasText: 'conv2d(8, 3): the input needs [height, width, channels], got [784]' }).waitFor({ timeout: 60_000 })
  await page.screenshot({ path: join(pictures, 'playground-wrong.png') })
  await write(mended)
  await problems.filter({ hasText: 'No type errors.' }).waitFor({ timeout: 60_000 })

  const adapters = await page.evaluate('navigator.gpu?.requestAdapter().then((adapter) => adapter !== null)')
  if (!adapters) fault('playground: Chromium has no WebGPU')
  for (const on of adapters ? ['cpu', 'webgpu'] : ['cpu']) {
    await backend.selectOption(on)
    for (const [name, wanted] of Object.entries(on === 'cpu' ? { ...examples, ...others } : examples)) {
      await example.selectOption(name)
      await problems.filter({ hasText: 'No type errors.' }).waitFor({ timeout: 60_000 })
      const text = await outcome()
      if (!wanted.test(text)) fault(`playground: ${name} on ${on} says ${text.slice(-300)}`)
      if (!(await said.textContent())?.includes(on === 'cpu' ? 'WebAssembly' : 'swiftshader'))
        fault(`playground: ${on} is ${await said.textContent()}`)
      if (on === 'cpu') await page.screenshot({ path: join(pictures, `playground-${name}.png`) })
    }
    await write(attempts(`${home}guide/start`))
    const text = await outcome()
    const refused = text.split('refused').length - 1 + text.split('tried to leave its frame').length - 1
    if (text.includes('GOT THROUGH') || refused !== 7) fault(`playground: on ${on} code that means no good: ${text}`)
    await write('while (true) {}')
    await run.click()
    await page.waitForTimeout(1000)
    await stop.click({ timeout: 10_000 })
    await said.filter({ hasText: 'Stopped' }).waitFor({ timeout: 10_000 })
  }

  // What is drawn comes as a tensor.
  await backend.selectOption('cpu')
  await example.selectOption('draw')
  await run.click()
  const { x, y } = await page.locator('.playground .drawn canvas').boundingBox({ timeout: 60_000 })
  await page.mouse.move(x + 115, y + 40)
  await page.mouse.down()
  await page.mouse.move(x + 110, y + 180, { steps: 8 })
  await page.mouse.up()
  await page.locator('.playground figcaption', { hasText: 'which it is' }).waitFor({ timeout: 20_000 })
  await page.screenshot({ path: join(pictures, 'playground-draw.png') })
  await stop.click()

  // Kernels are shown of what is compiled, in training too.
  await page.getByLabel('Show kernels').check()
  await example.selectOption('line')
  await outcome()
  await page.getByRole('tab', { name: 'Kernels (1)' }).click()
  const kernels = await page.locator('.playground .output').nth(1).innerText()
  if (!/program\(/.test(kernels)) fault(`playground: kernels are ${kernels.slice(0, 200)}`)
  await page.screenshot({ path: join(pictures, 'playground-kernels.png') })
  await page.getByRole('tab', { name: 'Output' }).click()

  // What comes by a link is shown, and does not run by itself.
  await write(`console.log('shared ∂')`)
  await share.click()
  await page.waitForFunction(`location.hash.startsWith('#code=')`)
  const guest = await page.context().browser().newPage()
  await guest.goto(page.url())
  await ready(guest)
  await guest.waitForTimeout(500)
  if (!(await guest.locator('.view-lines').innerText()).includes('∂')) fault('playground: shared code is lost')
  if (!(await guest.locator('.playground .status').textContent()).includes('It runs when you press Run'))
    fault('playground: shared code ran by itself')
  if ((await guest.locator('.playground .output pre').count()) > 0) fault('playground: shared code said something before it was run')
  await guest.close()
}
