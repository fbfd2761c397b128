import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Before, Fault } from './fault.js'
import {
  type ChannelFault,
  type Convolved,
  type ConvSettings,
  channelFault,
  type EmptyFault,
  emptyFault,
  type GroupFault,
  groupFault,
  type Parted,
  type Parts,
  parted,
} from './kernel.js'
import type { Add, Mul, Sub } from './nat.js'
import type { Ruled, Show } from './sentence.js'
import {
  type Added,
  type Along,
  type Axis,
  type Padding,
  type PerAxis,
  padsOf,
  resolved,
  type ShowPadding,
  type Slide,
  type SlideSettings,
  type Span,
  showPadding,
  spans,
} from './window.js'

/**
 * What a convolution by the kernel `[...window, features / groups, channels]` takes to `[batch, ...sizes, channels]`: `[batch, ...covered,
 * features]`. What that convolution puts out, this takes.
 */
export type ConvTranspose<
  Op extends string,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> =
  Parted<Op, X, K, S, P, D, G> extends infer Found
    ? Found extends Parts
      ? TransposeFault<Op, Found, G, K> extends infer Unfit
        ? [Unfit] extends [never]
          ? Convolved<Found['batch'], Covered<Op, Found['sizes'], Found['window'], S, P, D>, Mul<Found['in'], G>>
          : Unfit
        : never
      : Found
    : never

type TransposeFault<Op extends string, Of extends Parts, G extends number, K extends Shape> = Before<
  GroupFault<Op, 'channels', Of['channels'], G>,
  Before<ChannelFault<Op, Of['channels'], Of['channels'], Of['out'], 1, K>, EmptyFault<Op, Of['window']>>
>

/** How far windows at so many places reach; the sentence if the padding takes away more. */
type Covered<Op extends string, Sizes extends Shape, Window extends Shape, S extends PerAxis, P extends Padding, D extends PerAxis> =
  CoveredAlong<Sizes, Window, S, P, D> extends infer Found extends readonly unknown[]
    ? undefined extends Found[number]
      ? Fault<'padding', `${Op}: padding ${ShowPadding<P>} leaves nothing of ${Show<CoveredAlong<Sizes, Window, S, 'valid', D>>}`>
      : Found
    : never

type CoveredAlong<Sizes extends Shape, Window extends Shape, S extends PerAxis, P extends Padding, D extends PerAxis> = {
  -readonly [K in keyof Sizes]: CoveredOf<[Sizes[K], Along<Window, K>, Along<S, K>, Along<D, K>], P, K>
}

type CoveredOf<A, P, K> = A extends Axis
  ? [P] extends ['same']
    ? Mul<A[0], A[2]>
    : Reached<A[0], Span<A[1], A[3]>, A[2], Added<P, K>>
  : never

type Reached<Size extends Dim, Reach extends Dim, Stride extends number, Pads extends Dim> = Size extends 0
  ? Remaining<[Sub<Reach, Stride>] extends [never] ? 0 : Sub<Reach, Stride>, Pads>
  : Stride extends 1
    ? Kept<Size, Sub<Reach, 1>, Pads>
    : Remaining<Add<Mul<Sub<Size, 1>, Stride>, Reach>, Pads>

/** What a window adds to an axis, the padding may take away: then whatever size it has stays. */
type Kept<Size extends Dim, More extends Dim, Pads extends Dim> = [Pads, More] extends [More, Pads]
  ? number extends Pads
    ? number
    : Size
  : Remaining<Add<Size, More>, Pads>

type Remaining<Whole extends Dim, Pads extends Dim> =
  Sub<Whole, Pads> extends infer Rest extends Dim ? ([Rest] extends [never] ? undefined : Rest) : never

/** Settings that have no fault, resolved: `'same'` makes an axis as many times larger as the stride says. */
export const transposedSlideOf = (window: readonly number[], settings: SlideSettings): Slide =>
  resolved(window, settings, ({ span, stride }) => span - stride)

/** The run-time twin of `ConvTranspose`. */
export const convTransposeShape = (op: string, x: readonly number[], kernel: readonly number[], settings: ConvSettings): Ruled =>
  pipe(
    parted(op, x, kernel, settings),
    chain(({ batch, sizes, channels, window, in: out, out: taken }) => {
      const { groups, padding } = settings
      const fault =
        groupFault(op, 'channels', channels, groups) ?? channelFault(op, channels, channels, taken, 1, kernel) ?? emptyFault(op, window)
      if (fault !== undefined) return left(fault)
      const { stride, dilation } = transposedSlideOf(window, settings)
      if (padding === 'same') return right([batch, ...sizes.map((size, axis) => size * (stride[axis] ?? 1)), out * groups])
      const { low, high } = padsOf(padding, sizes.length)
      const whole = spans(window, dilation).map((span, axis) => Math.max(0, ((sizes[axis] ?? 0) - 1) * (stride[axis] ?? 1) + span))
      const rest = whole.map((size, axis) => size - (low[axis] ?? 0) - (high[axis] ?? 0))
      return rest.every((size) => size >= 0)
        ? right([batch, ...rest, out * groups])
        : left(`${op}: padding ${showPadding(padding)} leaves nothing of ${show(whole)}`)
    }),
  )
