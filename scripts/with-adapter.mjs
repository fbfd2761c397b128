// node scripts/with-adapter.mjs FILE.js [ARGUMENT]...
// node scripts/with-adapter.mjs TOOL [ARGUMENT]...        a command of an installed package: vitest
//
// Starts Node where Dawn, the WebGPU of Node, finds an adapter: the machine's own, else SwiftShader. Options of this Node are passed on.
// TYPEGRAD_ADAPTER=system takes the machine's own or none, TYPEGRAD_ADAPTER=swiftshader always SwiftShader, TYPEGRAD_ADAPTER=lavapipe Mesa's, which
// is fetched from Debian's archive (scripts/lavapipe.mjs).

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { constants, homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lavapipe } from './lavapipe.mjs'
import { carried, carrier, unpack } from './swiftshader.mjs'

const here = `this is ${process.platform} ${process.arch}${existsSync(carrier) ? '' : ', without the package @sparticuz/chromium'}`

/** @typedef {Record<string, string | undefined>} Environment */

/** @type {(sentence: string) => never} */
const stop = (sentence) => {
  console.error(sentence)
  process.exit(2)
}

/** @type {(name: string) => string[]} The entries of a list of paths in the environment. */
const paths = (name) => (process.env[name] ?? '').split(delimiter).filter(Boolean)

/** Whether a Vulkan driver has left its description where the Vulkan loader looks. */
const hasVulkanDriver = () =>
  paths('VK_DRIVER_FILES').length > 0 ||
  paths('VK_ICD_FILENAMES').length > 0 ||
  [
    ...paths('XDG_CONFIG_DIRS'),
    '/etc',
    '/usr/local/etc',
    ...paths('XDG_DATA_DIRS'),
    '/usr/share',
    '/usr/local/share',
    '/run/opengl-driver/share',
  ]
    .concat(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'))
    .map((folder) => join(folder, 'vulkan', 'icd.d'))
    .some((folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json')))

const request = `import('webgpu').then(({ create }) => (globalThis.gpu = create([])).requestAdapter()).then((adapter) => process.exit(adapter ? 0 : 1))`

/**
 * Whether Dawn, started like this, finds an adapter. A driver may be there and be of no use: too old, or without its hardware.
 * @type {(environment: Environment) => boolean}
 */
const findsAdapter = (environment) =>
  spawnSync(process.execPath, ['--input-type=module', '--eval', request], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ...environment },
    stdio: 'ignore',
    timeout: 20_000,
  }).status === 0

/** @type {() => Environment} */
const lavapipeEnvironment = () => {
  try {
    const { libraries, driver } = lavapipe()
    const library = [...libraries, ...paths('LD_LIBRARY_PATH')].join(delimiter)
    return { LD_LIBRARY_PATH: library, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver }
  } catch (error) {
    return stop(`TYPEGRAD_ADAPTER=lavapipe: ${error instanceof Error ? error.message : error}`)
  }
}

/** @type {(choice: string | undefined) => Environment} What to add to the environment. */
const adapterEnvironment = (choice) => {
  if (choice === 'system') return {}
  if (choice === 'lavapipe') return lavapipeEnvironment()
  if (!carried()) {
    if (choice === 'swiftshader') stop(`TYPEGRAD_ADAPTER=swiftshader needs Linux x64 and what npm ci installs; ${here}`)
    return {}
  }
  const tryDrivers = choice === undefined && hasVulkanDriver()
  if (tryDrivers && findsAdapter({})) return {}
  const { folder, driver } = unpack()
  const loader = { LD_LIBRARY_PATH: [folder, ...paths('LD_LIBRARY_PATH')].join(delimiter) }
  if (tryDrivers && findsAdapter(loader)) return loader
  return { ...loader, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver }
}

/** @type {(name: string) => string} The script behind the name of a tool, or the name itself where it is a file. */
const scriptOf = (name) => {
  if (statSync(name, { throwIfNoEntry: false })?.isFile()) return name
  const folder = fileURLToPath(new URL(`../node_modules/${name}/`, import.meta.url))
  if (!existsSync(join(folder, 'package.json'))) stop(`with-adapter: ${name} is neither a file nor an installed tool`)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[name])
}

const [name, ...args] = process.argv.slice(2)
if (name === undefined) stop('usage: node scripts/with-adapter.mjs FILE.js|TOOL [ARGUMENT]...')
const choice = process.env.TYPEGRAD_ADAPTER || undefined
if (choice !== undefined && !['system', 'swiftshader', 'lavapipe'].includes(choice)) {
  stop(`TYPEGRAD_ADAPTER is '${choice}'; it may be 'system', 'swiftshader' or 'lavapipe', or be left out`)
}

const child = spawn(process.execPath, [...process.execArgv, scriptOf(name), ...args], {
  stdio: 'inherit',
  env: { ...process.env, ...adapterEnvironment(choice) },
})
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  // Ctrl-C in a terminal reaches the child without us.
  process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
}
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
