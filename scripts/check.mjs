// node scripts/check.mjs PART...        runs `npm run check:PART` for each and says of each how it went; what failed, in full

import { spawnSync } from 'node:child_process'

const failed = process.argv.slice(2).filter((part) => {
  const began = performance.now()
  const run = spawnSync(`npm run --silent check:${part}`, {
    shell: true,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${part.padEnd(8)} ${run.status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (run.status !== 0) console.log(`\n${run.stdout}${run.stderr}`)
  return run.status !== 0
})

if (failed.length > 0) console.log(`\n${failed.map((part) => `npm run check:${part}`).join(', ')}: to be mended`)
process.exitCode = failed.length > 0 ? 1 : 0
