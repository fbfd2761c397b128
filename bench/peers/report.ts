import { aligned } from '../aligned.js'
import { quartiles } from '../quartiles.js'
import { type Backend, type LibraryName, libraries } from './library.js'
import type { Work } from './works.js'

/** Seconds of a call by library, one a round; one alone if it was timed once; a sentence where the library cannot do it. */
export type Measured = Readonly<Partial<Record<LibraryName, readonly number[] | string>>>

const peers = ['tfjs', 'jax-js'] as const

const head = ['', 'typegrad ms', 'at most', '', ...peers.flatMap((name) => [`${name} ms`, 'ratio', 'at least', ''])]

const digits = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))
const median = (numbers: readonly number[]): number => quartiles(numbers).median
export const verdict = (holds: boolean): string => (holds ? 'ok' : 'NOT OK')

/** A row about ours alone. */
export const rowAlone = (name: string, seconds: readonly number[], most: number): readonly string[] => {
  const ours = 1000 * median(seconds)
  return [name, digits(ours), digits(most), verdict(ours <= most), ...peers.flatMap(() => ['', '', '', ''])]
}

/** First calls, in milliseconds: of the step that compiles, if one has to be. */
export const begunTable = (begun: readonly { readonly name: string; readonly seconds: ReadonlyMap<LibraryName, number> }[]): string =>
  aligned([
    ['first call', ...libraries.map((name) => `${name} ms`)],
    ...begun.map(({ name, seconds }) => [
      name,
      ...libraries.map((library) => {
        const own = seconds.get(library)
        return own === undefined ? '' : digits(1000 * own)
      }),
    ]),
  ])

/** The peer's time in ours: the median of the rounds' ratios; of one time, against our median. */
export const ratio = (ours: readonly number[], theirs: readonly number[]): number =>
  theirs.length === ours.length ? median(theirs.map((time, round) => time / (ours[round] ?? Number.NaN))) : median(theirs) / median(ours)

export const row = ({ name, least: bounds, most }: Work, measured: Measured, backend: Backend): readonly string[] => {
  const least = bounds?.[backend] ?? {}
  const ours = measured.typegrad
  if (ours === undefined || typeof ours === 'string') throw new Error(`${name}: typegrad was not timed`)
  if (most !== undefined && backend === 'cpu') return rowAlone(name, ours, most)
  return [
    name,
    digits(1000 * median(ours)),
    '',
    '',
    ...peers.flatMap((peer) => {
      const theirs = measured[peer]
      const bound = least[peer]
      const asked = bound === undefined ? '' : String(bound)
      if (theirs === undefined || typeof theirs === 'string') return ['cannot', '', asked, '']
      const times = ratio(ours, theirs)
      return [digits(1000 * median(theirs)), digits(times), asked, bound === undefined ? '' : verdict(times >= bound)]
    }),
  ]
}

/** What peers cannot do, in their own words. */
export const cannot = (name: string, measured: Measured): readonly string[] =>
  peers.flatMap((peer) => {
    const theirs = measured[peer]
    return typeof theirs === 'string' ? [`${peer} cannot do ${name}: ${theirs}`] : []
  })

export const table = (rows: readonly (readonly string[])[]): string => aligned([head, ...rows])
