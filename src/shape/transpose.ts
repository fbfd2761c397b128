import { chain, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type NormalAxes,
  type NormalAxis,
  normalAxes,
  normalAxis,
  type OutOfRange,
  outOfRange,
  type SplitAt,
  type Unknowns,
} from './axis.js'
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

/** The order with axes counted from the front, or the sentence. */
export const transposeOrder = (shape: readonly number[], order: readonly number[] | undefined): Ruled =>
  order === undefined
    ? right(shape.map((_, axis) => shape.length - 1 - axis))
    : pipe(
        normalAxes('transpose', order, shape),
        chain((normal) =>
          normal.length === shape.length ? right(normal) : left(`transpose: the order ${show(order)} leaves out axes of ${show(shape)}`),
        ),
      )

const inOrder = (shape: readonly number[]) => map((order: readonly number[]) => order.map((axis) => shape[axis] ?? Number.NaN))

/** The run-time twin of `Transpose`. */
export const transposeShape = (shape: readonly number[], order: readonly number[] | undefined): Ruled =>
  pipe(transposeOrder(shape, order), inOrder(shape))

/** One axis taken from its place to another, the rest in order. */
export type MoveAxis<S extends Shape, From extends number, To extends number> = number extends S['length']
  ? UnknownRank
  : NormalAxis<From, S> extends infer F extends number
    ? NormalAxis<To, S> extends infer T extends number
      ? [F] extends [never]
        ? OutOfRange<'moveAxis', From, S>
        : [T] extends [never]
          ? OutOfRange<'moveAxis', To, S>
          : number extends F | T
            ? Unknowns<S>
            : SplitAt<S, F> extends [infer Before extends Shape, infer Size extends Dim, infer After extends Shape]
              ? Insert<[...Before, ...After], T, Size>
              : never
      : never
    : never

/** The tuple with `D` put in before an axis, which may be one past the last. */
export type Insert<S extends Shape, Axis extends number, D extends Dim, Before extends Dim[] = []> = Before['length'] extends Axis
  ? [...Before, D, ...S]
  : S extends readonly [infer Head extends Dim, ...infer Rest extends Shape]
    ? Insert<Rest, Axis, D, [...Before, Head]>
    : never

/** The order that moves the axis, as `transpose` takes it, or the sentence. */
export const moveAxisOrder = (shape: readonly number[], from: number, to: number): Ruled => {
  const [source, target] = [normalAxis(from, shape.length), normalAxis(to, shape.length)]
  if (source === undefined) return left(outOfRange('moveAxis', from, shape))
  if (target === undefined) return left(outOfRange('moveAxis', to, shape))
  const order = shape.map((_, axis) => axis).filter((axis) => axis !== source)
  return right(order.toSpliced(target, 0, source))
}

/** The run-time twin of `MoveAxis`. */
export const moveAxisShape = (shape: readonly number[], from: number, to: number): Ruled =>
  pipe(moveAxisOrder(shape, from, to), inOrder(shape))

/** Two axes in each other's place. */
export type SwapAxes<S extends Shape, A extends number, B extends number> = number extends S['length']
  ? UnknownRank
  : NormalAxis<A, S> extends infer First extends number
    ? NormalAxis<B, S> extends infer Second extends number
      ? [First] extends [never]
        ? OutOfRange<'swapAxes', A, S>
        : [Second] extends [never]
          ? OutOfRange<'swapAxes', B, S>
          : number extends First | Second
            ? Unknowns<S>
            : { -readonly [K in keyof S]: K extends `${First}` ? S[Second] : K extends `${Second}` ? S[First] : S[K] }
      : never
    : never

/** The order that swaps the two, as `transpose` takes it, or the sentence. */
export const swapAxesOrder = (shape: readonly number[], a: number, b: number): Ruled => {
  const [first, second] = [normalAxis(a, shape.length), normalAxis(b, shape.length)]
  if (first === undefined) return left(outOfRange('swapAxes', a, shape))
  if (second === undefined) return left(outOfRange('swapAxes', b, shape))
  return right(shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis)))
}

/** The run-time twin of `SwapAxes`. */
export const swapAxesShape = (shape: readonly number[], a: number, b: number): Ruled => pipe(swapAxesOrder(shape, a, b), inOrder(shape))
