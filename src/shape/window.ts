import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Fault } from './fault.js'
import type { Add, CeilDiv, Div, Mul, Sub } from './nat.js'
import type { Show } from './sentence.js'

/*
 * How a window slides over spatial axes: what convolutions and pooling have in common.
 */

/**
 * One number for all spatial axes, or a list, one for each.
 *
 * @category Types
 */
export type PerAxis = number | readonly number[]

/**
 * What is put before and after each spatial axis: so many on either side, `[[low, high], ...]`, `'valid'` for nothing, or `'same'`, as much as
 * leaves `ceil(size / stride)` places, the odd one at the end.
 *
 * @category Types
 */
export type Padding = number | 'same' | 'valid' | readonly (readonly [low: number, high: number])[]

/** The entry of a setting for an axis of a tuple. */
export type Along<V, Axis> = V extends readonly unknown[] ? (Axis extends keyof V ? V[Axis] : number) : V

/**
 * A setting as a list, an entry for each axis.
 *
 * @category Types
 */
export type Spread<V extends PerAxis, Axes extends readonly unknown[]> = V extends readonly number[]
  ? number extends V['length']
    ? { -readonly [K in keyof Axes]: number }
    : [...V]
  : { -readonly [K in keyof Axes]: V & number }

/** A setting as a person writes it. */
export type ShowPerAxis<V extends PerAxis> = V extends readonly number[] ? Show<V> : `${V & number}`

/** Numbers that count nothing, as text. */
type NotCount = `-${string}` | `${string}.${string}` | `${string}e-${string}`

/**
 * What is wrong with a setting of counts, 1 or more, if anything; with 1, as it is if left out, nothing is.
 *
 * @category Types
 */
export type CountFault<Op extends string, Name extends string, V extends PerAxis, Axes extends readonly unknown[]> = [V] extends [1]
  ? never
  : [Extract<`${V extends readonly number[] ? V[number] : V & number}`, '0' | NotCount>] extends [never]
    ? LengthFault<Op, Name, V, Axes>
    : Fault<Name, `${Op}: ${Name} ${ShowPerAxis<V>} must be whole and 1 or more`>

/** What is wrong with a setting of whole numbers, 0 or more, if anything. */
export type WholeFault<Op extends string, Name extends string, V extends PerAxis, Axes extends readonly unknown[]> = [
  Extract<`${V extends readonly number[] ? V[number] : V & number}`, NotCount>,
] extends [never]
  ? LengthFault<Op, Name, V, Axes>
  : Fault<Name, `${Op}: ${Name} ${ShowPerAxis<V>} must be whole and 0 or more`>

type LengthFault<Op extends string, Name extends string, V extends PerAxis, Axes extends readonly unknown[]> = V extends readonly number[]
  ? number extends V['length']
    ? never
    : V['length'] extends Axes['length']
      ? never
      : Fault<Name, `${Op}: ${Name} ${Show<V>} has ${V['length']} entries for ${Axes['length']} spatial axes`>
  : never

/** What is wrong with a padding, if anything. */
export type PaddingFault<Op extends string, P extends Padding, Axes extends readonly unknown[]> = P extends 'same' | 'valid'
  ? never
  : [Extract<`${P extends readonly (readonly number[])[] ? P[number][number] : P & number}`, NotCount>] extends [never]
    ? P extends readonly unknown[]
      ? number extends P['length']
        ? never
        : P['length'] extends Axes['length']
          ? never
          : Fault<'padding', `${Op}: padding ${ShowPadding<P>} has ${P['length']} entries for ${Axes['length']} spatial axes`>
      : never
    : Fault<'padding', `${Op}: padding ${ShowPadding<P>} must be whole and 0 or more`>

/** A padding as a person writes it. */
export type ShowPadding<P> = P extends readonly (readonly number[])[] ? `[${ShowPairs<P>}]` : `${P & (number | string)}`

type ShowPairs<P extends readonly unknown[], Out extends string = ''> = P extends readonly [
  infer Pair extends readonly number[],
  ...infer Rest,
]
  ? ShowPairs<Rest, Out extends '' ? Show<Pair> : `${Out}, ${Show<Pair>}`>
  : Out

/** That an array has no axes to slide along, or too many. */
export type InputFault<Op extends string, X extends Shape> = Fault<
  'input',
  `${Op}: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got ${Show<X>}`
>

/** From the first tap of a window to its last. */
export type Span<Taps extends Dim, Dilation extends number> = Dilation extends 1 ? Taps : Add<Mul<Sub<Taps, 1>, Dilation>, 1>

/** A window along an axis. */
export type Axis = readonly [size: Dim, taps: Dim, stride: number, dilation: number]

