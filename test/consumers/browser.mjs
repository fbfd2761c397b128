import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { delimiter, extname, join, normalize } from 'node:path'
import { LeftOut, place } from './project.mjs'

/**
 * What is used of Playwright.
 * @typedef {{
 *   on(event: 'console', f: (message: { text(): string; type(): string }) => void): void
 *   on(event: 'pageerror', f: (error: Error) => void): void
 *   goto(url: string): Promise<unknown>
 *   addInitScript(script: string): Promise<void>
 *   evaluate(expression: string): Promise<unknown>
 *   close(): Promise<void>
 * }} Page
 * @typedef {{ newPage(): Promise<Page>; close(): Promise<void> }} Browser
 */

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
}

/** A name that is no localhost, so that its pages are not secure; Chromium is told to look here for it. */
const insecure = 'insecure.example'

const args = [
  ...[
    '--headless=new',
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ],
  ...['--disable-sync', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'],
  `--host-resolver-rules=MAP ${insecure} 127.0.0.1`,
]

/** @type {() => string} */
const chromium = () => {
  const found = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
  if (!found) throw new LeftOut('it builds; there is no Chromium on the PATH to run it in (Debian: apt-get install chromium)')
  return found
}

/** A Chromium and a server of all projects, which start when they are first needed. */
export class Pages {
  /** @type {Promise<{ readonly browser: Browser; readonly port: number }> | undefined} */
  #started
  #server = createServer((request, response) => {
    const path = join(place, normalize(decodeURIComponent((request.url ?? '/').replace(/\?.*$/, ''))))
    if (!existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end()
    response.setHeader('content-type', types[/** @type {keyof typeof types} */ (extname(path))] ?? 'application/octet-stream')
    // So that its threads may share memory.
    if (request.url?.includes('?isolated')) {
      response.setHeader('cross-origin-opener-policy', 'same-origin')
      response.setHeader('cross-origin-embedder-policy', 'require-corp')
    }
    return response.end(readFileSync(path))
  })

  async #start() {
    const executablePath = chromium()
    const { chromium: engine } = createRequire(new URL('package.json', import.meta.url))('playwright-core')
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)))
    const address = this.#server.address()
    // The adapter of Node's WebGPU is none of Chromium's business.
    const { LD_LIBRARY_PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES, ...env } = process.env
    return { browser: await engine.launch({ executablePath, args, env }), port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
  }

  /**
   * What `globalThis.answers` of a page comes to.
   * @param {string} path of the page, from where projects lie
   * @param {{ readonly host?: string; readonly before?: string }} options `before`: a script that runs in the page ahead of its own
   * @returns {Promise<unknown>}
   */
  async answers(path, { host = 'localhost', before } = {}) {
    this.#started ??= this.#start()
    const { browser, port } = await this.#started
    const page = await browser.newPage()
    /** @type {string[]} */
    const said = []
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => said.push(String(error)))
    try {
      if (before) await page.addInitScript(before)
      await page.goto(`http://${host}:${port}/${path}`)
      const answers = await page.evaluate('globalThis.answers')
      if (answers === undefined) throw new Error('the page gives no answers')
      return answers
    } catch (error) {
      throw new Error([error instanceof Error ? error.message : String(error), ...said].join('\n'))
    } finally {
      await page.close()
    }
  }

  async close() {
    const started = await this.#started?.catch(() => undefined)
    await started?.browser.close()
    this.#server.close()
  }
}

/** Where a page is not secure. */
export const insecureHost = insecure
