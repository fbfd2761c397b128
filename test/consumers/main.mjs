// npm run check:consumers [-- WORD...]        of all checks, or of those with one of the words in their names
//
// Packs the package, and builds and runs it as its users do: engines, bundlers, browsers, compilers. What can't be checked on this machine is said at the end.

import { rmSync } from 'node:fs'
import { Pages } from './browser.mjs'
import { bundlerChecks } from './bundlers.mjs'
import { compilerChecks } from './compilers.mjs'
import { engineChecks } from './engines.mjs'
import { install, LeftOut, pack, place } from './project.mjs'
import { weightChecks } from './weight.mjs'

const words = process.argv.slice(2)
const began = performance.now()
install()
const tarball = pack()
const pages = new Pages()
const checks = [...engineChecks(tarball), ...bundlerChecks(tarball, pages), ...compilerChecks(tarball), ...weightChecks(tarball)].filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
)
const width = Math.max(...checks.map(({ name }) => name.length))

const failed = []
const leftOut = []
for (const { name, run } of checks) {
  const start = performance.now()
  try {
    const said = await run()
    console.log(`ok      ${name.padEnd(width)}  ${said} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    if (error instanceof LeftOut) leftOut.push(`${name}: ${message}`)
    else failed.push(name)
    console.log(`${error instanceof LeftOut ? 'LEFT OUT' : 'FAILED '} ${name.padEnd(width)}  ${message}`)
  }
}

await pages.close()
rmSync(place, { recursive: true })
console.log(`\n${checks.length} consumers in ${((performance.now() - began) / 1000).toFixed(0)} s`)
if (leftOut.length > 0) console.log(`\nLEFT OUT on this machine:\n${leftOut.map((line) => `  ${line}`).join('\n')}`)
if (failed.length > 0) console.log(`\nFAILED: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0
