import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { type Dim, type Shape, show } from './dim.js'
import type { CeilDiv, Min, Sub } from './nat.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/**
 * What is taken of one axis: the element at an index, and the axis is dropped; `[start, stop]` or `[start, stop, step]`, of which `stop` may be null for
 * the end; or null, all of it. Negative positions count from the end, and what reaches past the ends is cut, as in NumPy.
 */
export type Range = number | null | readonly [start: number, stop: number | null, step?: number]

/** What the ranges leave of a shape; axes beyond the last range stay whole. */
export type Slice<S extends Shape, Ranges extends readonly Range[]> = number extends S['length'] | Ranges['length']
  ? UnknownRank
  : Sliced<S, Ranges, S, Ranges>

type Sliced<
  S extends Shape,
  Ranges extends readonly unknown[],
  Met extends Shape,
  All extends readonly unknown[],
  At extends unknown[] = [],
  Out extends Dim[] = [],
> = Ranges extends readonly [infer R, ...infer Rest]
  ? S extends readonly [infer D extends Dim, ...infer Ds extends Shape]
    ? SliceAxis<D, R, At['length'], Met> extends infer Left
      ? Left extends Shape
        ? Sliced<Ds, Rest, Met, All, [...At, R], [...Out, ...Left]>
        : Left
      : never
    : `slice: ${All['length'] & number} ranges for ${Show<Met>}`
  : [...Out, ...S]

/** The ranges with the sentence in the place of the one at fault. */
export type CheckRanges<S extends Shape, Ranges extends readonly Range[]> = number extends S['length'] | Ranges['length']
  ? Ranges
  : Checked<S, Ranges, S, Ranges>

type Checked<
  S extends Shape,
  Ranges extends readonly unknown[],
  Met extends Shape,
  All extends readonly unknown[],
  Passed extends unknown[] = [],
> = Ranges extends readonly [infer R, ...infer Rest]
  ? S extends readonly [infer D extends Dim, ...infer Ds extends Shape]
    ? SliceAxis<D, R, Passed['length'], Met> extends infer Left
      ? Left extends string
        ? [...Passed, Left, ...Rest]
        : Checked<Ds, Rest, Met, All, [...Passed, R]>
      : never
    : [...Passed, `slice: ${All['length'] & number} ranges for ${Show<Met>}`, ...Rest]
  : All

/** `[]` if the axis is dropped, `[size]` if it is not, or the sentence. */
type SliceAxis<D extends Dim, R, Axis extends number, Met extends Shape> = R extends null
  ? [D]
  : R extends number
    ? InRange<D, R> extends true
      ? []
      : `slice: index ${R} is out of range for axis ${Axis} of ${Show<Met>}`
    : R extends readonly [infer Start extends number, infer Stop extends number | null, (infer Step extends number)?]
      ? number extends Step
        ? RangeSize<D, Start, Stop, 1>
        : `${Step}` extends `-${string}` | '0' | `${string}.${string}`
          ? `slice: step ${Step} along axis ${Axis}; a step is 1 or more`
          : RangeSize<D, Start, Stop, Step>
      : never

type InRange<D extends Dim, Index extends number> = D extends string
  ? true
  : number extends D | Index
    ? true
    : `${Index}` extends `-${infer FromEnd extends number}`
      ? [Sub<D, FromEnd>] extends [never]
        ? false
        : true
      : Sub<D, Index> extends 0
        ? false
        : true

type RangeSize<D extends Dim, Start extends number, Stop extends number | null, Step extends number> = [Start, Stop, Step] extends [
  0,
  null,
  1,
]
  ? [D]
  : number extends D | Start | Stop | Step
    ? [number]
    : Sub<Position<D, Stop>, Position<D, Start>> extends infer Length extends Dim
      ? [Length] extends [never]
        ? [0]
        : [CeilDiv<Length, Step>]
      : never

/** A start or stop counted from the front and cut to the axis. */
type Position<D extends Dim, At extends number | null> = At extends number
  ? `${At}` extends `-${infer FromEnd extends number}`
    ? [Sub<D, FromEnd>] extends [never]
      ? 0
      : Sub<D, FromEnd>
    : Min<At, D>
  : D

/** One axis of a slice, resolved: positions counted from the front and cut to the axis. */
export interface AxisSlice {
  readonly start: number
  readonly stop: number
  readonly step: number
  /** The axis was indexed: it is not in the result. */
  readonly dropped: boolean
}

const position = (at: number, size: number): number => (at < 0 ? Math.max(0, size + at) : Math.min(at, size))

/** Neither whole nor infinite. */
const fractional = (at: number): boolean => Math.trunc(at) !== at

const sliceAxis = (size: number, range: Range, axis: number, shape: readonly number[]): Either<Sentence, AxisSlice> => {
  if (range === null) return right({ start: 0, stop: size, step: 1, dropped: false })
  if (typeof range === 'number') {
    const index = range < 0 ? range + size : range
    return Number.isInteger(index) && index >= 0 && index < size
      ? right({ start: index, stop: index + 1, step: 1, dropped: true })
      : left(`slice: index ${range} is out of range for axis ${axis} of ${show(shape)}`)
  }
  const [start, stop, step = 1] = range
  if (!Number.isInteger(step) || step < 1) return left(`slice: step ${step} along axis ${axis}; a step is 1 or more`)
  if (fractional(start) || (stop !== null && fractional(stop)))
    return left(`slice: range [${start}, ${stop}] along axis ${axis}; a position is whole`)
  const from = position(start, size)
  return right({ start: from, stop: Math.max(from, stop === null ? size : position(stop, size)), step, dropped: false })
}

/** Every axis of a slice, resolved, or the sentence. */
export const resolveSlice = (shape: readonly number[], ranges: readonly Range[]): Either<Sentence, AxisSlice[]> => {
  const axes: AxisSlice[] = []
  for (const [axis, size] of shape.entries()) {
    const resolved = sliceAxis(size, ranges[axis] ?? null, axis, shape)
    if (isLeft(resolved)) return resolved
    axes.push(resolved.right)
  }
  return ranges.length > shape.length ? left(`slice: ${ranges.length} ranges for ${show(shape)}`) : right(axes)
}

/** The run-time twin of `Slice`. */
export const sliceShape = (shape: readonly number[], ranges: readonly Range[]): Ruled =>
  pipe(
    resolveSlice(shape, ranges),
    map((axes) => axes.filter(({ dropped }) => !dropped).map(({ start, stop, step }) => Math.ceil((stop - start) / step))),
  )
