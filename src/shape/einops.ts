import { type Either, filterOrElse, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { type Dim, type Shape, show, sizeOf } from './dim.js'
import type { Then } from './dtype-rule.js'
import {
  type AxesIn,
  type AxisOf,
  type EinopsOp,
  type Item,
  isSize,
  type ParseEinops,
  parseEinops,
  type Rearrangement,
} from './einops-pattern.js'
import type { Fault } from './fault.js'
import type { Div, Mul, Product } from './nat.js'
import type { Known, SameDim } from './same.js'
import type { Show, ShowDim, UnknownRank } from './sentence.js'
import { type DimOf, type SizeList, type Suspect, sizeList } from './size-list.js'

/** Sizes of axes by name. */
export type AxisSizes = Readonly<Record<string, number>>

/**
 * The shape on the right of the pattern, given that `S` is the one on the left; or the first thing that is wrong. Of the axes in one pair of parentheses
 * the size of one may be left open.
 */
export type Einops<Op extends EinopsOp, S extends Shape, P extends string, Z extends AxisSizes> = string extends P
  ? UnknownRank
  : ParseEinops<Op, P> extends infer Pattern
    ? Pattern extends Rearrangement<infer From extends readonly Item[], infer To extends readonly Item[]>
      ? SizesFault<Z, AxisOf<From> | AxisOf<To>> extends infer Wrong
        ? [Wrong] extends [never]
          ? BindShape<From, S, SizesOf<Z>> extends infer Bound
            ? Bound extends string
              ? Then<OpenFault<From, Z>, Unsized<Op, From, To, Z>> extends infer Open
                ? [Open] extends [never]
                  ? Fault<'x', `${Op} '${P}': ${Show<S>} does not fit: ${Bound}`>
                  : Fault<'pattern', `${Op} '${P}': ${Open & string}`>
                : never
              : Op extends 'repeat'
                ? [Unsized<Op, From, To, Z>] extends [never]
                  ? Result<To, Bound>
                  : Fault<'pattern', `${Op} '${P}': ${Unsized<Op, From, To, Z> & string}`>
                : Result<To, Bound>
            : never
          : Fault<'sizes', `${Op} '${P}': ${Wrong & string}`>
        : never
      : Fault<'pattern', `${Op} '${P}': ${Pattern & string}`>
    : never

/** How `reduce` makes one of many. */
export type Reducer = 'sum' | 'mean' | 'max' | 'min' | 'prod'

/** As `Einops`, for a reduction: an extremum has no value over nothing. */
export type EinopsReduce<How extends Reducer, S extends Shape, P extends string, Z extends AxisSizes> =
  Einops<'reduce', S, P, Z> extends infer Answer
    ? Answer extends Shape
      ? [How, 0] extends ['max' | 'min', S[number]]
        ? EmptyAlong<S, P, Z> extends true
          ? Fault<'x', `reduce '${P}': ${Show<S>} is empty along the axes reduced; there is nothing to choose from`>
          : Answer
        : Answer
      : Answer
    : never

/** An axis that the right side leaves out has size 0. */
type EmptyAlong<S extends Shape, P extends string, Z extends AxisSizes> =
  ParseEinops<'reduce', P> extends Rearrangement<infer From extends readonly Item[], infer To extends readonly Item[]>
    ? BindShape<From, S, SizesOf<Z>> extends infer Bound
      ? Bound[Exclude<AxisOf<From>, AxisOf<To>> & keyof Bound] extends infer Sizes
        ? [Extract<Sizes extends Shape ? Sizes[number] : Sizes, 0>] extends [never]
          ? false
          : true
        : never
      : never
    : false

/** The sizes as dimensions, symbols included. */
type SizesOf<Z extends AxisSizes> = { [K in keyof Z]: DimOf<Z[K]> } & { '...': [] }

/** What is wrong with the sizes. */
type SizesFault<Z extends AxisSizes, Axes> = [keyof Z] extends [never]
  ? never
  : [keyof Z, '...'] extends [Axes, Exclude<'...', keyof Z>]
    ? [Extract<`${Z[keyof Z]}`, Suspect>] extends [never]
      ? never
      : { [K in keyof Z]: SizeList<'sizes', [Z[K]]> extends infer Wrong extends string ? Wrong : never }[keyof Z]
    : string extends keyof Z
      ? never
      : `sizes name ${Exclude<keyof Z, Exclude<Axes, '...'>> & (string | number)}, which is no axis of the pattern`

/** The first parentheses with more than one size that is not known. */
type OpenFault<From extends readonly Item[], Z> = From extends readonly [infer Head, ...infer Rest extends readonly Item[]]
  ? Head extends readonly [string, string, ...string[]]
    ? Measure<Head, Z> extends [unknown, readonly [string, string, ...string[]]]
      ? `more than one size in ${ShowGroup<Head>} is unknown`
      : OpenFault<Rest, Z>
    : OpenFault<Rest, Z>
  : never

type ShowGroup<Axes extends readonly string[], Out extends string = ''> = Axes extends readonly [
  infer Axis extends string,
  ...infer Rest extends readonly string[],
]
  ? ShowGroup<Rest, Out extends '' ? Axis : `${Out} ${Axis}`>
  : `(${Out})`

/** What is wrong with a pattern that repeats along an axis of no size. */
type Unsized<Op extends EinopsOp, From extends readonly Item[], To extends readonly Item[], Z> = Op extends 'repeat'
  ? UnsizedFault<To, AxisOf<From> | keyof Z | `${number}`>
  : never

/** The first axis of the result that has no size. */
type UnsizedFault<To extends readonly Item[], Sized> = [AxisOf<To>] extends [Sized]
  ? never
  : FirstUnsized<AxesIn<To>, Sized> extends infer Axis extends string
    ? `the size of ${Axis} is unknown; give it as in { ${Axis}: 2 }`
    : never

type FirstUnsized<Axes extends readonly string[], Sized> = Axes extends readonly [
  infer Axis extends string,
  ...infer Rest extends readonly string[],
]
  ? Axis extends Sized
    ? FirstUnsized<Rest, Sized>
    : Axis
  : undefined

/** `[the product of the sizes that are known, the axes of the others]`. */
type Measure<Axes extends readonly string[], Z, L extends Dim = 1, Open extends readonly string[] = []> = Axes extends readonly [
  infer Axis extends string,
  ...infer Rest extends readonly string[],
]
  ? SizeOfAxis<Axis, Z> extends infer Size
    ? Size extends Dim
      ? Measure<Rest, Z, Mul<L, Size>, Open>
      : Measure<Rest, Z, L, [...Open, Axis]>
    : never
  : [L, Open]

type SizeOfAxis<Axis extends string, Z> = Axis extends keyof Z ? Z[Axis] : Axis extends `${infer N extends number}` ? N : undefined

/** The sizes with those of all axes on the left, or what is wrong with the shape; '' is wrong with the pattern, see `OpenFault`. */
type BindShape<From extends readonly Item[], S extends Shape, Bound> = number extends S['length']
  ? [OpenFault<From, Bound>] extends [never]
    ? BindUnknown<From, Bound>
    : ''
  : '...' extends From[number]
    ? From extends readonly [unknown, ...infer Others]
      ? S extends readonly [...{ [K in keyof Others]: Dim }, ...Shape]
        ? BindFront<From, S, Bound>
        : `rank ${S['length']}, not ${Others['length']} or more`
      : never
    : S['length'] extends From['length']
      ? From extends readonly [readonly [string], ...(readonly [string])[]]
        ? BindNames<From, S, Bound>
        : BindFront<From, S, Bound>
      : `rank ${S['length']}, not ${From['length']}`

/** The short way where nothing is split. */
type BindNames<From extends readonly (readonly [string])[], S extends Shape, Bound> = [
  Extract<From[number][0], keyof Bound | `${number}`>,
] extends [never]
  ? Bound & { [At in keyof From & `${number}` as NameAt<From, At>]: S[At & keyof S] }
  : BindFront<From, S, Bound>

type NameAt<From, At extends keyof From> = From[At] extends readonly [infer Axis extends string] ? Axis : never

type BindUnknown<From extends readonly Item[], Bound> = {
  [Axis in keyof Bound | (AxisOf<From> & string)]: Axis extends '...'
    ? '...' extends From[number]
      ? UnknownRank
      : []
    : Axis extends keyof Bound
      ? Bound[Axis]
      : number
}

/** From the front; past `...` from the back. */
type BindFront<From extends readonly Item[], S extends Shape, Bound> = From extends readonly [
  infer Head extends Item,
  ...infer Rest extends readonly Item[],
]
  ? Head extends readonly string[]
    ? S extends readonly [infer Size extends Dim, ...infer Sizes extends Shape]
      ? BindGroup<Head, Size, Bound> extends infer Next
        ? Next extends string
          ? Next
          : BindFront<Rest, Sizes, Next>
        : never
      : never
    : BindBack<Rest, S, Bound>
  : Bound

type BindBack<From extends readonly Item[], S extends Shape, Bound> = From extends readonly [
  ...infer Rest extends readonly Item[],
  infer Last extends readonly string[],
]
  ? S extends readonly [...infer Sizes extends Shape, infer Size extends Dim]
    ? BindGroup<Last, Size, Bound> extends infer Next
      ? Next extends string
        ? Next
        : BindBack<Rest, Sizes, Next>
      : never
    : never
  : Rebound<Bound, '...', S>

type Rebound<Bound, Axis, To> = { [K in keyof Bound]: K extends Axis ? To : Bound[K] }

type BindGroup<Axes extends readonly string[], Size extends Dim, Bound> = Axes extends readonly [infer Axis extends string]
  ? Axis extends keyof Bound | `${number}`
    ? BindMeasured<Axes, Size, Bound>
    : Bound & { [K in Axis]: Size }
  : Axes extends readonly [infer A extends string, infer B extends string]
    ? BindPair<A, B, Size, Bound>
    : BindMeasured<Axes, Size, Bound>

/** The short way where an axis is split in two, and one of them is known. */
type BindPair<A extends string, B extends string, Size extends Dim, Bound> = A extends keyof Bound
  ? B extends keyof Bound | `${number}`
    ? BindMeasured<[A, B], Size, Bound>
    : BindOpen<B, Size, Bound[A] & Dim, Bound>
  : B extends keyof Bound
    ? A extends `${number}`
      ? BindMeasured<[A, B], Size, Bound>
      : BindOpen<A, Size, Bound[B] & Dim, Bound>
    : BindMeasured<[A, B], Size, Bound>

type BindMeasured<Axes extends readonly string[], Size extends Dim, Bound> =
  Measure<Axes, Bound> extends [infer L extends Dim, infer Open]
    ? Open extends readonly [infer Axis extends string]
      ? BindOpen<Axis, Size, L, Bound>
      : Open extends readonly [unknown, ...unknown[]]
        ? ''
        : SameDim<L, Size> extends true
          ? Axes extends readonly [infer Axis]
            ? Rebound<Bound, Axis, Known<L, Size>>
            : Bound
          : `${ShowDim<Size>} is not ${ShowDim<L>}`
    : never

/** The one size that is left open is what the others, which multiply to `L`, leave of the axis. */
type BindOpen<Axis extends string, Size extends Dim, L extends Dim, Bound> =
  Solve<Size, L> extends infer Solved
    ? Solved extends readonly [infer Found extends Dim]
      ? Bound & { [K in Axis]: Found }
      : Solved
    : never

/** `[Size / L]`, or what is wrong with that. */
type Solve<Size extends Dim, L extends Dim> = L extends 0
  ? 'the sizes known multiply to 0, and what is left could be anything'
  : Div<Size, L> extends [infer Quotient extends Dim, infer Exact]
    ? [Exact] extends [false]
      ? `${ShowDim<Size>} is not divisible by ${ShowDim<L>}`
      : [Quotient]
    : never

/** The sizes of the items on the right. */
type Result<To extends readonly Item[], Bound, Axes = Exclude<keyof Bound, '...'>, Out extends Dim[] = []> = To extends readonly [
  infer Head extends Item,
  ...infer Rest extends readonly Item[],
]
  ? Head extends readonly string[]
    ? Result<
        Rest,
        Bound,
        Axes,
        [...Out, Head extends readonly [infer Axis extends Axes & keyof Bound] ? Bound[Axis] & Dim : GroupSize<Head, Bound>]
      >
    : Bound extends { '...': infer Batch extends Shape }
      ? number extends Batch['length']
        ? UnknownRank
        : Result<Rest, Bound, Axes, [...Out, ...Batch]>
      : never
  : Out

type GroupSize<Axes extends readonly string[], Bound, L extends Dim = 1> = Axes extends readonly [
  infer Axis extends string,
  ...infer Rest extends readonly string[],
]
  ? Axis extends keyof Bound
    ? Bound[Axis] extends Dim
      ? GroupSize<Rest, Bound, Mul<L, Bound[Axis]>>
      : Bound[Axis] extends Shape
        ? GroupSize<Rest, Bound, number extends Bound[Axis]['length'] ? number : Mul<L, Product<Bound[Axis]>>>
        : never
    : Axis extends `${infer Size extends number}`
      ? GroupSize<Rest, Bound, Mul<L, Size>>
      : never
  : L

/** The shape in the axes that the pattern names, and the one on its right. */
export interface EinopsPlan {
  /** All axes on the left, and their sizes. */
  readonly from: readonly string[]
  /** All axes on the right. */
  readonly to: readonly string[]
  readonly sizes: ReadonlyMap<string, number>
  readonly result: readonly number[]
}

/** The axes of one side, where a size and every axis of `...` have names of their own. */
const axesOf = (side: 'left' | 'right', all: readonly Item[], batch: number): readonly (readonly string[])[] =>
  all.flatMap((item, at) => {
    const named = (axis: string, i: number) =>
      axis === '...' ? Array.from({ length: batch }, (_, j) => `... ${j}`) : isSize(axis) ? [`${axis} ${side} ${at} ${i}`] : [axis]
    return item === '...' ? named('...', 0).map((axis) => [axis]) : [item.flatMap(named)]
  })

const unnamed = (axis: string): number => Number.parseInt(axis, 10)

/** What a pattern makes of a shape, or the first thing that is wrong. The run-time twin of `Einops`. */
export const planEinops = (op: EinopsOp, shape: readonly number[], pattern: string, sizes: AxisSizes): Either<Sentence, EinopsPlan> => {
  const fault = (said: Sentence) => left(`${op} '${pattern}': ${said}`)
  const parsed = parseEinops(op, pattern)
  if (isLeft(parsed)) return fault(parsed.left)
  const { from, to } = parsed.right
  const given = new Map(Object.entries(sizes))
  const [onLeft, onRight] = [from.flat(), to.flat()]
  for (const axis of given.keys())
    if (axis === '...' || isSize(axis) || ![...onLeft, ...onRight].includes(axis))
      return fault(`sizes name ${axis}, which is no axis of the pattern`)
  for (const size of given.values()) {
    const checked = sizeList('sizes', [size])
    if (isLeft(checked)) return fault(checked.left)
  }
  const isOpen = (axis: string) => !isSize(axis) && !given.has(axis)
  const tooOpen = from.find((item) => item !== '...' && item.filter(isOpen).length > 1)
  if (tooOpen && tooOpen !== '...') return fault(`more than one size in (${tooOpen.join(' ')}) is unknown`)
  const unsized = onRight.find((axis) => isOpen(axis) && !onLeft.includes(axis))
  if (unsized !== undefined) return fault(`the size of ${unsized} is unknown; give it as in { ${unsized}: 2 }`)

  const unfit = (said: Sentence) => fault(`${show(shape)} does not fit: ${said}`)
  const dots = from.indexOf('...')
  const batch = dots < 0 ? 0 : shape.length - from.length + 1
  if (dots < 0 ? shape.length !== from.length : batch < 0)
    return unfit(`rank ${shape.length}, not ${dots < 0 ? from.length : `${from.length - 1} or more`}`)
  const groups = axesOf('left', from, batch)
  const bound = new Map(given)
  const front = dots < 0 ? groups.length : dots
  const places = [...groups.keys()]
  for (const at of [...places.slice(0, front), ...places.slice(front + batch).reverse()]) {
    const [axes = [], size = 1] = [groups[at], shape[at]]
    const known = sizeOf(axes.map((axis) => given.get(axis) ?? (isSize(axis) ? unnamed(axis) : 1)))
    const open = axes.find(isOpen)
    if (open === undefined && size !== known) return unfit(`${size} is not ${known}`)
    if (open !== undefined && known === 0) return unfit('the sizes known multiply to 0, and what is left could be anything')
    if (size % Math.max(1, known) !== 0) return unfit(`${size} is not divisible by ${known}`)
    if (open !== undefined) bound.set(open, size / known)
  }
  for (let i = 0; i < batch; i++) bound.set(`... ${i}`, shape[front + i] ?? 1)
  const results = axesOf('right', to, batch)
  for (const axis of [...groups, ...results].flat()) if (isSize(axis)) bound.set(axis, unnamed(axis))
  return right({
    from: groups.flat(),
    to: results.flat(),
    sizes: bound,
    result: results.map((axes) => sizeOf(axes.map((axis) => bound.get(axis) ?? 1))),
  })
}

/** The run-time twin of `EinopsReduce`. */
export const planReduce = (how: Reducer, shape: readonly number[], pattern: string, sizes: AxisSizes): Either<Sentence, EinopsPlan> =>
  pipe(
    planEinops('reduce', shape, pattern, sizes),
    filterOrElse(
      (plan) => !((how === 'max' || how === 'min') && plan.from.some((axis) => !plan.to.includes(axis) && plan.sizes.get(axis) === 0)),
      () => `reduce '${pattern}': ${show(shape)} is empty along the axes reduced; there is nothing to choose from`,
    ),
  )
