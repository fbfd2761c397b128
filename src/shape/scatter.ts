import { left, right } from 'fp-ts/lib/Either.js'
import { normalAxis, type OutOfRange, outOfRange, type SplitAt } from './axis.js'
import { type Shape, sameShape, show } from './dim.js'
import type { Fault } from './fault.js'
import { type NothingThere, nothingThere } from './gather.js'
import type { Same } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** What each operation does with what is there. */
interface Doing {
  scatter: 'replace'
  scatterAdd: 'add to'
  scatterMax: 'raise'
  scatterMin: 'lower'
}

/** The operations that put updates at places along an axis. */
export type Scattering = keyof Doing

const doing: Doing = { scatter: 'replace', scatterAdd: 'add to', scatterMax: 'raise', scatterMin: 'lower' }

/** `S` itself if the updates are what `gather` takes of it: its shape with the axes of the indices in the place of the axis. */
export type Scatter<
  Op extends Scattering,
  S extends Shape,
  I extends Shape,
  U extends Shape,
  Axis extends number,
> = number extends S['length']
  ? UnknownRank
  : number extends Axis
    ? S
    : S extends readonly []
      ? Fault<'x', OutOfRange<Op, Axis, S>>
      : SplitAt<S, Axis> extends infer Parts
        ? [Parts] extends [never]
          ? Fault<'axis', OutOfRange<Op, Axis, S>>
          : Parts extends [infer Before extends Shape, infer Size, infer After extends Shape]
            ? NothingThere<Size, I> extends true
              ? Fault<'x', `${Op}: axis ${Before['length']} of ${Show<S>} is empty; there is nothing to ${Doing[Op]}`>
              : number extends I['length'] | U['length']
                ? S
                : Fitting<Op, S, I, U, Before['length'], [...Before, ...I, ...After]>
            : never
        : never

type Fitting<Op extends Scattering, S extends Shape, I extends Shape, U extends Shape, Axis extends number, Needed extends Shape> = [
  Same<U, Needed>,
] extends [never]
  ? Fault<'updates', `${Op}: indices ${Show<I>} along axis ${Axis} of ${Show<S>} need updates ${Show<Needed>}, got ${Show<U>}`>
  : S

/** The run-time twin of `Scatter`. */
export const scatterShape = (
  op: Scattering,
  shape: readonly number[],
  indices: readonly number[],
  updates: readonly number[],
  axis: number,
): Ruled => {
  const normal = normalAxis(axis, shape.length)
  if (normal === undefined) return left(outOfRange(op, axis, shape))
  if (nothingThere(shape[normal], indices))
    return left(`${op}: axis ${normal} of ${show(shape)} is empty; there is nothing to ${doing[op]}`)
  const needed = shape.toSpliced(normal, 1, ...indices)
  return sameShape(updates, needed)
    ? right([...shape])
    : left(`${op}: indices ${show(indices)} along axis ${normal} of ${show(shape)} need updates ${show(needed)}, got ${show(updates)}`)
}
