import { left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type NormalAxis, normalAxis, type OutOfRange, outOfRange, type Replace, type SplitAt, type Unknowns } from './axis.js'
import { type Shape, show } from './dim.js'
import type { Fault } from './fault.js'
import type { Same } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** The axis gives way to the axes of the indices. */
export type Gather<S extends Shape, I extends Shape, Axis extends number, Op extends string = 'gather'> = number extends
  | S['length']
  | I['length']
  | Axis
  ? UnknownRank
  : SplitAt<S, Axis> extends infer Parts
    ? [Parts] extends [never]
      ? OutOfRange<Op, Axis, S>
      : Parts extends [infer Before extends Shape, infer Size, infer After extends Shape]
        ? NothingThere<Size, I> extends true
          ? Empty<Op, Axis, S>
          : [...Before, ...I, ...After]
        : never
    : never

/** Something is to be taken of nothing: the axis is empty, and no size of the indices is or may be 0. */
export type NothingThere<Size, I extends Shape> = Size extends 0
  ? number extends I[number]
    ? false
    : [Extract<I[number], 0 | string>] extends [never]
      ? true
      : false
  : false

type Empty<Op extends string, Axis extends number, S extends Shape> = `${Op}: axis ${Axis} of ${Show<S>} is empty; there is nothing to take`

/** The run-time twin of `NothingThere`. */
export const nothingThere = (size: number | undefined, indices: readonly number[]): boolean => size === 0 && !indices.includes(0)

const empty = (op: string, axis: number, shape: readonly number[]): Sentence =>
  `${op}: axis ${axis} of ${show(shape)} is empty; there is nothing to take`

/** The run-time twin of `Gather`. */
export const gatherShape = (shape: readonly number[], indices: readonly number[], axis: number, op = 'gather'): Ruled => {
  const normal = normalAxis(axis, shape.length)
  if (normal === undefined) return left(outOfRange(op, axis, shape))
  return nothingThere(shape[normal], indices) ? left(empty(op, axis, shape)) : right(shape.toSpliced(normal, 1, ...indices))
}

/** The indices' shape, which is the tensor's but along the axis. */
export type TakeAlongAxis<S extends Shape, I extends Shape, Axis extends number> = number extends S['length'] | I['length']
  ? UnknownRank
  : NormalAxis<Axis, S> extends infer Normal extends number
    ? [Normal] extends [never]
      ? Fault<'axis', OutOfRange<'takeAlongAxis', Axis, S>>
      : number extends Normal
        ? Unknowns<I>
        : [Same<Replace<S, Normal, 0>, Replace<I, Normal, 0>>] extends [never]
          ? Fault<'indices', `takeAlongAxis: indices ${Show<I>} do not match ${Show<S>} off axis ${Normal}`>
          : NothingThere<S[Normal], I> extends true
            ? Fault<'axis', Empty<'takeAlongAxis', Axis, S>>
            : [...I]
    : never

/** The run-time twin of `TakeAlongAxis`. */
export const takeAlongAxisShape = (shape: readonly number[], indices: readonly number[], axis: number): Ruled => {
  const normal = normalAxis(axis, shape.length)
  if (normal === undefined) return left(outOfRange('takeAlongAxis', axis, shape))
  if (shape.length !== indices.length || shape.some((size, at) => at !== normal && size !== indices[at]))
    return left(`takeAlongAxis: indices ${show(indices)} do not match ${show(shape)} off axis ${normal}`)
  return nothingThere(shape[normal], indices) ? left(empty('takeAlongAxis', axis, shape)) : right([...indices])
}
