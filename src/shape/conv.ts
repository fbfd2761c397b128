import { chain, type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Before, Fault } from './fault.js'
import type { Add, Div, Mul, Sub } from './nat.js'
import type { SameDim } from './same.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'
import {
  type Added,
  type Along,
  type CountFault,
  countFault,
  halved,
  type InputFault,
  inputFault,
  type Padding,
  type PaddingFault,
  type PerAxis,
  type Places,
  paddingFault,
  padsOf,
  places,
  type ShowPadding,
  type Slide,
  type Span,
  showPadding,
  spans,
  spread,
} from './window.js'

/*
 * `[batch, ...sizes, channels]` and `[...window, in, out]`: the convolution of an array by a kernel, and its adjoint. Channels may fall into
 * groups that do not see each other; `in` is what one group has of them.
 */

/** Places by features: `[...window, channels / groups, features]` makes `[batch, ...places, features]`. */
export type Conv<
  Op extends string,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> =
  Ranked<Op, X, K> extends infer Parts
    ? Parts extends [
        infer N extends Dim,
        infer Sizes extends Shape,
        infer C extends Dim,
        infer Window extends Shape,
        infer In extends Dim,
        infer Out extends Dim,
      ]
      ? SettingFault<Op, S, P, D, G, Sizes> extends infer Wrong
        ? [Wrong] extends [never]
          ? ConvFault<Op, C, Window, In, Out, G, K> extends infer Unfit
            ? [Unfit] extends [never]
              ? Convolved<N, Places<Op, 'kernel', Sizes, Window, S, P, D>, Out>
              : Unfit
            : never
          : Wrong
        : never
      : Parts
    : never

type ConvFault<
  Op extends string,
  C extends Dim,
  Window extends Shape,
  In extends Dim,
  Out extends Dim,
  G extends number,
  K extends Shape,
> = Before<
  GroupFault<Op, 'channels', C, G>,
  Before<GroupFault<Op, 'features', Out, G>, Before<ChannelFault<Op, C, Quotient<C, G>, In, G, K>, EmptyFault<Op, Window>>>
>

type Convolved<N extends Dim, Found, Out extends Dim> = Found extends Shape ? [N, ...Found, Out] : Found

/** The array's and the kernel's parts; what is wrong with their ranks; or unknown rank. */
type Ranked<Op extends string, X extends Shape, K extends Shape> = number extends X['length']
  ? UnknownRank
  : X extends readonly [infer N extends Dim, ...infer Sizes extends Shape, infer C extends Dim]
    ? Sizes['length'] extends 1 | 2 | 3
      ? number extends K['length']
        ? UnknownRank
        : K['length'] extends X['length']
          ? K extends readonly [...infer Window extends Shape, infer In extends Dim, infer Out extends Dim]
            ? [N, [...Sizes], C, [...Window], In, Out]
            : never
          : Fault<'kernel', `${Op}: the kernel ${Show<K>} and the input ${Show<X>} differ in rank${NoBatch<X, K>}`>
      : InputFault<Op, X>
    : InputFault<Op, X>

/** The input may be one example, without a batch. */
type NoBatch<X extends Shape, K extends Shape> = K extends readonly [Dim, ...infer Rest]
  ? Rest['length'] extends X['length']
    ? '; did you mean expandDims(x, 0)?'
    : ''
  : ''

type SettingFault<
  Op extends string,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
  Sizes extends Shape,
> = Before<
  CountFault<Op, 'stride', S, Sizes>,
  Before<PaddingFault<Op, P, Sizes>, Before<CountFault<Op, 'dilation', D, Sizes>, CountFault<Op, 'groups', G, Sizes>>>
>

type GroupFault<Op extends string, What extends string, C extends Dim, G extends number> = G extends 1
  ? never
  : Div<C, G>[1] extends false
    ? Fault<'groups', `${Op}: ${G} groups do not divide ${ShowDim<C>} ${What}`>
    : never

type Quotient<C extends Dim, G extends number> = G extends 1 ? C : Div<C, G>[0]

type ChannelFault<Op extends string, C extends Dim, Mine extends Dim, In extends Dim, G extends number, K extends Shape> =
  SameDim<Mine, In> extends true
    ? never
    : Fault<'kernel', `${Op}: the input has ${ShowDim<C>} channels, the kernel ${Show<K>} takes ${ShowDim<In>}${InGroups<G>}`>

type InGroups<G extends number> = G extends 1 ? '' : ` in each of ${G} groups`

type EmptyFault<Op extends string, Window extends Shape> = [Extract<Window[number], 0>] extends [never]
  ? never
  : Fault<'kernel', `${Op}: kernel ${Show<Window>} has no taps`>

/**
 * What a convolution by the kernel `[...window, features / groups, channels]` takes to `[batch, ...sizes, channels]`: `[batch, ...covered,
 * features]`.
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
  Ranked<Op, X, K> extends infer Parts
    ? Parts extends [
        infer N extends Dim,
        infer Sizes extends Shape,
        infer C extends Dim,
        infer Window extends Shape,
        infer Out extends Dim,
        infer In extends Dim,
      ]
      ? SettingFault<Op, S, P, D, G, Sizes> extends infer Wrong
        ? [Wrong] extends [never]
          ? TransposeFault<Op, C, Window, In, G, K> extends infer Unfit
            ? [Unfit] extends [never]
              ? Convolved<N, Covered<Op, Sizes, Window, S, P, D>, Mul<Out, G>>
              : Unfit
            : never
          : Wrong
        : never
      : Parts
    : never

type TransposeFault<Op extends string, C extends Dim, Window extends Shape, In extends Dim, G extends number, K extends Shape> = Before<
  GroupFault<Op, 'channels', C, G>,
  Before<ChannelFault<Op, C, C, In, 1, K>, EmptyFault<Op, Window>>
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

type CoveredOf<Axis, P, K> = Axis extends [
  infer Size extends Dim,
  infer Taps extends Dim,
  infer Stride extends number,
  infer Dilation extends number,
]
  ? [P] extends ['same']
    ? Mul<Size, Stride>
    : Reached<Size, Span<Taps, Dilation>, Stride, Added<P, K>>
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

/** How a convolution slides, all settings there. */
export interface ConvSettings {
  readonly stride: PerAxis
  readonly padding: Padding
  readonly dilation: PerAxis
  readonly groups: number
}