/** What a padding that is not `'same'` adds to an axis. */
export type Added<P, Axis> = [P] extends ['valid']
  ? 0
  : [P] extends [number]
    ? Add<P, P>
    : Along<P, Axis> extends readonly [infer Low extends number, infer High extends number]
      ? Add<Low, High>
      : number

/** How many places a window has along each axis; the sentence, about `What`, if it has none along one. */
export type Places<
  Op extends string,
  What extends string,
  Sizes extends Shape,
  Window extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
> =
  PlacesAlong<Sizes, Window, S, P, D> extends infer Found extends readonly unknown[]
    ? undefined extends Found[number]
      ? Fault<What, TooLarge<Op, What, Sizes, Window, P, D>>
      : Found
    : never

/** That a window has no place. */
export type TooLarge<
  Op extends string,
  What extends string,
  Sizes extends Shape,
  Window extends Shape,
  P extends Padding,
  D extends PerAxis,
> = `${Op}: ${What} ${Show<Window>}${Dilated<D>} is larger than the padded input ${Show<{ [K in keyof Sizes]: Add<Sizes[K] & Dim, Added<P, K>> }>}`

type Dilated<D extends PerAxis> = [D] extends [1] ? '' : `, dilated by ${ShowPerAxis<D>},`

type PlacesAlong<Sizes extends Shape, Window extends Shape, S extends PerAxis, P extends Padding, D extends PerAxis> = {
  -readonly [K in keyof Sizes]: PlacesOf<[Sizes[K], Along<Window, K>, Along<S, K>, Along<D, K>], P, K>
}

type PlacesOf<A, P, K> = A extends Axis
  ? [P] extends ['same']
    ? CeilDiv<A[0], A[2]>
    : Valid<A[0], Span<A[1], A[3]>, A[2], Added<P, K>>
  : never

/** As many places as there are strides from one stride before the first to the last. */
export type Valid<Size extends Dim, Reach extends Dim, Stride extends number, Pads extends Dim> = Stride extends 1
  ? Unstrided<Size, Sub<Reach, 1>, Pads>
  : Sub<Add<Size, number extends Stride ? Pads : Add<Pads, Stride>>, Reach> extends infer Room extends Dim
    ? [Room] extends [never]
      ? undefined
      : Div<Room, Stride>[0] extends infer Count
        ? Count extends 0
          ? undefined
          : Count
        : never
    : never

/** What the window takes of an axis, the padding may give back: then whatever size it has stays. */
type Unstrided<Size extends Dim, Lost extends Dim, Pads extends Dim> = [Pads, Lost, Size extends 0 ? true : false] extends [
  Lost,
  Pads,
  false,
]
  ? number extends Pads
    ? number
    : Size
  : Sub<Add<Size, Pads>, Lost> extends infer Left
    ? [Left] extends [never]
      ? undefined
      : Left extends 0
        ? undefined
        : Left
    : never

/**
 * A setting as a list, an entry for each of so many axes.
 *
 * @category Types
 */
export const spread = (setting: PerAxis, axes: number): readonly number[] =>
  typeof setting === 'number' ? Array.from({ length: axes }, () => setting) : setting

/** The run-time twin of `ShowPerAxis`. */
export const showPerAxis = (setting: PerAxis): string => (typeof setting === 'number' ? `${setting}` : show(setting))

/** The run-time twin of `ShowPadding`. */
export const showPadding = (padding: Padding): string => (typeof padding === 'object' ? `[${padding.map(show).join(', ')}]` : `${padding}`)

/** The run-time twin of `InputFault`. */
export const inputFault = (op: string, x: readonly number[]): Sentence | undefined =>
  x.length >= 3 && x.length <= 5 ? undefined : `${op}: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got ${show(x)}`

const isCount = (least: number) => (n: number) => Number.isSafeInteger(n) && n >= least

/**
 * The run-time twin of `CountFault`.
 *
 * @category Types
 */
export const countFault = (op: string, name: string, setting: PerAxis, axes: number): Sentence | undefined => {
  if (!spread(setting, 1).every(isCount(1))) return `${op}: ${name} ${showPerAxis(setting)} must be whole and 1 or more`
  return lengthFault(op, name, setting, axes)
}

/** The run-time twin of `WholeFault`. */
export const wholeFault = (op: string, name: string, setting: PerAxis, axes: number): Sentence | undefined => {
  if (!spread(setting, 1).every(isCount(0))) return `${op}: ${name} ${showPerAxis(setting)} must be whole and 0 or more`
  return lengthFault(op, name, setting, axes)
}

