import { left, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { type CeilPlaces, ceilPlaces } from './ceil-places.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Before, Fault } from './fault.js'
import type { Sub } from './nat.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'
import {
  type Along,
  type CountFault,
  countFault,
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
  type ShowPerAxis,
  type Spread,
  showPadding,
  showPerAxis,
  spread,
} from './window.js'

/**
 * A window that slides over `[batch, ...sizes, channels]` and makes one element of what it sees: `[batch, ...places, channels]`.
 *
 * @category Types
 */
export type Pool<
  Op extends string,
  X extends Shape,
  W extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  C extends boolean = false,
> = number extends X['length']
  ? UnknownRank
  : X extends readonly [infer N extends Dim, ...infer Sizes extends Shape, infer Channels extends Dim]
    ? Sizes['length'] extends 1 | 2 | 3
      ? Before<EmptyFault<Op, X, Sizes>, PoolFault<Op, Sizes, W, S, P>> extends infer Wrong
        ? [Wrong] extends [never]
          ? Pooled<N, PlacesBy<C, Op, Sizes, Spread<W, Sizes>, S, P>, Channels>
          : Wrong
        : never
      : InputFault<Op, X>
    : InputFault<Op, X>

/** Places rounded down, or up; not known where that is not. */
type PlacesBy<C extends boolean, Op extends string, Sizes extends Shape, Window extends Shape, S extends PerAxis, P extends Padding> = [
  C,
] extends [false]
  ? Places<Op, 'window', Sizes, Window, S, P, 1>
  : [C] extends [true]
    ? CeilPlaces<Op, 'window', Sizes, Window, S, P>
    : { -readonly [K in keyof Sizes]: number }

/** There is nothing for a window to see along an axis. */
export type EmptyFault<Op extends string, X extends Shape, Sizes extends Shape> = [Extract<Sizes[number], 0>] extends [never]
  ? never
  : Fault<'input', `${Op}: ${Show<X>} is empty along a spatial axis; there is nothing to choose from`>

type PoolFault<Op extends string, Sizes extends Shape, W extends PerAxis, S extends PerAxis, P extends Padding> = Before<
  CountFault<Op, 'window', W, Sizes>,
  Before<CountFault<Op, 'stride', S, Sizes>, Before<PaddingFault<Op, P, Sizes>, BlindFault<Op, Sizes, W, P>>>
>

type Pooled<N extends Dim, Found, C extends Dim> = Found extends Shape ? [N, ...Found, C] : Found

/** Every window sees an element: no axis is padded by as much as a window. */
type BlindFault<Op extends string, Sizes extends Shape, W extends PerAxis, P extends Padding> = P extends 'same' | 'valid' | 0
  ? never
  : true extends { [K in keyof Sizes]: IsBlind<Along<W, K>, Along<P, K>> }[number]
    ? Fault<'padding', `${Op}: padding ${ShowPadding<P>} is not less than the window ${ShowPerAxis<W>}`>
    : never

type IsBlind<Taps, Pads> = [Taps, Pads] extends [infer T extends number, infer Low extends number]
  ? NotLess<Low, T>
  : [Taps, Pads] extends [infer T extends number, readonly [infer Low extends number, infer High extends number]]
    ? NotLess<Low, T> extends true
      ? true
      : NotLess<High, T>
    : false

type NotLess<Pad extends number, Taps extends number> =
  Sub<Taps, Pad> extends infer Rest ? ([Rest] extends [never] ? true : Rest extends 0 ? true : false) : never

/** How a window slides, all settings there. */
export interface PoolSettings {
  readonly stride: PerAxis
  readonly padding: Padding
  /** Whether places are rounded up; down if left out. */
  readonly ceilMode?: boolean
}

/** The run-time twin of `EmptyFault`. */
export const emptyFault = (op: string, x: readonly number[]): Sentence | undefined =>
  x.slice(1, -1).includes(0) ? `${op}: ${show(x)} is empty along a spatial axis; there is nothing to choose from` : undefined

const blindFault = (op: string, window: PerAxis, padding: Padding, axes: number): Sentence | undefined => {
  if (padding === 'same') return
  const { low, high } = padsOf(padding, axes)
  return spread(window, axes).some((taps, axis) => (low[axis] ?? 0) >= taps || (high[axis] ?? 0) >= taps)
    ? `${op}: padding ${showPadding(padding)} is not less than the window ${showPerAxis(window)}`
    : undefined
}

/**
 * The run-time twin of `Pool`.
 *
 * @category Types
 */
export const poolShape = (
  op: string,
  x: readonly number[],
  window: PerAxis,
  { stride, padding, ceilMode = false }: PoolSettings,
): Ruled => {
  const [batch = 0, ...sizes] = x.slice(0, -1)
  const axes = sizes.length
  const fault =
    inputFault(op, x) ??
    emptyFault(op, x) ??
    countFault(op, 'window', window, axes) ??
    countFault(op, 'stride', stride, axes) ??
    paddingFault(op, padding, axes) ??
    blindFault(op, window, padding, axes)
  if (fault !== undefined) return left(fault)
  return pipe(
    (ceilMode ? ceilPlaces : places)(op, 'window', sizes, spread(window, axes), { stride, padding, dilation: 1 }),
    map((found) => [batch, ...found, x.at(-1) ?? 0]),
  )
}
