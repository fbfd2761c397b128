// node scripts/site/demos.mjs OUT            builds the demos in examples/web into OUT/NAME: static files, for any path of any server
// node scripts/site/demos.mjs --look [DIR]   builds them, and opens each in Chromium: draws, trains, loads. Fails where one does not do what it should, says an error, asks another host
//                                            for anything, or axe-core, if it is installed, finds a fault. Pictures of pages are left in DIR, results/demos if left out
// node scripts/site/demos.mjs --train        trains what reads digits, and writes its weights into the demos that use them

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transformWithOxc } from 'vite'
import { cutDigits } from '../../examples/web/train-in-a-worker/digits.mjs'
import { judge, launch, missing, root, serve, watch } from './chromium.mjs'

const demos = join(root, 'examples/web')

/** Builds all demos into a folder. @type {(out: string) => Promise<void>} */
export const buildDemos = async (out) => {
  for (const { name } of readdirSync(demos, { withFileTypes: true }).filter((one) => one.isDirectory())) {
    await build({
      root: join(demos, name),
      base: './',
      logLevel: 'warn',
      resolve: {
        alias: [
          { find: /^typegrad$/, replacement: join(root, 'dist/index.js') },
          { find: /^typegrad\/dsl$/, replacement: join(root, 'dist/dsl.js') },
        ],
      },
      build: { outDir: join(out, name), emptyOutDir: true, reportCompressedSize: false },
    })
  }
  cutDigits(join(out, 'train-in-a-worker/mnist'))
}

/** Those that read digits, and what of them `--train` writes. */
const readers = ['draw-a-digit', 'load-weights']

/** Writes a file for all that read digits. @type {(name: string, bytes: Uint8Array) => void} */
const publish = (name, bytes) => {
  for (const reader of readers) {
    mkdirSync(join(demos, reader, 'public'), { recursive: true })
    writeFileSync(join(demos, reader, 'public', name), bytes)
  }
}

