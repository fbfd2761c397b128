import { left, right } from 'fp-ts/lib/Either.js'
import { type Shape, show } from './dim.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** The shape itself if it is a vector's, or the sentence. */
export type Vector<S extends Shape> = number extends S['length']
  ? S
  : S['length'] extends 1
    ? S
    : `outer: ${Show<S>} is not a vector; flatten it with reshape(x, [-1])`

/** `[n]` and `[m]` make `[n, m]`. */
export type Outer<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? UnknownRank
  : Vector<A> extends infer Left extends Shape
    ? Vector<B> extends infer Right extends Shape
      ? [...Left, ...Right]
      : Vector<B>
    : Vector<A>

/** The run-time twin of `Outer`. */
export const outerShape = (a: readonly number[], b: readonly number[]): Ruled => {
  const other = [a, b].find(({ length }) => length !== 1)
  return other ? left(`outer: ${show(other)} is not a vector; flatten it with reshape(x, [-1])`) : right([...a, ...b])
}
