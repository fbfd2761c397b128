// node scripts/install-peers.mjs        what `npm run bench:peers` times typegrad beside, into bench/peers/node_modules, unless it is there

import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const peers = fileURLToPath(new URL('../bench/peers', import.meta.url))
/** npm writes it last. */
const installed = join(peers, 'node_modules', '.package-lock.json')
const wanted = join(peers, 'package-lock.json')

if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) process.exit(0)
console.log('installs the peers into bench/peers/node_modules')
const npm = spawnSync('npm ci --ignore-scripts --no-audit --no-fund', { cwd: peers, shell: true, stdio: 'inherit' })
process.exitCode = npm.status ?? 1