/** The model of draw-a-digit: its TypeScript without types, on this library as Node has it. @type {() => Promise<typeof import('../../examples/web/draw-a-digit/model.ts')>} */
const demoModel = async () => {
  const file = join(demos, 'draw-a-digit/model.ts')
  const { code } = await transformWithOxc(readFileSync(file, 'utf8'), file)
  const module = code.replace(/(["'])typegrad\/dsl\1/, JSON.stringify(import.meta.resolve('typegrad/dsl')))
  return import(`data:text/javascript,${encodeURIComponent(module)}`)
}

/** Trains the model that reads digits, on digits that are shifted and turned a little, and writes what it learned, in halves, beside the first test digit of each kind. */
const train = async () => {
  const { acquire, astype, foldIn, key, tree } = await import('typegrad')
  const dsl = await import('typegrad/dsl')
  const { accuracy, adam, cosineDecay, encodePng, evaluate, fit, load, mnist, randomCrop, randomRotate, softmaxCrossEntropy } = dsl
  const { model } = await demoModel()
  await acquire({ backend: 'cpu' })
  const digits = await mnist()

  const { x, y } = digits.test.columns
  const sheet = new Uint8Array(28 * 280 * 4)
  for (let digit = 0; digit < 10; digit++) {
    const from = 784 * y.values.indexOf(digit)
    for (let pixel = 0; pixel < 784; pixel++)
      sheet[4 * (280 * Math.floor(pixel / 28) + 28 * digit + (pixel % 28)) + 3] = x.values[from + pixel] ?? 0
  }
  publish('examples.png', await encodePng({ data: sheet, shape: [28, 280, 4] }))

  let taken = 0
  /** @type {import('typegrad/dsl').Dataset<ReturnType<typeof digits.train.take>>} */
  const moved = {
    size: digits.train.size,
    take: (rows) => {
      const { x, y } = digits.train.take(rows)
      const own = foldIn(key(1), taken++)
      const shifted = randomCrop(foldIn(own, 1), x, { size: [28, 28], padding: 2 })
      return { x: randomRotate(foldIn(own, 0), shifted, { degrees: 12 }), y }
    },
  }
  const [epochs, batchSize] = [6, 128]
  const { variables } = await fit(model, moved, {
    loss: softmaxCrossEntropy,
    optimizer: adam({ rate: cosineDecay(2e-3, epochs * Math.floor(moved.size / batchSize)) }),
    metrics: { accuracy },
    epochs,
    batchSize,
    key: key(0),
  })
  const bytes = await dsl.toSafetensors(tree.map((x) => astype(x, 'f16'), variables))
  publish('digits.safetensors', bytes)
  const read = await load(model, bytes)
  const { accuracy: share } = await evaluate(model, read, digits.test, { metrics: { accuracy }, batchSize: 500 })
  console.log(`digits.safetensors: ${bytes.length.toLocaleString('en')} bytes, test accuracy ${share}`)
}

/** Fails with a sentence. @type {(holds: unknown, sentence: string) => asserts holds} */
const demand = (holds, sentence) => {
  if (!holds) throw new Error(sentence)
}

/** @typedef {import('./chromium.mjs').Page} Page */

/** Draws lines on the pad, their points in shares of it. @type {(page: Page, lines: readonly (readonly (readonly [x: number, y: number])[])[]) => Promise<void>} */
const draw = async (page, lines) => {
  const { x, y, width, height } = await page.locator('#pad').boundingBox()
  for (const line of lines) {
    for (const [i, [across, down]] of line.entries()) {
      await page.mouse.move(x + across * width, y + down * height, { steps: 4 })
      if (i === 0) await page.mouse.down()
    }
    await page.mouse.up()
  }
}

/** Digits, as lines. */
const drawn = /** @type {const} */ ({
  1: [
    [
      [0.55, 0.2],
      [0.52, 0.5],
      [0.48, 0.8],
    ],
  ],
  4: [
    [
      [0.35, 0.25],
      [0.3, 0.55],
      [0.7, 0.55],
    ],
    [
      [0.62, 0.25],
      [0.6, 0.9],
    ],
  ],
  7: [
    [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.45, 0.85],
    ],
  ],
})

/** What is asked of training: per cent of test digits after two epochs, and of the page meanwhile: frames a second, and milliseconds of the longest, where two cores run the training, the GPU and the browser. */
const [leastAccuracy, leastRate, longestFrame] = [85, 10, 1500]

/** What each demo should do, on a backend; gives what was seen. @type {Record<string, (page: Page, backend: string) => Promise<string>>} */
const tries = {
  'draw-a-digit': async (page, backend) => {
    const answer = page.locator('#answer')
    await answer.filter({ hasText: 'Draw a digit' }).waitFor({ timeout: 60_000 })
    /** @type {string[]} */
    const said = []
    for (const [digit, lines] of Object.entries(drawn)) {
      await page.click('#clear')
      await answer.filter({ hasText: 'Draw a digit' }).waitFor()
      await draw(page, lines)
      await page.waitForTimeout(300)
      await answer.filter({ hasText: `This is a ${digit}, at` }).waitFor({ timeout: 20_000 })
      said.push((await answer.textContent()).replace('This is a ', '').replace(/\.$/, ''))
    }
    const widths = /** @type {number[]} */ (
      await page.evaluate(`[...document.querySelectorAll('.bar')].map((bar) => Number.parseFloat(getComputedStyle(bar).backgroundSize))`)
    )
    demand(widths.length === 10 && widths.every((width, digit) => (digit === 7 ? width > 90 : width < 10)), `bars are as wide as ${widths}`)
    const inks = /** @type {number[]} */ (
      await page.evaluate(
        `[...document.querySelectorAll('.maps canvas')].map((one) => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.reduce((a, b) => a + b))`,
      )
    )
    demand(inks.length === 24 && inks.filter((ink) => ink > 0).length > 16, `of ${inks.length} features some show nothing: ${inks}`)
    for (let digit = 0; digit < 10; digit++) {
      await page.locator('.example').nth(digit).click()
      await answer.filter({ hasText: `This is a ${digit}, at` }).waitFor({ timeout: 20_000 })
      if (digit === 3) said.push(await answer.textContent())
    }
    const device = await page.locator('#device').textContent()
    demand(device.includes(`Runs on ${backend}:`), `it says ${device}, and not that it runs on ${backend}`)
    return `${said.join('; ')} ${device}`
  },

  'train-in-a-worker': async (page, backend) => {
    const state = page.locator('#state')
    let failure = ''
    await page.selectOption('#backend', backend)
    // Two epochs can be over in less than half a second, before anybody looks.
    await page.selectOption('#epochs', '20')
    await page.click('#start')
    await state.filter({ hasText: 'Learning' }).waitFor({ timeout: 60_000 })
    await page.click('#stop')
    await state.filter({ hasText: 'Stopped' }).waitFor({ timeout: 20_000 })
    await page.selectOption('#epochs', '2')

    // Frames are counted by whoever looks, beside the page's own meter.
    await page.evaluate(`globalThis.gaps = []; {
      let last = performance.now()
      const frame = (now) => { gaps.push(now - last); last = now; requestAnimationFrame(frame) }
      requestAnimationFrame(frame)
    }`)
    await page.click('#start')
    await page.locator('#epochs-done tr').nth(1).waitFor({ timeout: 240_000 })
    await state.filter({ hasText: 'Done' }).waitFor({ timeout: 20_000 })
    const [said, accuracies, points, meter] = await Promise.all([
      state.textContent(),
      page.locator('#epochs-done td:nth-child(3)').allTextContents(),
      page.evaluate(`document.querySelector('polyline').points.length`),
      page.locator('#meter').textContent(),
    ])
    demand(said.includes(` ${backend}:`), `it says ${said}, and not that it runs on ${backend}`)
    const last = Number.parseFloat(accuracies.at(-1))
    demand(last >= leastAccuracy, `after two epochs it reads ${last} % of the test digits, and not ${leastAccuracy} %`)
    demand(points > 20, `the curve has ${points} points`)
    const gaps = /** @type {number[]} */ (await page.evaluate('gaps'))
    const [rate, longest] = [(1000 * gaps.length) / gaps.reduce((a, b) => a + b, 0), Math.max(...gaps)]
    demand(rate > leastRate && longest < longestFrame, `the page drew ${rate.toFixed(0)} frames a second, the longest took ${longest} ms`)

    if (backend === 'cpu') {
      await page.locator('#backend option[value=webgpu]').evaluate('(option) => { option.disabled = false }')
      await page.selectOption('#backend', 'webgpu')
      await page.click('#start')
      await state.filter({ hasText: 'webgpu: ' }).filter({ hasNotText: 'Done' }).waitFor({ timeout: 20_000 })
      demand(!(await page.locator('#start').isDisabled()), 'it cannot be started again after a failure')
      failure = `; where webgpu is asked for: ${await state.textContent()}`
    }
    return `${accuracies.join(', ')}; ${rate.toFixed(0)} frames a second, the longest ${longest.toFixed(0)} ms (${meter}); ${said}${failure}`
  },
  'load-weights': async (page, backend) => {
    const sentence = page.locator('#sentence')
    const loaded = async () => {
      await sentence.filter({ hasText: 'The weights are here' }).waitFor({ timeout: 60_000 })
      const read = (await page.locator('#digits strong').allTextContents()).join('')
      demand(read === '0123456789', `the ten digits are read as ${read}`)
      return `${await page.locator('#weights').textContent()} (${await page.locator('#first').textContent()}; ${await page.locator('#later').textContent()})`
    }
    const first = await loaded()
    demand(first.startsWith('from the web'), `weights are ${first} at first`)
    await page.reload()
    const second = await loaded()
    demand(second.startsWith('from this browser'), `weights are ${second} when they are kept`)
    const device = await page.locator('#device').textContent()
    demand(device.startsWith(`${backend}:`), `it says ${device}, and not that it runs on ${backend}`)
    /** @type {string[]} */
    const faults = []
    for (const [source, wanted] of Object.entries({ missing: 'the server answered 404', truncated: 'the file is truncated' })) {
      await page.selectOption('#source', source)
      await page.click('#load button')
      await sentence.filter({ hasText: wanted }).waitFor({ timeout: 20_000 })
      faults.push(await sentence.textContent())
    }
    await page.click('#forget')
    await sentence.filter({ hasText: 'Nothing is kept' }).waitFor({ timeout: 20_000 })
    await page.selectOption('#source', 'whole')
    await page.click('#load button')
    const third = await loaded()
    demand(third.startsWith('from the web'), `weights are ${third} when they were forgotten`)
    return [first, second, ...faults, device].join('\n    ')
  },
}

/** Where demos lie on the server, to see that they work from any path. */
const path = '/some/where/'

/** Lets threads share memory. */
const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

/**
 * Opens the demos of a folder in Chromium, with WebGPU on a software adapter and without WebGPU, and leaves pictures in another.
 * @type {(out: string, pictures: string) => Promise<readonly string[]>} what is wrong
 */
export const lookAtDemos = async (out, pictures) => {
  if (missing) {
    console.log(`LEFT OUT: ${missing}`)
    return []
  }
  mkdirSync(pictures, { recursive: true })
  /** @type {string[]} */
  const wrong = []
  for (const backend of ['webgpu', 'cpu']) {
    const server = await serve(out, path, backend === 'cpu' ? isolated : {})
    const browser = await launch({ webgpu: backend === 'webgpu' })
    for (const [name, attempt] of Object.entries(tries)) {
      const page = await browser.newPage({ viewport: { width: 1000, height: 900 }, colorScheme: 'light' })
      /** @type {(sentence: string) => void} */
      const fault = (sentence) => void wrong.push(`${name} on ${backend}: ${sentence}`)
      watch(page, server.home, fault, /missing\.safetensors/)
      try {
        await page.goto(`${server.home}${name}/${backend === 'webgpu' ? '?backend=webgpu' : ''}`)
        console.log(`${name} on ${backend}: ${await attempt(page, backend)}`)
      } catch (error) {
        fault(String(error))
      }
      for (const [look, width] of /** @type {const} */ ([
        ['light', 1000],
        ['dark', 390],
      ])) {
        await page.emulateMedia({ colorScheme: look })
        await page.setViewportSize({ width, height: 800 })
        await page.screenshot({ path: join(pictures, `${name}-${backend}-${look}-${width}.png`), fullPage: true })
        await judge(page, (sentence) => fault(`${look}, ${width}: ${sentence}`))
      }
      await page.close()
    }
    await browser.close()
    server.close()
  }
  return wrong
}

const [, script, first, second] = process.argv
if (script !== fileURLToPath(import.meta.url)) {
  // Imported, by whoever builds the site.
} else if (first === '--train') await train()
else if (first === '--look') {
  const out = mkdtempSync(join(tmpdir(), 'typegrad-demos-'))
  try {
    await buildDemos(out)
    const pictures = resolve(second ?? join(root, 'results/demos'))
    const wrong = await lookAtDemos(out, pictures)
    for (const sentence of wrong) console.log(sentence)
    console.log(wrong.length > 0 ? `${wrong.length} faults` : `demos do what they should; pictures in ${pictures}`)
    process.exitCode = wrong.length > 0 ? 1 : 0
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
} else if (first && !first.startsWith('-')) await buildDemos(resolve(first))
else {
  console.error('Say where to: node scripts/site/demos.mjs OUT, or --look, or --train')
  process.exitCode = 2
}
