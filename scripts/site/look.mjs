// npm run docs:look        opens pages of the site that `npm run docs` has built, in Chromium, and searches in it
//
// Fails where a page is empty, says an error, asks another host for anything or for what is not there, or where search does not find what it should. Pictures of pages are left in results/site. Without Chromium it says so, and looks at nothing.

import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { delimiter, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const site = join(root, 'docs/.vitepress/dist')
const pictures = join(root, 'results/site')
const consumers = join(root, 'test/consumers/package.json')

/** Pages, and what stands in their first heading. */
const pages = /** @type {const} */ ([
  ['', 'typegrad'],
  ['guide/start', 'Start here'],
  ['guide/coming-from', 'Coming from'],
  ['api/', 'API'],
  ['api/Arithmetic_and_functions/typegrad.add', 'add'],
  ['api/Convolutions_and_signals/typegrad.conv', 'conv'],
  ['api/Transforms_and_control_flow/typegrad.grad', 'grad'],
  ['api/Losses/typegrad_dsl.softmaxCrossEntropy', 'softmaxCrossEntropy'],
  ['api/Errors/typegrad.ShapeMismatch', 'ShapeMismatch'],
  ['gallery/', 'Gallery'],
  ['gallery/go', 'Go'],
  ['bench/', ''],
  ['errors', 'Errors'],
  ['changelog', 'Changelog'],
  ['decisions/schedules', 'How loops lie'],
])

/** What is searched for, and the title of what is found first. */
const searches = /** @type {const} */ ([
  ['permute', 'transpose'],
  ['no_grad', 'stopGradient'],
  ['mse', 'meanSquaredError'],
  ['seed', 'key'],
  ['CrossEntropyLoss', 'softmaxCrossEntropy'],
])

/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

const server = createServer((request, response) => {
  const asked = join(site, normalize(decodeURIComponent((request.url ?? '/').replace(/[?#].*$/, ''))))
  const path = [asked, join(asked, 'index.html'), `${asked}.html`].find((one) => existsSync(one) && statSync(one).isFile())
  if (!path) return response.writeHead(404).end()
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
  return response.end(readFileSync(path))
})

const executablePath = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path))

const look = async () => {
  if (!existsSync(site)) throw new Error('there is no site; npm run docs builds it')
  const engine = createRequire(consumers)('playwright-core').chromium
  mkdirSync(pictures, { recursive: true })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const home = `http://localhost:${typeof address === 'object' ? address?.port : 0}/`
  const browser = await engine.launch({ executablePath, args: ['--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run'] })
  /** @type {string[]} */
  const wrong = []
  const open = async (/** @type {object} */ options) => {
    const page = await browser.newPage(options)
    page.on('console', (/** @type {any} */ message) => message.type() === 'error' && wrong.push(`${page.url()}: ${message.text()}`))
    page.on('pageerror', (/** @type {Error} */ error) => wrong.push(`${page.url()}: ${error}`))
    page.on(
      'request',
      (/** @type {any} */ request) =>
        /^https?:/.test(request.url()) && !request.url().startsWith(home) && wrong.push(`${page.url()} asks for ${request.url()}`),
    )
    page.on(
      'response',
      (/** @type {any} */ response) => response.status() >= 400 && wrong.push(`${page.url()}: ${response.status()} ${response.url()}`),
    )
    return page
  }
  const page = await open({ viewport: { width: 1280, height: 900 } })
  for (const [path, heading] of pages) {
    await page.goto(home + path, { waitUntil: 'networkidle' })
    const found = await page.locator('h1').first().textContent()
    if (!found?.includes(heading)) wrong.push(`${path}: its heading is ${found}, and not ${heading}`)
    await page.screenshot({ path: join(pictures, `${path.replaceAll('/', '-') || 'home'}.png`) })
  }
  for (const [words, title] of searches) {
    await page.goto(home, { waitUntil: 'networkidle' })
    await page.locator('.VPNavBarSearch button').first().click()
    await page.locator('.VPLocalSearchBox input').fill(words)
    const first = await page.locator('.VPLocalSearchBox .result').first().textContent({ timeout: 10_000 })
    if (!first?.includes(title)) wrong.push(`search for ${words} finds ${first}, and not ${title}`)
  }
  const phone = await open({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' })
  for (const path of ['guide/start', 'api/Convolutions_and_signals/typegrad.conv']) {
    await phone.goto(home + path, { waitUntil: 'networkidle' })
    const [wide, seen] = await phone.evaluate('[document.documentElement.scrollWidth, innerWidth]')
    if (wide > seen) wrong.push(`${path}: ${wide} wide on a phone of ${seen}`)
    await phone.screenshot({ path: join(pictures, `phone-${path.replaceAll('/', '-')}.png`) })
  }
  await browser.close()
  server.close()
  for (const sentence of wrong) console.log(sentence)
  console.log(
    wrong.length > 0
      ? `${wrong.length} faults`
      : `${pages.length} pages and ${searches.length} searches are as they should be; pictures in results/site`,
  )
  process.exitCode = wrong.length > 0 ? 1 : 0
}

if (!executablePath) console.log('LEFT OUT: there is no Chromium on the PATH to look at the site with (Debian: apt-get install chromium)')
else if (!existsSync(join(root, 'test/consumers/node_modules/playwright-core')))
  console.log('LEFT OUT: npm run check:consumers installs what drives Chromium, and did not run yet')
else await look()
