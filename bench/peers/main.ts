// Times typegrad beside its peers: `npm run bench:peers`, or `npm run bench:peers -- --help`.

import '../../examples/closed-pipe.js'
import { cpus } from 'node:os'
import { BadOption } from '../options.js'
import { watch } from '../watch.js'
import { type Compared, compared, Disagreement, type Subject, subjectOf } from './compared.js'
import { type Opened, opened } from './opened.js'
import { type Options, optionsOf, usage } from './options.js'
import { freshStep, npmStart } from './processes.js'
import { begunTable, cannot, row, rowAlone, table, verdict } from './report.js'
import { resultOf, saved } from './saved.js'
import { firstStep, start, works } from './works.js'

const header = (libraries: readonly Opened[]): string => {
  const processors = cpus()
  const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`
  return [machine, ...libraries.map(({ name, version, how }) => `${name} ${version}: ${how}`)].join('\n')
}

/** Whether something is wanted, by its name. @throws BadOption if a part of a name is part of none */
const wantedBy = (only: readonly string[]): ((named: { readonly name: string }) => boolean) => {
  const names = [...works, firstStep, start].map(({ name }) => name)
  const lacking = only.find((text) => !names.some((name) => name.includes(text)))
  if (lacking !== undefined) throw new BadOption(`--only takes part of a name: ${names.join('; ')} (got '${lacking}')`)
  return ({ name }) => only.length === 0 || only.some((text) => name.includes(text))
}

const run = async ({ backend, rounds, only, threads, peerThreads, save }: Options): Promise<void> => {
  const wanted = wantedBy(only)
  const libraries = [
    await opened('typegrad', backend, threads),
    await opened('tfjs', backend, peerThreads),
    await opened('jax-js', backend, peerThreads),
  ] as const
  console.log(`${header(libraries)}\n`)

  const checked: Compared[] = []
  for (const work of works.filter(wanted)) checked.push(await compared(work, libraries, work.least?.[backend]))
  const subjects: Subject[] = []
  for (const work of checked) subjects.push(await subjectOf(work, backend))

  const onCpu = backend === 'cpu'
  const firstSteps: number[] = []
  for (let round = 1; round <= rounds; round++) {
    watch(`round ${round} of ${rounds}`)
    for (const subject of subjects) await subject.round()
    if (onCpu && wanted(firstStep)) firstSteps.push(freshStep(threads))
  }
  for (const library of libraries) library.close()

  const rows = subjects.map(({ work, measured }) => row(work, measured(), backend))
  const notes = subjects.flatMap(({ work, measured }) => cannot(work.name, measured()))
  if (onCpu && wanted(firstStep)) rows.push(rowAlone(firstStep.name, firstSteps, firstStep.most))
  if (onCpu && wanted(start)) {
    watch(start.name)
    const { seconds, accuracy } = await npmStart()
    rows.push(rowAlone(start.name, [seconds], start.most))
    notes.push(
      `npm start reads ${accuracy} % of the test digits; at least ${start.leastAccuracy}: ${verdict(accuracy >= start.leastAccuracy)}`,
    )
  }
  watch('')
  console.log(table(rows))
  console.log(`\n${begunTable(checked.map(({ work: { name }, begun }) => ({ name, seconds: begun })))}`)
  for (const note of notes) console.log(`\n${note}`)
  console.log(
    `\nMedians of ${rounds} rounds, each of which times everything once; ratios are medians of the rounds' ratios. First calls are timed once.`,
  )
  if (onCpu) console.log('jax-js takes its step of LeNet once, and npm start runs once.')
  if (save) await saved(resultOf(backend, header(libraries), rounds, checked, subjects))
}

try {
  const options = optionsOf(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else await run(options)
} catch (error) {
  console.error(error instanceof BadOption || error instanceof Disagreement ? error.message : error)
  // At once: the libraries' processes end with this one.
  process.exit(error instanceof BadOption ? 2 : 1)
}
