/* Firefox. Nothing drives it: what drives it stops workers that workers start now and then. It opens a page that runs by itself, and is told what that says. */

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { carried, unpack } from '../../scripts/swiftshader.mjs'

const executable = ['firefox', 'firefox-esr']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path))

/** Why nothing can be checked in it, if so. */
export const missing = executable ? undefined : 'there is no Firefox on the PATH to check in (Debian: apt-get install firefox-esr)'

/** Where it finds a software adapter; `undefined` where there is none. */
const adapter = () => {
  if (!carried()) return undefined
  const { folder, driver } = unpack()
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver }
}

/** Why there is no WebGPU in it, if so. */
export const withoutAdapter = carried() ? undefined : 'there is no software adapter here for the WebGPU of Firefox'

/** It stays alone: no first page, no questions, no reports. */
const quiet = {
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'app.normandy.enabled': false,
}

/** @param {boolean} webgpu */
const settings = (webgpu) =>
  Object.entries({
    ...quiet,
    'dom.webgpu.enabled': webgpu,
    'dom.webgpu.workers.enabled': webgpu,
    'gfx.webgpu.ignore-blocklist': webgpu,
  })
    .map(([name, value]) => `user_pref('${name}', ${value});\n`)
    .join('')

/** A server for what a page says, line by line. @param {(line: any) => void} tell */
const listen = async (tell) => {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += part
    response.writeHead(204, { 'access-control-allow-origin': '*' }).end()
    if (text) tell(JSON.parse(text))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  return { to: `http://localhost:${typeof address === 'object' ? address?.port : 0}/`, close: () => server.close() }
}

/**
 * Opens a page of checks in a Firefox of its own, on WebGPU of a software adapter or without WebGPU, and tells what each says until there are no more.
 * @type {(home: string, kind: 'webgpu' | 'none', names: readonly string[], tell: (line: import('./page.js').Line) => void) => Promise<void>}
 */
export const run = async (home, kind, names, tell) => {
  const profile = mkdtempSync(join(tmpdir(), 'typegrad-firefox-'))
  writeFileSync(join(profile, 'user.js'), settings(kind === 'webgpu'))
  /** @type {(reason?: Error) => void} */
  let end = () => undefined
  const all = new Promise((resolve, reject) => {
    end = (reason) => (reason ? reject(reason) : resolve(undefined))
  })
  const { to, close } = await listen((line) => (line === 'end' ? end() : tell(line)))
  const query = new URLSearchParams({ to, kind })
  for (const name of names) query.append('name', name)
  const browser = spawn(executable ?? '', ['--headless', '--no-remote', '--profile', profile, `${home}?${query}`], {
    env: { ...process.env, ...(kind === 'webgpu' ? adapter() : {}) },
    stdio: 'ignore',
  })
  const gone = new Promise((resolve) => browser.on('exit', resolve))
  browser.on('error', end)
  void gone.then(() => end(new Error('Firefox ended before its page did')))
  const late = setTimeout(() => end(new Error('its page did not come to its end in 120 s')), 120_000)
  try {
    await all
  } finally {
    clearTimeout(late)
    browser.kill()
    await gone
    close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
