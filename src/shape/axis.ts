import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Sub } from './nat.js'
import type { Show } from './sentence.js'

/** An axis counted from the front; `never` if it is out of range. Negative axes count from the back. */
export type NormalAxis<Axis extends number, S extends readonly unknown[]> = number extends Axis
  ? number
  : `${Axis}` extends keyof S
    ? Axis
    : `${Axis}` extends `-${infer FromEnd extends number}`
      ? Sub<S['length'], FromEnd>
      : never

/** An axis counted from the front; undefined if it is out of range. */
export const normalAxis = (axis: number, rank: number): number | undefined => {
  const normal = axis < 0 ? axis + rank : axis
  return Number.isInteger(normal) && normal >= 0 && normal < rank ? normal : undefined
}

export type OutOfRange<Op extends string, Axis extends number, S extends Shape> = `${Op}: axis ${Axis} is out of range for ${Show<S>}`

export const outOfRange = (op: string, axis: number, shape: readonly number[]): Sentence =>
  `${op}: axis ${axis} is out of range for ${show(shape)}`

/** The axes an operation works along: one, some, or all if left out. */
export type Axes = number | readonly number[] | undefined

export type AxisList<A extends Axes> = A extends number ? [A] : A extends readonly number[] ? A : never

export const axisList = (axes: number | readonly number[]): readonly number[] => (typeof axes === 'number' ? [axes] : axes)

/** Axes counted from the front, in the order given, or the sentence; `number[]` where one is not known. */
export type NormalAxes<
  Op extends string,
  Axes extends readonly number[],
  S extends Shape,
  Out extends readonly number[] = [],
> = number extends Axes['length']
  ? number[]
  : Axes extends readonly [infer Axis extends number, ...infer Rest extends readonly number[]]
    ? NormalAxis<Axis, S> extends infer Normal extends number
      ? [Normal] extends [never]
        ? OutOfRange<Op, Axis, S>
        : number extends Normal
          ? number[]
          : Normal extends Out[number]
            ? `${Op}: axis ${Normal} is named twice`
            : NormalAxes<Op, Rest, S, [...Out, Normal]>
      : never
    : Out

/** Axes counted from the front, in the order given. */
export const normalAxes = (op: string, axes: readonly number[], shape: readonly number[]): Either<Sentence, number[]> => {
  const normal: number[] = []
  for (const axis of axes) {
    const found = normalAxis(axis, shape.length)
    if (found === undefined) return left(outOfRange(op, axis, shape))
    if (normal.includes(found)) return left(`${op}: axis ${found} is named twice`)
    normal.push(found)
  }
  return right(normal)
}

/** `[before, size, after]` around an axis; `never` if it is out of range. */
export type SplitAt<S extends Shape, Axis extends number> = Split<S, NormalAxis<Axis, S>>

type Split<S extends Shape, Axis extends number, Before extends Dim[] = []> = S extends readonly [
  infer Size extends Dim,
  ...infer After extends Shape,
]
  ? Before['length'] extends Axis
    ? [Before, Size, [...After]]
    : Split<After, Axis, [...Before, Size]>
  : never

/** The tuple with `D` put in before an axis, which may be one past the last. */
export type Insert<S extends Shape, Axis extends number, D extends Dim, Before extends Dim[] = []> = Before['length'] extends Axis
  ? [...Before, D, ...S]
  : S extends readonly [infer Head extends Dim, ...infer Rest extends Shape]
    ? Insert<Rest, Axis, D, [...Before, Head]>
    : never

/** The tuple with `D` in the place of an axis counted from the front. */
export type Replace<S extends Shape, Axis extends number, D> = { -readonly [K in keyof S]: K extends `${Axis}` ? D : S[K] }

/** As many dimensions as `S` has, none of them known. */
export type Unknowns<S extends Shape> = { -readonly [K in keyof S]: number }

/** `S` itself if it has the axis, or the sentence: what runs along one axis and keeps the shape. */
export type HasAxis<Op extends string, S extends Shape, Axis extends number> = number extends S['length']
  ? S
  : [NormalAxis<Axis, S>] extends [never]
    ? OutOfRange<Op, Axis, S>
    : S

/** The axis counted from the front, or the sentence. */
export const hasAxis = (op: string, shape: readonly number[], axis: number): Either<Sentence, number> => {
  const normal = normalAxis(axis, shape.length)
  return normal === undefined ? left(outOfRange(op, axis, shape)) : right(normal)
}
