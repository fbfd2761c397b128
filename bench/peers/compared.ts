import { callsToFill, secondsOf, type Timed } from '../rounds.js'
import { watch } from '../watch.js'
import { agree } from './inputs.js'
import type { LibraryName } from './library.js'
import type { Opened } from './opened.js'
import type { Measured } from './report.js'
import type { Work } from './works.js'

/** Libraries that do not do the same, in a sentence. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement'
}

/** A work, who does it, and what is said by those who cannot. */
export interface Compared {
  readonly work: Work
  readonly able: readonly Opened[]
  readonly unable: ReadonlyMap<LibraryName, string>
}

/**
 * Runs the first calls of a work everywhere: all are to give the numbers that ours gives.
 * @throws Disagreement; Error if ours cannot do it, or a peer whose time has a bound
 */
export const compared = async (work: Work, [ours, ...peers]: readonly [Opened, ...Opened[]]): Promise<Compared> => {
  watch(`checks ${work.name}`)
  const expected = await ours.first(work.key)
  const able = [ours]
  const unable = new Map<LibraryName, string>()
  for (const peer of work.alone ? [] : peers) {
    watch(`checks ${work.name}: ${peer.name}`)
    const found = await peer.first(work.key).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    if (typeof found === 'string') {
      if (work.least && peer.name in work.least) throw new Error(`${work.name}: ${peer.name} failed: ${found}`)
      unable.set(peer.name, found)
      continue
    }
    if (!agree(expected, found))
      throw new Disagreement(`${work.name}: typegrad gives ${expected.join(', ')}; ${peer.name} ${found.join(', ')}`)
    able.push(peer)
  }
  return { work, able, unable }
}

/** A library at a work. */
interface Turn extends Timed {
  readonly library: LibraryName
  readonly seconds: number[]
  /** In a round. */
  readonly calls: number
}

const turnOf = async ({ key, name, once }: Work, library: Opened): Promise<Turn> => {
  watch(`warms up ${name}: ${library.name}`)
  const timed: Timed = { run: (calls) => library.run(key, calls) }
  if (library.name === once) return { ...timed, library: library.name, seconds: [await secondsOf(timed, 1)], calls: 0 }
  return { ...timed, library: library.name, seconds: [], calls: await callsToFill(timed) }
}

/** What is to be timed in rounds. */
export interface Subject {
  readonly work: Work
  /** Every library once, one after the other. */
  round(): Promise<void>
  measured(): Measured
}

export const subjectOf = async ({ work, able, unable }: Compared): Promise<Subject> => {
  const turns: Turn[] = []
  for (const library of able) turns.push(await turnOf(work, library))
  return {
    work,
    round: async () => {
      for (const turn of turns) if (turn.calls > 0) turn.seconds.push((await secondsOf(turn, turn.calls)) / turn.calls)
    },
    measured: () => Object.fromEntries([...unable, ...turns.map(({ library, seconds }) => [library, seconds] as const)]),
  }
}
