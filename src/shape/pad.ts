import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import type { Unknowns } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Add } from './nat.js'
import type { Show, ShowDim, UnknownRank } from './sentence.js'
import { type BadSize, badSize, type Dims } from './size-list.js'
import type { Along } from './window.js'

/** How much is put before and after an axis; one number is both. */
type Width = number | readonly [before: number, after: number]

/**
 * One number for both sides of every axis, or a list, an entry for each axis.
 *
 * @category Types
 */
export type Widths = number | readonly Width[]

/**
 * How what is put around is chosen, by the names of NumPy.
 *
 * @category Types
 */
export type PadMode = 'constant' | 'reflect' | 'edge' | 'wrap'

/**
 * Every axis with what is put before and after it.
 *
 * @category Types
 */
export type Pad<Op extends string, S extends Shape, W extends Widths, M extends PadMode = 'constant'> = 'constant' extends M
  ? Padded<Op, S, W>
  : Repeating<Op, S, Padded<Op, S, W>, M>

type Padded<Op extends string, S extends Shape, W extends Widths> =
  BadWidth<W> extends infer Bad
    ? [Bad] extends [never]
      ? W extends readonly Width[]
        ? PadEach<Op, S, W>
        : number extends S['length']
          ? UnknownRank
          : { -readonly [K in keyof S]: Grown<S[K], W> }
      : `${Op}: ${W extends number ? '' : `${ShowDim<Bad>} in `}${ShowWidths<W>} is not a width; widths are whole numbers, 0 or more`
    : never

/** An axis without elements has none to put around it. */
type Repeating<Op extends string, S extends Shape, Out, M extends PadMode> = Out extends Shape
  ? true extends { [K in keyof S]: IsFilled<S[K], Along<Out, K>> }[number]
    ? `${Op}: ${Show<S>} is empty along an axis that is to grow; mode '${M}' has no elements to repeat`
    : Out
  : Out

type IsFilled<D, Grown> = [D] extends [0] ? (Grown extends 0 | string ? false : number extends Grown ? false : true) : false

/**
 * That a value is given where elements are repeated.
 *
 * @category Types
 */
export type PadValueFault<Op extends string, M extends PadMode> = 'constant' extends M
  ? never
  : `${Op}: a value goes with mode 'constant', not '${M}'`

type PadEach<Op extends string, S extends Shape, W extends readonly Width[]> = number extends W['length']
  ? number extends S['length']
    ? UnknownRank
    : Unknowns<S>
  : number extends S['length']
    ? { -readonly [K in keyof W]: number }
    : S['length'] extends W['length']
      ? { -readonly [K in keyof S]: Grown<S[K], K extends keyof W ? W[K] : 0> }
      : `${Op}: the widths ${ShowWidths<W>} do not have an entry for each axis of ${Show<S>}`

type Grown<D, W> = W extends number
  ? Grown<D, readonly [W, W]>
  : W extends readonly [infer Low extends number, infer High extends number]
    ? Dims<[Low, High]> extends [infer Before extends Dim, infer After extends Dim]
      ? Add<D & Dim, Add<Before, After>>
      : never
    : never

/** The first number that is no width. */
type BadWidth<W> = W extends number
  ? BadSize<Dims<[W]>>
  : W extends readonly [infer Head, ...infer Rest]
    ? BadWidth<Head> extends infer Bad
      ? [Bad] extends [never]
        ? BadWidth<Rest>
        : Bad
      : never
    : never

/**
 * Widths as a person writes them.
 *
 * @category Types
 */
export type ShowWidths<W> = W extends readonly unknown[] ? `[${ShowEach<W>}]` : ShowDim<W>

type ShowEach<W extends readonly unknown[], Out extends string = ''> = W extends readonly [infer Head, ...infer Rest]
  ? ShowEach<Rest, Out extends '' ? ShowWidths<Head> : `${Out}, ${ShowWidths<Head>}`>
  : Out

/**
 * The run-time twin of `ShowWidths`.
 *
 * @category Types
 */
export const showWidths = (widths: Widths): string =>
  typeof widths === 'number' ? `${widths}` : `[${widths.map((width) => (typeof width === 'number' ? `${width}` : show(width))).join(', ')}]`

/** What is put before and after each axis. */
export interface Sides {
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/**
 * The widths axis by axis, or the sentence: the run-time twin of `Pad`.
 *
 * @category Types
 */
export const padWidths = (op: string, shape: readonly number[], widths: Widths, mode: PadMode = 'constant'): Either<Sentence, Sides> => {
  const list = typeof widths === 'number' ? shape.map(() => widths) : widths
  const bad = badSize([widths].flat(2))
  if (bad !== undefined)
    return left(
      `${op}: ${typeof widths === 'number' ? '' : `${bad} in `}${showWidths(widths)} is not a width; widths are whole numbers, 0 or more`,
    )
  if (list.length !== shape.length)
    return left(`${op}: the widths ${showWidths(widths)} do not have an entry for each axis of ${show(shape)}`)
  const pairs = list.map((width) => (typeof width === 'number' ? ([width, width] as const) : width))
  if (pairs.some(({ length }) => length !== 2))
    return left(`${op}: the widths ${showWidths(widths)} must have a number or a pair for each axis`)
  if (mode !== 'constant' && shape.some((size, axis) => size === 0 && (pairs[axis] ?? [0]).some((width) => width > 0)))
    return left(`${op}: ${show(shape)} is empty along an axis that is to grow; mode '${mode}' has no elements to repeat`)
  return right({ low: pairs.map(([before]) => before), high: pairs.map(([, after]) => after) })
}
