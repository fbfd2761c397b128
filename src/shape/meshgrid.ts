import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** Which of the first two vectors runs along the columns. */
export type Indexing = 'xy' | 'ij'

/** The shape itself if it is a vector's, or the sentence. */
export type Coordinates<S extends Shape> = number extends S['length']
  ? S
  : S['length'] extends 1
    ? S
    : `meshgrid: ${Show<S>} is not a vector; flatten it with reshape(x, [-1])`

/** An axis for each vector; the first two in each other's place where images are meant. */
export type Grid<Shapes extends readonly unknown[], I extends Indexing> = number extends Shapes['length']
  ? UnknownRank
  : Indexing extends I
    ? { -readonly [K in keyof Shapes]: number } extends infer S extends Shape
      ? S
      : never
    : Lengths<Shapes> extends infer S extends Shape
      ? I extends 'ij'
        ? S
        : S extends readonly [infer X extends Dim, infer Y extends Dim, ...infer Rest extends Shape]
          ? [Y, X, ...Rest]
          : S
      : never

type Lengths<Shapes extends readonly unknown[], Out extends Dim[] = []> = Shapes extends readonly [infer S, ...infer Rest]
  ? Lengths<Rest, [...Out, S extends readonly [infer N extends Dim] ? N : number]>
  : Out

/** The run-time twin of `Grid`. */
export const gridShape = (shapes: readonly (readonly number[])[], indexing: Indexing): Ruled => {
  const wrong = shapes.find(({ length }) => length !== 1)
  if (wrong) return left(`meshgrid: ${show(wrong)} is not a vector; flatten it with reshape(x, [-1])`)
  const lengths = shapes.flat()
  const [x, y, ...rest] = lengths
  return right(indexing === 'ij' || x === undefined || y === undefined ? lengths : [y, x, ...rest])
}
