// Times typegrad beside its peers: `npm run bench:peers`, or `npm run bench:peers -- --help`.

import '../../examples/closed-pipe.js'
import { cpus } from 'node:os'
import { BadOption } from '../options.js'
import { callsToFill, secondsOf, type Timed } from '../rounds.js'
import { watch } from '../watch.js'
import { agree } from './inputs.js'
import { type LibraryName, libraries } from './library.js'
import { type Opened, opened } from './opened.js'
import { type Options, optionsOf, usage } from './options.js'
import { freshStep, npmStart } from './processes.js'
import { cannot, row, rowAlone, table } from './report.js'
import { firstStep, start, type Work, works } from './works.js'

/** Libraries that do not do the same. */
class Disagreement extends Error {
  override readonly name = 'Disagreement'
}

type Sentences = Map<LibraryName, string>

/**
 * Which libraries can do a work, all with the same result, and what is said by those that cannot.
 * @throws Disagreement; Error if ours cannot, or one that there is a bound on
 */
const checked = async (work: Work, all: readonly Opened[]): Promise<{ readonly able: readonly Opened[]; readonly unable: Sentences }> => {
  const [ours, ...peers] = all
  if (!ours) throw new Error('bench: no library was opened')
  const expected = await ours.first(work.key)
  const able = [ours]
  const unable: Sentences = new Map()
  for (const peer of work.alone ? [] : peers) {
    watch(`checks ${work.name}: ${peer.name}`)
    const found = await peer.first(work.key).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    if (typeof found !== 'string' && !agree(expected, found))
      throw new Disagreement(`${work.name}: typegrad gives ${expected.join(', ')}, ${peer.name} ${found.join(', ')}`)
    if (typeof found !== 'string') able.push(peer)
    else unable.set(peer.name, found)
  }
  for (const [peer, sentence] of unable)
    if (peer !== 'typegrad' && work.least?.[peer] !== undefined) throw new Error(`${work.name}: ${peer} failed: ${sentence}`)
  return { able, unable }
}

/** A library at a work. */
interface Pair extends Timed {
  readonly seconds: number[]
  readonly calls: number
}

const pairOf = async (work: Work, library: Opened): Promise<Pair> => {
  const timed: Timed = { run: (calls) => library.run(work.key, calls) }
  if (library.name === work.once) return { ...timed, seconds: [await secondsOf(timed, 1)], calls: 0 }
  return { ...timed, seconds: [], calls: await callsToFill(timed) }
}

const run = async ({ rounds, only, threads }: Options): Promise<void> => {
  const names = [...works.map(({ name }) => name), firstStep.name, start.name]
  const lacking = only.find((text) => !names.some((name) => name.includes(text)))
  if (lacking !== undefined) throw new BadOption(`--only takes part of a name: ${names.join('; ')} (got '${lacking}')`)
  const wanted = ({ name }: { readonly name: string }) => only.length === 0 || only.some((text) => name.includes(text))

  const all: Opened[] = []
  for (const name of libraries) all.push(await opened(name, threads))
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`)
  for (const { name, version, how } of all) console.log(`${name} ${version}: ${how}`)
  console.log()

  const subjects: { work: Work; unable: Sentences; pairs: Map<LibraryName, Pair> }[] = []
  for (const work of works.filter(wanted)) subjects.push({ work, unable: (await checked(work, all)).unable, pairs: new Map() })
  for (const { work, unable, pairs } of subjects) {
    for (const library of all) {
      if (unable.has(library.name) || (work.alone && library.name !== 'typegrad')) continue
      watch(`warms up ${work.name}: ${library.name}`)
      pairs.set(library.name, await pairOf(work, library))
    }
  }

  const first: number[] = []
  for (let round = 1; round <= rounds; round++) {
    watch(`round ${round} of ${rounds}`)
    for (const { pairs } of subjects)
      for (const pair of pairs.values()) if (pair.calls > 0) pair.seconds.push((await secondsOf(pair, pair.calls)) / pair.calls)
    if (wanted(firstStep)) first.push(freshStep(threads))
  }
  for (const library of all) library.close()

  const measured = subjects.map(({ work, unable, pairs }) => ({
    work,
    times: Object.fromEntries([...unable, ...[...pairs].map(([name, { seconds }]) => [name, seconds] as const)]),
  }))
  const rows = measured.map(({ work, times }) => row(work, times))
  if (wanted(firstStep)) rows.push(rowAlone(firstStep.name, first, firstStep.most))
  let accuracy = ''
  if (wanted(start)) {
    watch(start.name)
    const result = await npmStart()
    rows.push(rowAlone(start.name, [result.seconds], start.most))
    const holds = result.accuracy >= start.leastAccuracy ? 'ok' : 'NOT OK'
    accuracy = `npm start reads ${result.accuracy} % of the test digits; at least ${start.leastAccuracy}: ${holds}`
  }
  watch('')
  console.log(table(rows))
  const notes = [accuracy, ...measured.flatMap(({ work, times }) => cannot(work.name, times))].filter((note) => note !== '')
  for (const note of notes) console.log(`\n${note}`)
  console.log(`\nMedians of ${rounds} rounds, each of which times everything once; ratios are medians of the rounds' ratios.`)
  console.log('jax-js takes its step of LeNet once, and npm start runs once.')
}

try {
  const options = optionsOf(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else await run(options)
} catch (error) {
  if (error instanceof BadOption || error instanceof Disagreement) console.error(error.message)
  else console.error(error)
  process.exit(error instanceof BadOption ? 2 : 1)
}
