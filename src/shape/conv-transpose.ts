import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
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
  type ShowPerAxis,
  type Slide,
  type SlideSettings,
  type Span,
  showPadding,
  showPerAxis,
  spans,
  spread,
  type WholeFault,
  wholeFault,
} from './window.js'

/**
 * What a convolution by the kernel `[...window, features / groups, channels]` takes to `[batch, ...sizes, channels]`: `[batch, ...covered,
 * features]`. What that convolution puts out, this takes.
 *
 * @category Types
 */
export type ConvTranspose<
  Op extends string,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
  O extends PerAxis = 0,
> =
  Parted<Op, X, K, S, P, D, G> extends infer Found
    ? Found extends Parts
      ? Before<TransposeFault<Op, Found, G, K>, OutputFault<Op, O, S, D, Found['sizes']>> extends infer Unfit
        ? [Unfit] extends [never]
          ? Convolved<Found['batch'], Longer<Covered<Op, Found['sizes'], Found['window'], S, P, D>, O>, Mul<Found['in'], G>>
          : Unfit
        : never
      : Found
    : never

/** What is wrong with what is added at the ends, if anything. */
type OutputFault<Op extends string, O extends PerAxis, S extends PerAxis, D extends PerAxis, Sizes extends Shape> = [O] extends [0]
  ? never
  : Before<
      WholeFault<Op, 'outputPadding', O, Sizes>,
      true extends { [K in keyof Sizes]: IsBeyond<Along<O, K>, Along<S, K>, Along<D, K>> }[number]
        ? Fault<
            'outputPadding',
            `${Op}: outputPadding ${ShowPerAxis<O>} is not less than the stride ${ShowPerAxis<S>}, nor than the dilation ${ShowPerAxis<D>}`
          >
        : never
    >

type IsBeyond<O, S, D> = O extends 0
  ? false
  : [O, S, D] extends [infer More extends number, infer Stride extends number, infer Dilation extends number]
    ? [Sub<More, Stride>] extends [never]
      ? false
      : [Sub<More, Dilation>] extends [never]
        ? false
        : number extends Sub<More, Stride> | Sub<More, Dilation>
          ? false
          : true
    : false

/** Sizes with so many more at the end of each; a fault as it is. */
type Longer<Found, O extends PerAxis> = [O] extends [0] ? Found : Found extends Shape ? LongerEach<Found, O> : Found

type LongerEach<S extends Shape, O extends PerAxis> = { -readonly [K in keyof S]: Add<S[K], Along<O, K> & number> }

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

/** The run-time twin of `OutputFault`. */
const outputFault = (
  op: string,
  output: PerAxis,
  { stride, dilation }: Pick<SlideSettings, 'stride' | 'dilation'>,
  axes: number,
): Sentence | undefined => {
  if (output === 0) return
  const fault = wholeFault(op, 'outputPadding', output, axes)
  if (fault !== undefined) return fault
  const [more, strides, dilations] = [spread(output, axes), spread(stride, axes), spread(dilation, axes)]
  return more.every((n, axis) => n === 0 || n < (strides[axis] ?? 1) || n < (dilations[axis] ?? 1))
    ? undefined
    : `${op}: outputPadding ${showPerAxis(output)} is not less than the stride ${showPerAxis(stride)}, nor than the dilation ${showPerAxis(dilation)}`
}

/** How a transposed convolution slides, all settings there. */
export interface ConvTransposeSettings extends ConvSettings {
  /** How many more elements there are at the end; 0 if left out. */
  readonly outputPadding?: PerAxis
}

/**
 * The run-time twin of `ConvTranspose`.
 *
 * @category Types
 */
export const convTransposeShape = (op: string, x: readonly number[], kernel: readonly number[], settings: ConvTransposeSettings): Ruled =>
  pipe(
    parted(op, x, kernel, settings),
    chain(({ batch, sizes, channels, window, in: out, out: taken }) => {
      const { groups, padding, outputPadding = 0 } = settings
      const fault =
        groupFault(op, 'channels', channels, groups) ??
        channelFault(op, channels, channels, taken, 1, kernel) ??
        emptyFault(op, window) ??
        outputFault(op, outputPadding, settings, sizes.length)
      if (fault !== undefined) return left(fault)
      const { stride, dilation } = transposedSlideOf(window, settings)
      const more = spread(outputPadding, sizes.length)
      const shapeOf = (covered: readonly number[]) => right([batch, ...covered.map((n, axis) => n + (more[axis] ?? 0)), out * groups])
      if (padding === 'same') return shapeOf(sizes.map((size, axis) => size * (stride[axis] ?? 1)))
      const { low, high } = padsOf(padding, sizes.length)
      const whole = spans(window, dilation).map((span, axis) => Math.max(0, ((sizes[axis] ?? 0) - 1) * (stride[axis] ?? 1) + span))
      const rest = whole.map((size, axis) => size - (low[axis] ?? 0) - (high[axis] ?? 0))
      return rest.every((size) => size >= 0)
        ? shapeOf(rest)
        : left(`${op}: padding ${showPadding(padding)} leaves nothing of ${show(whole)}`)
    }),
  )
