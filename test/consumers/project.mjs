import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const files = fileURLToPath(new URL('files/', import.meta.url))

/** What is installed for these checks alone. */
export const tools = fileURLToPath(new URL('node_modules/', import.meta.url))

/** Where projects lie: outside of this one, so that nothing is found that a user would not have. */
export const place = mkdtempSync(join(tmpdir(), 'typegrad-consumers-'))

/** What can't be checked on this machine, and why. */
export class LeftOut extends Error {}

/**
 * @typedef {{ readonly name: string; readonly run: () => Promise<string> }} Check What is true of a consumer; `run` gives a word on it, or throws.
 */

/**
 * What a command prints; an error, with all it said, if it fails.
 * @type {(command: string, args: readonly string[], options?: { cwd?: string; env?: Record<string, string | undefined>; seconds?: number }) => Promise<string>}
 */
export const run = (command, args, { cwd = place, env = {}, seconds = 120 } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: seconds * 1000,
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      err += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) =>
      code === 0
        ? resolve(out)
        : reject(new Error(`${basename(command)} ${args.join(' ')}: ${signal ?? `exit code ${code}`}\n${out}${err}`)),
    )
  })

/** A script of an installed tool: `tool('vite8', 'bin/vite.js')`. @type {(name: string, path: string) => string} */
export const tool = (name, path) => join(tools, name, path)

/** Installs the tools, if they are not as the lock says. @type {() => void} */
export const install = () => {
  const lock = readFileSync(new URL('package-lock.json', import.meta.url), 'utf8')
  const marker = join(tools, '.typegrad-lock')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', ['ci', ...options], { cwd: join(tools, '..'), stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error('npm ci: the tools of test/consumers could not be installed')
  writeFileSync(marker, lock)
}

/** The package as it would be published. @type {() => string} */
export const pack = () => {
  if (!existsSync(join(root, 'dist', 'index.d.ts'))) throw new Error('dist/ is not built: npm run build')
  const { stdout, status, stderr } = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', place], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`npm pack: ${stderr}`)
  return join(place, stdout.trim())
}

/**
 * A project of a user's: some of the files, the package installed as npm unpacks it, and what else is installed beside it.
 * @param {string} name
 * @param {string} tarball
 * @param {{ readonly files: Readonly<Record<string, string>>; readonly beside?: readonly string[]; readonly type?: 'module' | 'commonjs' }} options
 *   Files by the names they take here, each copied from `files/`; `beside`: folders to be found in node_modules.
 * @returns {string} its folder
 */
export const project = (name, tarball, { files: wanted, beside = [], type = 'module' }) => {
  const folder = join(place, name)
  const installed = join(folder, 'node_modules', 'typegrad')
  mkdirSync(installed, { recursive: true })
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar: ${stderr}`)
  for (const path of beside) {
    const link = join(folder, 'node_modules', path.split('node_modules/').at(-1) ?? '')
    mkdirSync(join(link, '..'), { recursive: true })
    if (!existsSync(path)) throw new LeftOut(`${path} is not installed`)
    symlinkSync(path, link)
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type, dependencies: { typegrad: '*' } }))
  for (const [to, from] of Object.entries(wanted)) cpSync(join(files, from), join(folder, to))
  return folder
}

/** Files that keep their names. @type {(...names: string[]) => Record<string, string>} */
export const named = (...names) => Object.fromEntries(names.map((name) => [name, name]))

/** The WebGPU of Node, which is installed beside the package where it is wanted. */
export const webgpu = join(root, 'node_modules', 'webgpu')
