// npm run example                     lists the examples
// npm run example NAME -- --help      what one can be told
// npm run example NAME [-- OPTION]... runs it
//
// Builds what has changed, and starts the example where Dawn finds an adapter, if there is one.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const names = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'main.ts')))
const [name, ...args] = process.argv.slice(2)

/** @type {(...args: string[]) => number} */
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1

if (name === undefined || !names.includes(name)) {
  const known = `Examples: ${names.join(', ')}\nRun one with \`npm run example NAME\`; \`npm run example NAME -- --help\` says what it can be told.`
  console[name === undefined ? 'log' : 'error'](name === undefined ? known : `There is no example '${name}'. ${known}`)
  process.exitCode = name === undefined ? 0 : 2
} else {
  process.exitCode =
    run('scripts/build.mjs', '--if-older') || run('scripts/with-adapter.mjs', join('dist', 'examples', name, 'main.js'), ...args)
}
