import { callsToFill, secondsOf, type Timed } from '../rounds.js'
import { watch } from '../watch.js'
import { agree } from './inputs.js'
import type { Backend, LibraryName } from './library.js'
import type { Opened } from './opened.js'
import type { Measured } from './report.js'
import type { Bounds, Work } from './works.js'

/** Libraries that do not do the same, in a sentence. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement'
}

/** A work, who does it, and what is said by those who cannot. */
export interface Compared {
  readonly work: Work
  readonly able: readonly Opened[]
  /** Seconds of the very first call of each of them. */
  readonly begun: ReadonlyMap<LibraryName, number>
  readonly unable: ReadonlyMap<LibraryName, string>
}

/**
 * Runs the first calls of a work everywhere: all are to give the numbers that ours gives.
 * @throws Disagreement; Error if ours cannot do it, or a peer whose time has a bound
 */
export const compared = async (
  work: Work,
  [ours, ...peers]: readonly [Opened, ...Opened[]],
  least: Bounds | undefined,
): Promise<Compared> => {
  watch(`checks ${work.name}`)
  const { checked = 1 } = work
  const { numbers: expected, seconds } = await ours.first(work.key, checked)
  const able = [ours]
  const begun = new Map([[ours.name, seconds]])
  const unable = new Map<LibraryName, string>()
  for (const peer of work.alone ? [] : peers) {
    watch(`checks ${work.name}: ${peer.name}`)
    const found = await peer.first(work.key, checked).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    if (typeof found === 'string') {
      if (least && peer.name in least) throw new Error(`${work.name}: ${peer.name} failed: ${found}`)
      unable.set(peer.name, found)
      continue
    }
    if (!agree(expected, found.numbers))
      throw new Disagreement(`${work.name}: typegrad gives ${expected.join(', ')}; ${peer.name} ${found.numbers.join(', ')}`)
    able.push(peer)
    begun.set(peer.name, found.seconds)
  }
  return { work, able, begun, unable }
}

/** A library at a work. */
interface Turn extends Timed {
  readonly library: LibraryName
  readonly seconds: number[]
  /** In a round. */
  readonly calls: number
}

const turnOf = async ({ key, name, once }: Work, library: Opened, backend: Backend): Promise<Turn> => {
  watch(`warms up ${name}: ${library.name}`)
  const timed: Timed = { run: (calls) => library.run(key, calls) }
  if (once && library.name === once[0] && backend === once[1])
    return { ...timed, library: library.name, seconds: [await secondsOf(timed, 1)], calls: 0 }
  return { ...timed, library: library.name, seconds: [], calls: await callsToFill(timed) }
}

/** What is to be timed in rounds. */
export interface Subject {
  readonly work: Work
  /** Every library once, one after the other. */
  round(): Promise<void>
  measured(): Measured
}

export const subjectOf = async ({ work, able, unable }: Compared, backend: Backend): Promise<Subject> => {
  const turns: Turn[] = []
  for (const library of able) turns.push(await turnOf(work, library, backend))
  return {
    work,
    round: async () => {
      for (const turn of turns) if (turn.calls > 0) turn.seconds.push((await secondsOf(turn, turn.calls)) / turn.calls)
    },
    measured: () => Object.fromEntries([...unable, ...turns.map(({ library, seconds }) => [library, seconds] as const)]),
  }
}
