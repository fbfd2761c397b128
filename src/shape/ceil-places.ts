import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import type { Dim, Shape } from './dim.js'
import type { Fault } from './fault.js'
import type { Add, CeilDiv, Min, Sub } from './nat.js'
import {
  type Added,
  type Along,
  type Axis,
  type Padding,
  type PerAxis,
  places,
  type Slide,
  type SlideSettings,
  slideOf,
  type TooLarge,
  tooLarge,
  type Valid,
} from './window.js'

/*
 * Places of a window that may reach beyond the padded array's end, if it begins before: `ceil((low + size + high - taps) / stride) + 1` along an axis, but
 * at most `ceil((low + size) / stride)`, since none begins in the padding at the end.
 */

/** As `Places`, rounded up. */
export type CeilPlaces<
  Op extends string,
  What extends string,
  Sizes extends Shape,
  Window extends Shape,
  S extends PerAxis,
  P extends Padding,
> =
  CeilAlong<Sizes, Window, S, P> extends infer Found extends readonly unknown[]
    ? undefined extends Found[number]
      ? Fault<What, TooLarge<Op, What, Sizes, Window, P, 1>>
      : Found
    : never

type CeilAlong<Sizes extends Shape, Window extends Shape, S extends PerAxis, P extends Padding> = {
  -readonly [K in keyof Sizes]: CeilOf<[Sizes[K], Along<Window, K>, Along<S, K>, 1], P, K>
}

type CeilOf<A, P, K> = A extends Axis
  ? [P] extends ['same']
    ? CeilDiv<A[0], A[2]>
    : A[2] extends 1
      ? Valid<A[0], A[1], 1, Added<P, K>>
      : number extends A[2]
        ? number
        : Rounded<A[0], A[1], A[2], Added<P, K>, Low<P, K>>
  : never

/** What a padding adds at the beginning. */
type Low<P, Axis> = [P] extends ['valid']
  ? 0
  : [P] extends [number]
    ? P
    : Along<P, Axis> extends readonly [infer Before extends number, number]
      ? Before
      : number

type Rounded<Size extends Dim, Taps extends Dim, Stride extends number, Pads extends Dim, Before extends Dim> =
  Sub<Add<Size, Add<Pads, Stride>>, Taps> extends infer Room extends Dim
    ? [Room] extends [never]
      ? undefined
      : CeilDiv<Room, Stride> extends infer Count extends Dim
        ? Count extends 0
          ? undefined
          : // No more than may begin, if the padding at the end and the stride are no more than the window.
            [Sub<Taps, Add<Stride, Sub<Pads, Before>>>] extends [never]
            ? Min<Count, CeilDiv<Add<Before, Size>, Stride>>
            : Count
        : never
    : never

/** The run-time twin of `CeilPlaces`. */
export const ceilPlaces = (
  op: string,
  what: string,
  sizes: readonly number[],
  window: readonly number[],
  settings: SlideSettings,
): Either<Sentence, number[]> => {
  if (settings.padding === 'same') return places(op, what, sizes, window, settings)
  const { stride, low, high } = slideOf(sizes, window, settings)
  const found = sizes.map((size, axis) => {
    const [step = 1, before = 0, after = 0, taps = 1] = [stride[axis], low[axis], high[axis], window[axis]]
    return Math.min(Math.ceil((before + size + after - taps) / step) + 1, Math.ceil((before + size) / step))
  })
  return found.every((count) => count > 0) ? right(found) : left(tooLarge(op, what, sizes, window, settings))
}

/** How far the last window reaches beyond the padded array, along each axis. */
export const beyond = (
  sizes: readonly number[],
  window: readonly number[],
  { stride, low, high }: Slide,
  count: readonly number[],
): number[] =>
  sizes.map((size, axis) => {
    const end = ((count[axis] ?? 1) - 1) * (stride[axis] ?? 1) + (window[axis] ?? 1)
    return Math.max(0, end - (low[axis] ?? 0) - size - (high[axis] ?? 0))
  })
