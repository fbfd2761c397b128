import { left, right } from 'fp-ts/lib/Either.js'
import { type Insert, type NormalAxis, normalAxis, type OutOfRange, outOfRange } from './axis.js'
import type { Dim, Shape } from './dim.js'
import type { Ruled, UnknownRank } from './sentence.js'

/** A new axis of size `D`, which stands at `Axis` in the result. */
export type InsertAxis<Op extends string, S extends Shape, Axis extends number, D extends Dim> = number extends S['length'] | Axis
  ? UnknownRank
  : NormalAxis<Axis, [...S, D]> extends infer Normal extends number
    ? [Normal] extends [never]
      ? OutOfRange<Op, Axis, S>
      : Insert<S, Normal, D>
    : never

/** The run-time twin of `InsertAxis`. */
export const insertAxisShape = (op: string, shape: readonly number[], axis: number, size: number): Ruled => {
  const normal = normalAxis(axis, shape.length + 1)
  return normal === undefined ? left(outOfRange(op, axis, shape)) : right(shape.toSpliced(normal, 0, size))
}

/** A new axis of size 1, which stands at `Axis` in the result. */
export type ExpandDims<S extends Shape, Axis extends number> = InsertAxis<'expandDims', S, Axis, 1>

/** The run-time twin of `ExpandDims`. */
export const expandDimsShape = (shape: readonly number[], axis: number): Ruled => insertAxisShape('expandDims', shape, axis, 1)
