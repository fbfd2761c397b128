import '../closed-pipe.js'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { acquire, DeviceUnavailable } from 'typegrad'
import { DataError, type Signal } from 'typegrad/dsl'
import { interruptSignal } from 'typegrad/node'
import type { Example } from './example.js'
import { BadOption, type Options, optionsOf, usage } from './options.js'
import { table, writeResult } from './result.js'

const run = async (example: Example, { size, seed, backend, threads, only, out }: Options, signal: Signal): Promise<void> => {
  const device = await acquire({ ...(backend && { backend }), ...(threads !== undefined && { threads }) })
  console.log(`${example.about}\n\nRuns on ${device.backend}: ${device.name}`)
  const checkpoints = join(out, 'checkpoints')
  const goesOn = existsSync(checkpoints)
  const started = performance.now()
  const {
    findings,
    pictures = {},
    text,
    cut,
  } = await example.run({
    size,
    seed,
    only,
    checkpoints,
    signal,
    log: (line) => console.log(line),
  })
  const seconds = Math.round((performance.now() - started) / 1000)
  const result = { example: example.name, size, seed, device: `${device.backend}: ${device.name}`, seconds, findings }
  await writeResult(out, { ...result, ...(text !== undefined && { text }), ...(cut !== undefined && { cut }) }, pictures, goesOn)
  console.log(`\n${table(findings).join('\n')}`)
  if (text !== undefined) console.log(`\n${text}`)
  if (cut !== undefined) console.log(`\nIt was cut ${cut}; the same command goes on from there.`)
  console.log(`\n${seconds} s. Written to ${out}: ${['result.json', ...Object.keys(pictures).map((name) => `${name}.svg`)].join(', ')}`)
}

/** Runs an example as the command line says. */
export const main = async (example: Example): Promise<void> => {
  const signal = interruptSignal()
  try {
    const options = optionsOf(example, process.argv.slice(2))
    if (options === 'help') console.log(usage(example))
    else await run(example, options, signal)
  } catch (error) {
    if (signal.aborted && error === signal.reason) {
      console.error('\nIt was cut before the first epoch was over, so there is no result.')
      process.exitCode = 130
      return
    }
    const sentence = error instanceof BadOption || error instanceof DataError || error instanceof DeviceUnavailable
    if (!sentence) throw error
    console.error(error.message)
    process.exitCode = error instanceof BadOption ? 2 : 1
  }
}