interface Parts {
  readonly batch: number
  readonly sizes: readonly number[]
  readonly channels: number
  readonly window: readonly number[]
  readonly in: number
  readonly out: number
}

const ranked = (op: string, x: readonly number[], kernel: readonly number[]): Either<Sentence, Parts> => {
  const fault = inputFault(op, x)
  if (fault !== undefined) return left(fault)
  if (kernel.length !== x.length) {
    const noBatch = kernel.length === x.length + 1 ? '; did you mean expandDims(x, 0)?' : ''
    return left(`${op}: the kernel ${show(kernel)} and the input ${show(x)} differ in rank${noBatch}`)
  }
  const [batch = 0] = x
  const [channels = 0, inner = 0, out = 0] = [x.at(-1), kernel.at(-2), kernel.at(-1)]
  return right({ batch, sizes: x.slice(1, -1), channels, window: kernel.slice(0, -2), in: inner, out })
}

const settingFault = (op: string, { stride, padding, dilation, groups }: ConvSettings, axes: number): Sentence | undefined =>
  countFault(op, 'stride', stride, axes) ??
  paddingFault(op, padding, axes) ??
  countFault(op, 'dilation', dilation, axes) ??
  countFault(op, 'groups', groups, axes)

const groupFault = (op: string, what: string, n: number, groups: number): Sentence | undefined =>
  n % groups === 0 ? undefined : `${op}: ${groups} groups do not divide ${n} ${what}`

const channelFault = (op: string, channels: number, mine: number, taken: number, groups: number, kernel: readonly number[]) =>
  mine === taken
    ? undefined
    : `${op}: the input has ${channels} channels, the kernel ${show(kernel)} takes ${taken}${groups === 1 ? '' : ` in each of ${groups} groups`}`

const emptyFault = (op: string, window: readonly number[]): Sentence | undefined =>
  window.includes(0) ? `${op}: kernel ${show(window)} has no taps` : undefined

/** The run-time twin of `Conv`. */
export const convShape = (op: string, x: readonly number[], kernel: readonly number[], settings: ConvSettings): Ruled =>
  pipe(
    ranked(op, x, kernel),
    chain(({ batch, sizes, channels, window, in: taken, out }) => {
      const { groups } = settings
      const fault =
        settingFault(op, settings, sizes.length) ??
        groupFault(op, 'channels', channels, groups) ??
        groupFault(op, 'features', out, groups) ??
        channelFault(op, channels, channels / groups, taken, groups, kernel) ??
        emptyFault(op, window)
      if (fault !== undefined) return left(fault)
      return pipe(
        places(op, 'kernel', sizes, window, settings),
        map((found) => [batch, ...found, out]),
      )
    }),
  )

const covered = (sizes: readonly number[], window: readonly number[], { stride, dilation }: ConvSettings): number[] => {
  const strides = spread(stride, sizes.length)
  return spans(window, spread(dilation, sizes.length)).map((span, axis) => {
    return Math.max(0, ((sizes[axis] ?? 0) - 1) * (strides[axis] ?? 1) + span)
  })
}

/** Settings that have no fault, resolved: `'same'` makes an axis as many times larger as the stride says. */
export const transposedSlideOf = (
  sizes: readonly number[],
  window: readonly number[],
  { stride, padding, dilation }: ConvSettings,
): Slide => {
  const [strides, dilations] = [spread(stride, sizes.length), spread(dilation, sizes.length)]
  const total = spans(window, dilations).map((span, axis) => Math.max(0, span - (strides[axis] ?? 1)))
  return { stride: strides, dilation: dilations, ...(padding === 'same' ? halved(total) : padsOf(padding, sizes.length)) }
}

/** The run-time twin of `ConvTranspose`. */
export const convTransposeShape = (op: string, x: readonly number[], kernel: readonly number[], settings: ConvSettings): Ruled =>
  pipe(
    ranked(op, x, kernel),
    chain(({ batch, sizes, channels, window, in: out, out: taken }) => {
      const { groups, padding, stride } = settings
      const fault =
        settingFault(op, settings, sizes.length) ??
        groupFault(op, 'channels', channels, groups) ??
        channelFault(op, channels, channels, taken, 1, kernel) ??
        emptyFault(op, window)
      if (fault !== undefined) return left(fault)
      const strides = spread(stride, sizes.length)
      if (padding === 'same') return right([batch, ...sizes.map((size, axis) => size * (strides[axis] ?? 1)), out * groups])
      const whole = covered(sizes, window, settings)
      const { low, high } = padsOf(padding, sizes.length)
      const rest = whole.map((size, axis) => size - (low[axis] ?? 0) - (high[axis] ?? 0))
      return rest.every((size) => size >= 0)
        ? right([batch, ...rest, out * groups])
        : left(`${op}: padding ${showPadding(padding)} leaves nothing of ${show(whole)}`)
    }),
  )
