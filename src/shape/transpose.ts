import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type NormalAxes, normalAxes, type Unknowns } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** The axes in a new order; reversed if none is given. */
export type Transpose<S extends Shape, Order extends readonly number[] | undefined> = number extends S['length']
  ? UnknownRank
  : Order extends readonly number[]
    ? NormalAxes<'transpose', Order, S> extends infer Normal
      ? Normal extends readonly number[]
        ? number extends Normal['length']
          ? Unknowns<S>
          : Normal['length'] extends S['length']
            ? { -readonly [K in keyof Normal]: S[Normal[K] & number] }
            : `transpose: the order ${Show<Order>} leaves out axes of ${Show<S>}`
        : Normal
      : never
    : Reversed<S>

type Reversed<S extends Shape, Out extends Dim[] = []> = S extends readonly [infer D extends Dim, ...infer Rest extends Shape]
  ? Reversed<Rest, [D, ...Out]>
  : Out

/** The run-time twin of `Transpose`: the order with axes counted from the front, or the sentence. */
export const transposeOrder = (shape: readonly number[], order: readonly number[] | undefined): Ruled =>
  order === undefined
    ? right(shape.map((_, axis) => shape.length - 1 - axis))
    : pipe(
        normalAxes('transpose', order, shape),
        chain((normal) =>
          normal.length === shape.length ? right(normal) : left(`transpose: the order ${show(order)} leaves out axes of ${show(shape)}`),
        ),
      )
