import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Fault } from './fault.js'
import { type NothingThere, nothingThere } from './gather.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** The axes of the indices but the last, whose size is the number of axes that are picked along; then the axes that are not. */
export type GatherNd<S extends Shape, I extends Shape> = PickedBy<'gatherNd', 'take', S, I>

/** What places pick of a tensor, for an operation and what it does there. */
export type PickedBy<Op extends string, Purpose extends string, S extends Shape, I extends Shape> = number extends S['length'] | I['length']
  ? UnknownRank
  : I extends readonly [...infer Batch extends Shape, infer Count extends Dim]
    ? number extends Count
      ? UnknownRank
      : Count extends string
        ? UnknownRank
        : Parted<S, Count> extends [infer Along extends Shape, infer Rest extends Shape]
          ? EmptyAxis<Along, Batch> extends infer Axis extends number
            ? [Axis] extends [never]
              ? [...Batch, ...Rest]
              : Fault<'x', `${Op}: axis ${Axis} of ${Show<S>} is empty; there is nothing to ${Purpose}`>
            : never
          : Fault<
              'indices',
              `${Op}: the last axis of indices ${Show<I>} has size ${Count}, more than the rank ${S['length']} of ${Show<S>}`
            >
    : Fault<'indices', `${Op}: indices [] have no last axis, which holds the places in ${Show<S>}`>

/** So many of the first axes, and the rest; undefined if there are fewer. */
type Parted<S extends Shape, Count extends Dim, First extends Dim[] = []> = First['length'] extends Count
  ? [First, S]
  : S extends readonly [infer Size extends Dim, ...infer Rest extends Shape]
    ? Parted<Rest, Count, [...First, Size]>
    : undefined

/** The first axis of which nothing can be picked for a batch of places; `never` if there is none. */
type EmptyAxis<Along extends Shape, Batch extends Shape, Passed extends Dim[] = []> = Along extends readonly [
  infer Size extends Dim,
  ...infer Rest extends Shape,
]
  ? NothingThere<Size, Batch> extends true
    ? Passed['length']
    : EmptyAxis<Rest, Batch, [...Passed, Size]>
  : never

/** The run-time twin of `PickedBy`. */
export const pickedBy = (op: string, purpose: string, shape: readonly number[], indices: readonly number[]): Ruled => {
  const [batch, count] = [indices.slice(0, -1), indices.at(-1)]
  if (count === undefined) return left(`${op}: indices [] have no last axis, which holds the places in ${show(shape)}`)
  if (count > shape.length)
    return left(`${op}: the last axis of indices ${show(indices)} has size ${count}, more than the rank ${shape.length} of ${show(shape)}`)
  const empty = shape.slice(0, count).findIndex((size) => nothingThere(size, batch))
  return empty < 0
    ? right([...batch, ...shape.slice(count)])
    : left(`${op}: axis ${empty} of ${show(shape)} is empty; there is nothing to ${purpose}`)
}
