import { left, right } from 'fp-ts/lib/Either.js'
import { normalAxis, type OutOfRange, outOfRange, type SplitAt } from './axis.js'
import { type Shape, sameShape, show } from './dim.js'
import type { Fault } from './fault.js'
import { type NothingThere, nothingThere } from './gather.js'
import type { Same } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** `S` itself if the updates are what `gather` takes of it: its shape with the axes of the indices in the place of the axis. */
export type ScatterAdd<S extends Shape, I extends Shape, U extends Shape, Axis extends number> = number extends S['length']
  ? UnknownRank
  : number extends Axis
    ? S
    : S extends readonly []
      ? Fault<'x', OutOfRange<'scatterAdd', Axis, S>>
      : SplitAt<S, Axis> extends infer Parts
        ? [Parts] extends [never]
          ? Fault<'axis', OutOfRange<'scatterAdd', Axis, S>>
          : Parts extends [infer Before extends Shape, infer Size, infer After extends Shape]
            ? NothingThere<Size, I> extends true
              ? Fault<'x', `scatterAdd: axis ${Before['length']} of ${Show<S>} is empty; there is nothing to add to`>
              : number extends I['length'] | U['length']
                ? S
                : Fitting<S, I, U, Before['length'], [...Before, ...I, ...After]>
            : never
        : never

type Fitting<S extends Shape, I extends Shape, U extends Shape, Axis extends number, Needed extends Shape> = [Same<U, Needed>] extends [
  never,
]
  ? Fault<'updates', `scatterAdd: indices ${Show<I>} along axis ${Axis} of ${Show<S>} need updates ${Show<Needed>}, got ${Show<U>}`>
  : S

/** The run-time twin of `ScatterAdd`. */
export const scatterAddShape = (shape: readonly number[], indices: readonly number[], updates: readonly number[], axis: number): Ruled => {
  const normal = normalAxis(axis, shape.length)
  if (normal === undefined) return left(outOfRange('scatterAdd', axis, shape))
  if (nothingThere(shape[normal], indices)) return left(`scatterAdd: axis ${normal} of ${show(shape)} is empty; there is nothing to add to`)
  const needed = shape.toSpliced(normal, 1, ...indices)
  return sameShape(updates, needed)
    ? right([...shape])
    : left(`scatterAdd: indices ${show(indices)} along axis ${normal} of ${show(shape)} need updates ${show(needed)}, got ${show(updates)}`)
}
