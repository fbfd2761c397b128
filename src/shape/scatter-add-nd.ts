import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Shape, sameShape, show } from './dim.js'
import type { Fault } from './fault.js'
import { type PickedBy, pickedBy } from './gather-nd.js'
import type { Same } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** `S` itself if the updates have the shape of what `gatherNd` takes of it. */
export type ScatterAddNd<S extends Shape, I extends Shape, U extends Shape> = number extends S['length']
  ? UnknownRank
  : PickedBy<'scatterAddNd', 'add to', S, I> extends infer Needed
    ? Needed extends Shape
      ? number extends Needed['length'] | U['length']
        ? S
        : [Same<U, Needed>] extends [never]
          ? Fault<'updates', `scatterAddNd: indices ${Show<I>} into ${Show<S>} need updates ${Show<Needed>}, got ${Show<U>}`>
          : S
      : Needed
    : never

/** The run-time twin of `ScatterAddNd`. */
export const scatterAddNdShape = (shape: readonly number[], indices: readonly number[], updates: readonly number[]): Ruled =>
  pipe(
    pickedBy('scatterAddNd', 'add to', shape, indices),
    chain((needed) =>
      sameShape(updates, needed)
        ? right([...shape])
        : left(`scatterAddNd: indices ${show(indices)} into ${show(shape)} need updates ${show(needed)}, got ${show(updates)}`),
    ),
  )
