/* How the site and the demos are looked at: a server of a folder, Chromium, and what counts as a fault of any page. */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { delimiter, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** @typedef {any} Page Playwright's, which is installed for test/consumers alone, without its types */

const executablePath = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path))

const consumers = join(root, 'test/consumers/package.json')

/** Why nothing can be looked at, if so. */
export const missing = !executablePath
  ? 'there is no Chromium on the PATH to look with (Debian: apt-get install chromium)'
  : !existsSync(join(consumers, '../node_modules/playwright-core'))
    ? 'npm run check:consumers installs what drives Chromium, and did not run yet'
    : undefined

const always = [
  ...['--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]
const software = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan']

/** Chromium, with WebGPU on a software adapter or without WebGPU. @type {(options: { readonly webgpu: boolean }) => Promise<any>} */
export const launch = ({ webgpu }) => {
  // The adapter of Node's WebGPU is none of Chromium's business.
  const { LD_LIBRARY_PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES, ...env } = process.env
  return createRequire(consumers)('playwright-core').chromium.launch({
    executablePath,
    args: [...always, ...(webgpu ? software : ['--disable-blink-features=WebGPU'])],
    env,
  })
}

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}
const texts = ['.html', '.js', '.css', '.svg', '.json']

/**
 * A server of a folder, under a path, with more headers if they are given. Texts are compressed, as any host does.
 * @type {(folder: string, path?: string, headers?: Readonly<Record<string, string>>) => Promise<{ readonly home: string; readonly close: () => void }>}
 */
export const serve = async (folder, path = '/', headers = {}) => {
  const server = createServer((request, response) => {
    const asked = (request.url ?? '/').replace(/[?#].*$/, '')
    const found = asked.startsWith(path) ? join(folder, normalize(decodeURIComponent(asked.slice(path.length)))) : ''
    const file = [found, join(found, 'index.html'), `${found}.html`].find((one) => found && existsSync(one) && statSync(one).isFile())
    if (!file) return response.writeHead(404).end()
    const kind = /** @type {keyof typeof types} */ (extname(file)) // or none of them
    const [isText, bytes] = [texts.includes(kind), readFileSync(file)]
    const sent = isText ? gzipSync(bytes) : bytes
    return response
      .writeHead(200, {
        ...headers,
        ...(isText ? { 'content-encoding': 'gzip' } : {}),
        'content-type': types[kind] ?? 'application/octet-stream',
        'content-length': sent.length,
      })
      .end(sent)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  return { home: `http://localhost:${typeof address === 'object' ? address?.port : 0}${path}`, close: () => server.close() }
}

/**
 * Tells of errors in the console, of requests to other hosts, and of what is not there, unless it is looked for on purpose.
 * @type {(page: Page, home: string, fault: (sentence: string) => void, onPurpose?: RegExp) => void}
 */
export const watch = (page, home, fault, onPurpose = /^$/) => {
  page.on('console', (/** @type {any} */ message) => {
    if (message.type() === 'error' && !onPurpose.test(message.location().url) && !onPurpose.test(message.text())) fault(message.text())
  })
  page.on('pageerror', (/** @type {Error} */ error) => fault(String(error)))
  page.on('request', (/** @type {any} */ request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(home)) fault(`it asks for ${request.url()}`)
  })
  page.on('response', (/** @type {any} */ response) => {
    if (response.status() >= 400 && !onPurpose.test(response.url())) fault(`${response.status()} ${response.url()}`)
  })
}

/** What looks for faults of accessibility. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Faults of accessibility, and whether a page is wider than the window. @type {(page: Page, fault: (sentence: string) => void) => Promise<void>} */
export const judge = async (page, fault) => {
  const [wide, seen] = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')
  if (wide > seen) fault(`it is ${wide} wide in a window of ${seen}`)
  await page.evaluate(axe)
  const { violations } = await page.evaluate('axe.run()')
  for (const { id, nodes } of violations)
    fault(
      `axe: ${id}: ${nodes
        .slice(0, 3)
        .map((/** @type {any} */ { html }) => html)
        .join(' ')}`,
    )
}
