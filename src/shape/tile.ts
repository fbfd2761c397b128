import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Mul } from './nat.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'
import { type BadSize, badSize } from './size-list.js'

/** `S` so many times along each axis. Axes are counted from the back: of the shape and the list, the shorter is taken to begin with ones. */
export type Tile<S extends Shape, Times extends Shape> =
  BadSize<Times> extends infer Bad
    ? [Bad] extends [never]
      ? number extends S['length'] | Times['length']
        ? UnknownRank
        : Tiled<S, Times>
      : `tile: ${ShowDim<Bad>} in ${Show<Times>} is no number of times; it must be whole and 0 or more`
    : never

/** What one list still has when the other is at its end is multiplied by ones. */
export type Tiled<S extends Shape, Times extends Shape, Out extends Dim[] = []> = S extends readonly [
  ...infer Ss extends Shape,
  infer Size extends Dim,
]
  ? Times extends readonly [...infer Ts extends Shape, infer Count extends Dim]
    ? Tiled<Ss, Ts, [Mul<Size, Count>, ...Out]>
    : [...S, ...Out]
  : [...Times, ...Out]

/** With ones in front, so that it is as long as another list. */
export const onesBefore = (list: readonly number[], other: readonly number[]): number[] => [
  ...other.slice(list.length).map(() => 1),
  ...list,
]

/** The run-time twin of `Tile`. */
export const tileShape = (shape: readonly number[], times: readonly number[]): Ruled => {
  const bad = badSize(times)
  if (bad !== undefined) return left(`tile: ${bad} in ${show(times)} is no number of times; it must be whole and 0 or more`)
  const counts = onesBefore(times, shape)
  return right(onesBefore(shape, times).map((size, axis) => size * (counts[axis] ?? 1)))
}