const lengthFault = (op: string, name: string, setting: PerAxis, axes: number): Sentence | undefined =>
  typeof setting === 'number' || setting.length === axes
    ? undefined
    : `${op}: ${name} ${show(setting)} has ${setting.length} entries for ${axes} spatial axes`

/** The run-time twin of `PaddingFault`. */
export const paddingFault = (op: string, padding: Padding, axes: number): Sentence | undefined => {
  if (typeof padding === 'string') return
  const counts = typeof padding === 'number' ? [padding] : padding.flat()
  if (!counts.every(isCount(0))) return `${op}: padding ${showPadding(padding)} must be whole and 0 or more`
  if (typeof padding === 'number') return
  if (padding.some((sides) => sides.length !== 2)) return `${op}: padding ${showPadding(padding)} must have a pair for each axis`
  if (padding.length === axes) return
  return `${op}: padding ${showPadding(padding)} has ${padding.length} entries for ${axes} spatial axes`
}

/** How a window slides, all settings there. */
export interface SlideSettings {
  readonly stride: PerAxis
  readonly padding: Padding
  readonly dilation: PerAxis
}

/** Where a window slides, axis by axis: every setting a list. */
export interface Slide {
  readonly stride: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly dilation: readonly number[]
}

/** From the first tap of a window to its last, along each axis. */
export const spans = (window: readonly number[], dilation: readonly number[]): number[] =>
  window.map((taps, axis) => (taps - 1) * (dilation[axis] ?? 1) + 1)

/** A padding that is not `'same'`, axis by axis. */
export const padsOf = (padding: Exclude<Padding, 'same'>, axes: number): Pick<Slide, 'low' | 'high'> => {
  if (typeof padding === 'object') return { low: padding.map(([low]) => low), high: padding.map(([, high]) => high) }
  const both = spread(padding === 'valid' ? 0 : padding, axes)
  return { low: both, high: both }
}

/** So much in all, the odd one at the end. */
const halved = (totals: readonly number[]): Pick<Slide, 'low' | 'high'> => ({
  low: totals.map((total) => Math.floor(total / 2)),
  high: totals.map((total) => Math.ceil(total / 2)),
})

/** Settings that have no fault, resolved; `needed` says what `'same'` puts around an axis, if that is more than nothing. */
export const resolved = (
  window: readonly number[],
  { stride, padding, dilation }: SlideSettings,
  needed: (along: { readonly axis: number; readonly span: number; readonly stride: number }) => number,
): Slide => {
  const [strides, dilations] = [spread(stride, window.length), spread(dilation, window.length)]
  const total = () => spans(window, dilations).map((span, axis) => Math.max(0, needed({ axis, span, stride: strides[axis] ?? 1 })))
  return { stride: strides, dilation: dilations, ...(padding === 'same' ? halved(total()) : padsOf(padding, window.length)) }
}

/** Settings that have no fault, resolved for axes of these sizes. */
export const slideOf = (sizes: readonly number[], window: readonly number[], settings: SlideSettings): Slide =>
  resolved(window, settings, ({ axis, span, stride }) => {
    const size = sizes[axis] ?? 0
    return (Math.ceil(size / stride) - 1) * stride + span - size
  })

/** The run-time twin of `Places`. */
export const places = (
  op: string,
  what: string,
  sizes: readonly number[],
  window: readonly number[],
  settings: SlideSettings,
): Either<Sentence, number[]> => {
  const { stride, low, high, dilation } = slideOf(sizes, window, settings)
  if (settings.padding === 'same') return right(sizes.map((size, axis) => Math.ceil(size / (stride[axis] ?? 1))))
  const padded = sizes.map((size, axis) => size + (low[axis] ?? 0) + (high[axis] ?? 0))
  const room = spans(window, dilation).map((span, axis) => (padded[axis] ?? 0) - span)
  return room.every((n) => n >= 0)
    ? right(room.map((n, axis) => Math.floor(n / (stride[axis] ?? 1)) + 1))
    : left(tooLarge(op, what, sizes, window, settings))
}

/** The run-time twin of `TooLarge`. */
export const tooLarge = (
  op: string,
  what: string,
  sizes: readonly number[],
  window: readonly number[],
  settings: SlideSettings,
): Sentence => {
  const { low, high } = slideOf(sizes, window, settings)
  const padded = sizes.map((size, axis) => size + (low[axis] ?? 0) + (high[axis] ?? 0))
  const dilated = settings.dilation === 1 ? '' : `, dilated by ${showPerAxis(settings.dilation)},`
  return `${op}: ${what} ${show(window)}${dilated} is larger than the padded input ${show(padded)}`
}
