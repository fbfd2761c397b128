// Times typegrad on this machine: `npm run bench`, or `npm run bench -- --help`.

import '../examples/closed-pipe.js'
import { acquire, DeviceUnavailable } from 'typegrad'
import { chains } from './chains.js'
import { elementwise } from './elementwise.js'
import { layouts } from './layouts.js'
import { squareMatmul } from './matmul.js'
import { mnistStep } from './mnist-step.js'
import { BadOption, type Options, optionsOf, usage } from './options.js'
import { prefetched } from './prefetch.js'
import { timeInRounds } from './rounds.js'
import type { Subject } from './subject.js'
import { table } from './table.js'
import { watch } from './watch.js'

const subjectsOf = (only: readonly string[]): readonly Subject[] => {
  const all = [mnistStep(), squareMatmul(256), squareMatmul(512), squareMatmul(1024), elementwise()]
  const lacking = only.find((text) => !all.some(({ name }) => name.includes(text)))
  if (lacking !== undefined)
    throw new BadOption(`--only takes part of a name: ${all.map(({ name }) => name).join('; ')} (got '${lacking}')`)
  return only.length === 0 ? all : all.filter(({ name }) => only.some((text) => name.includes(text)))
}

/** What an adapter can do at best. Other backends have none, and need no Dawn. */
const peakOf = async (backend: string): Promise<Subject | undefined> => {
  if (backend !== 'webgpu') return undefined
  const { fmaPeak } = await import('./fma-peak.js')
  return fmaPeak()
}

const run = async ({ rounds, only, backend, gpu }: Options): Promise<void> => {
  if (gpu.length > 0) {
    await layouts(gpu, watch)
    return
  }
  const subjects = subjectsOf(only)
  const device = await acquire(backend ? { backend } : {})
  console.log(`${device.backend}: ${device.name}; Node ${process.version}, ${process.platform} ${process.arch}\n`)
  const peak = await peakOf(device.backend)
  watch('compiles')
  const times = await timeInRounds(peak ? [peak, ...subjects] : subjects, rounds, (round) => watch(`round ${round} of ${rounds}`))
  watch('')
  console.log(table(times, peak))
  console.log(`\nMedians of ${rounds} rounds, each of which times everything once. A function of an element counts as one operation.`)
  if (only.length > 0) return
  const grown = await chains(watch)
  watch('')
  console.log(`\n${grown}\n\nMilliseconds, and milliseconds an equation; compiled until the first result is there.`)
  const epochs = await prefetched(Math.min(rounds, 5), watch)
  watch('')
  console.log(`\n${epochs}\n\nMedians of epochs of 24 steps, which wait for their batches one by one, or two ahead of the step.`)
}

try {
  const options = optionsOf(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else await run(options)
} catch (error) {
  if (!(error instanceof BadOption || error instanceof DeviceUnavailable)) throw error
  console.error(error.message)
  process.exitCode = error instanceof BadOption ? 2 : 1
}
