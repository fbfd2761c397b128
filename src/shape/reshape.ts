import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show, sizeOf } from './dim.js'
import type { Div, Product } from './nat.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'
import { type SizeList, sizeList } from './size-list.js'

/**
 * `S` with its elements laid out as `T`, in which one -1 stands for whatever is left. The numbers of elements are compared as products, symbols and all:
 * `['N', 28, 28]` is `['N', 784]`. What depends on an unknown size is checked at run time.
 *
 * @category Types
 */
export type Reshape<Op extends string, S extends Shape, T extends Shape> = number extends T['length']
  ? UnknownRank
  : SizeList<Op, Fill<T, 0>> extends string
    ? SizeList<Op, T>
    : number extends S['length'] | S[number] | T[number]
      ? Holes<T> extends [unknown, unknown, ...unknown[]]
        ? `${Op}: ${Show<T>} has more than one -1`
        : Fill<T, number>
      : Holes<T> extends []
        ? Cancel<S, T> extends [infer From extends Shape, infer To extends Shape]
          ? [Product<From>, Product<To>] extends [Product<To>, Product<From>]
            ? [...T]
            : Differ<Op, S, T>
          : never
        : Holes<T> extends [unknown]
          ? FillHole<Op, S, T, Cancel<S, WithoutHole<T>>>
          : `${Op}: ${Show<T>} has more than one -1`

/** A -1 for each one that there is. */
type Holes<T extends Shape, Met extends unknown[] = []> = -1 extends T[number]
  ? T extends readonly [infer D, ...infer Rest extends Shape]
    ? Holes<Rest, D extends -1 ? [...Met, D] : Met>
    : Met
  : Met

type WithoutHole<T extends Shape> = T extends readonly [infer D extends Dim, ...infer Rest extends Shape]
  ? D extends -1
    ? Rest
    : [D, ...WithoutHole<Rest>]
  : T

type Fill<T extends Shape, D extends Dim> = { -readonly [K in keyof T]: T[K] extends -1 ? D : T[K] }

/** Both lists without the sizes that stand in both: most of the multiplication is then not to be done. Zeros stay, since nothing is known of the rest. */
type Cancel<S extends Shape, T extends Shape, Strange extends Dim[] = []> = T extends readonly [
  infer D extends Dim,
  ...infer Rest extends Shape,
]
  ? D extends S[number]
    ? D extends 0
      ? Cancel<S, Rest, [...Strange, D]>
      : Cancel<TakeOut<S, D>, Rest, Strange>
    : Cancel<S, Rest, [...Strange, D]>
  : [S, Strange]

/** The list without the first `D`, which it holds. */
type TakeOut<S extends Shape, D extends Dim, Passed extends Dim[] = []> = S extends readonly [
  infer Head extends Dim,
  ...infer Rest extends Shape,
]
  ? [Head] extends [D]
    ? [...Passed, ...Rest]
    : TakeOut<Rest, D, [...Passed, Head]>
  : Passed

type Differ<
  Op extends string,
  S extends Shape,
  T extends Shape,
> = `${Op}: ${Show<S>} has ${ShowDim<Product<S>>} elements and ${Show<T>} has ${ShowDim<Product<T>>}${Repair<S, T>}`

/** The shape was that of one example, and there is a batch of them. */
type Repair<S extends Shape, T extends Shape> = S extends readonly [infer Batch extends Dim, ...infer Example extends Shape]
  ? [Product<Example>] extends [Product<T>]
    ? `; did you mean ${Show<[Batch, ...T]>}?`
    : ''
  : ''

type FillHole<Op extends string, S extends Shape, T extends Shape, Left> = Left extends [infer From extends Shape, infer To extends Shape]
  ? Product<To> extends infer Others extends Dim
    ? Others extends 0
      ? `${Op}: the -1 in ${Show<T>} could be anything, since the other sizes multiply to 0`
      : Divided<From, Others> extends [infer Quotient extends Dim, infer Exact]
        ? [Exact] extends [false]
          ? `${Op}: the elements of ${Show<S>} do not fill ${Show<T>}`
          : Fill<T, Quotient>
        : never
    : never
  : never

/** The product of sizes divided by `Others`: by way of the last one that it divides, if there is one, since the product is a long number. */
type Divided<S extends Shape, Others extends Dim, Passed extends Dim[] = []> = S extends readonly [
  ...infer Rest extends Shape,
  infer Last extends Dim,
]
  ? Div<Last, Others> extends [infer Quotient extends Dim, true]
    ? [Product<[...Rest, Quotient, ...Passed]>, true]
    : Divided<Rest, Others, [Last, ...Passed]>
  : Div<Product<Passed>, Others>

/** The run-time twin of `Repair`. */
const repair = (from: readonly number[], to: readonly number[]): string => {
  const [batch, ...example] = from
  return batch !== undefined && sizeOf(example) === sizeOf(to) ? `; did you mean ${show([batch, ...to])}?` : ''
}

/**
 * The run-time twin of `Reshape`.
 *
 * @category Types
 */
export const reshapeShape = (op: string, from: readonly number[], to: readonly number[]): Ruled => {
  const fill = (size: number) => to.map((n) => (n === -1 ? size : n))
  if (isLeft(sizeList(op, fill(0)))) return sizeList(op, to)
  const known = to.filter((n) => n !== -1)
  const [count, others] = [sizeOf(from), sizeOf(known)]
  switch (to.length - known.length) {
    case 0:
      return count === others
        ? right([...to])
        : left(`${op}: ${show(from)} has ${count} elements and ${show(to)} has ${others}${repair(from, to)}`)
    case 1:
      if (others === 0) return left(`${op}: the -1 in ${show(to)} could be anything, since the other sizes multiply to 0`)
      return count % others === 0 ? right(fill(count / others)) : left(`${op}: the elements of ${show(from)} do not fill ${show(to)}`)
    default:
      return left(`${op}: ${show(to)} has more than one -1`)
  }
}
