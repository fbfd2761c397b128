import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Unknowns } from './axis.js'
import { type Shape, sameShape, show } from './dim.js'
import type { Same } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** Nested arrays of numbers, a level for each dimension; of any depth where the rank is not known. */
export type Nested<S extends Shape> = number extends S['length']
  ? AnyNested
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? Nested<Rest>[]
    : number

/** Nested arrays of unknown depth. */
export type AnyNested = number | AnyNested[]

/** What a tensor can be written as. */
export type NestedLiteral = number | boolean | readonly NestedLiteral[]

/** The shape of nested arrays, or the sentence for rows that differ. */
export type NestedShape<T> = [AnyNested] extends [T]
  ? UnknownRank
  : T extends readonly (infer Row)[]
    ? [Row] extends [never]
      ? [T['length']]
      : Rows<T, NestedShape<Row>>
    : []

/** `Inner` is the union of the rows' answers: one shape if the nesting is even. */
type Rows<T extends readonly unknown[], Inner> = number extends T['length']
  ? true extends IsUnion<Inner>
    ? UnknownRank
    : Grow<number, Inner>
  : true extends IsUnion<Inner>
    ? Ragged<T, NestedShape<T[0]>>
    : Grow<T['length'], Inner>

type Grow<Length extends number, Inner> = Inner extends Shape ? [Length, ...Inner] : Inner

/** Whether it has more than one member; `boolean` if one member holds another. */
export type IsUnion<U, Whole = U> = U extends unknown ? ([Whole] extends [U] ? false : true) : never

/** Looks for the row at fault; if unknown sizes are all that differs, what is common. */
type Ragged<T extends readonly unknown[], First, At extends unknown[] = [], Rest = T> = Rest extends readonly [infer Row, ...infer More]
  ? NestedShape<Row> extends infer Inner
    ? [Inner, First] extends [infer I extends Shape, infer F extends Shape]
      ? [Same<F, I>] extends [never]
        ? `tensor: row ${At['length']} has shape ${Show<I>} where row 0 has ${Show<F>}`
        : Ragged<T, First, [...At, Row], More>
      : Inner
    : never
  : First extends Shape
    ? Grow<T['length'], Unknowns<First>>
    : First

/** The run-time twin of `NestedShape`. */
export const nestedShape = (value: NestedLiteral): Ruled => {
  if (!isRows(value)) return right([])
  const [first, ...rest] = value.map(nestedShape)
  if (!first || isLeft(first)) return first ?? right([0])
  for (const [index, row] of rest.entries()) {
    if (isLeft(row)) return row
    if (!sameShape(row.right, first.right))
      return left(`tensor: row ${index + 1} has shape ${show(row.right)} where row 0 has ${show(first.right)}`)
  }
  return right([value.length, ...first.right])
}

const isRows = (value: NestedLiteral): value is readonly NestedLiteral[] => Array.isArray(value)
