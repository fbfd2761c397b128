import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show, sizeOf } from './dim.js'
import type { DivMod, Mul } from './nat.js'
import type { Join, Ruled, Show, UnknownRank } from './sentence.js'
import { type SizeList, sizeList } from './size-list.js'

/**
 * `S` with its elements laid out as `T`, in which one -1 stands for whatever is left. Literal sizes are compared by their product, symbols
 * by name: `['N', 28, 28]` is `['N', 784]`. What depends on an unknown size is checked at run time.
 */
export type Reshape<Op extends string, S extends Shape, T extends Shape> = number extends T['length']
  ? UnknownRank
  : SizeList<Op, Fill<T, 0>> extends string
    ? SizeList<Op, T>
    : number extends S['length']
      ? Fill<T, number>
      : [Measure<S>, Measure<T>] extends [Measured<infer L, infer Ns, Dim[]>, Measured<infer M, infer Ms, infer Holes>]
        ? Holes extends []
          ? SameCount<Op, S, T, L, M, Leftover<Ns, Ms>, Ns, Ms>
          : Holes extends [unknown]
            ? FillHole<Op, S, T, L, M, Leftover<Ns, Ms>>
            : `${Op}: ${Show<T>} has more than one -1`
        : never

/** The product of the literal sizes, the symbols, and a -1 for each one met. */
interface Measured<Literal extends Dim, Symbols extends string[], Holes extends Dim[]> {
  literal: Literal
  symbols: Symbols
  holes: Holes
}

type Measure<S extends Shape, L extends Dim = 1, Ns extends string[] = [], Holes extends Dim[] = []> = S extends readonly [
  infer D extends Dim,
  ...infer Rest extends Shape,
]
  ? D extends string
    ? Measure<Rest, L, [...Ns, D], Holes>
    : D extends -1
      ? Measure<Rest, L, Ns, [...Holes, D]>
      : Measure<Rest, Mul<L, D>, Ns, Holes>
  : Measured<L, Ns, Holes>

/** `[symbols of the one, symbols of the other]` after what they share is cancelled. */
type Leftover<Ns extends string[], Ms extends string[], Strange extends string[] = []> = Ms extends [
  infer M extends string,
  ...infer Rest extends string[],
]
  ? TakeOut<Ns, M> extends infer Left extends string[]
    ? [Left] extends [never]
      ? Leftover<Ns, Rest, [...Strange, M]>
      : Leftover<Left, Rest, Strange>
    : never
  : [Ns, Strange]

/** The list without one `N`; `never` if it holds none. */
type TakeOut<Ns extends string[], N extends string, Passed extends string[] = []> = Ns extends [
  infer Head extends string,
  ...infer Rest extends string[],
]
  ? [Head] extends [N]
    ? [...Passed, ...Rest]
    : TakeOut<Rest, N, [...Passed, Head]>
  : never

type Fill<T extends Shape, D extends Dim> = { -readonly [K in keyof T]: T[K] extends -1 ? D : T[K] }

type SameCount<
  Op extends string,
  S extends Shape,
  T extends Shape,
  L extends Dim,
  M extends Dim,
  Left,
  Ns extends string[],
  Ms extends string[],
> = number extends L | M
  ? [...T]
  : [L, M] extends [0, 0]
    ? [...T]
    : [L, M, Left] extends [M, L, [[], []]]
      ? [...T]
      : `${Op}: ${Show<S>} has ${Join<[L, ...Ns], ' x '>} elements and ${Show<T>} has ${Join<[M, ...Ms], ' x '>}`

type FillHole<Op extends string, S extends Shape, T extends Shape, L extends Dim, M extends Dim, Left> = M extends 0
  ? `${Op}: the -1 in ${Show<T>} could be anything, since the other sizes multiply to 0`
  : number extends L | M
    ? Fill<T, number>
    : Left extends [[], []]
      ? DivMod<L, M> extends [infer Quotient extends number, 0]
        ? Fill<T, Quotient>
        : `${Op}: the elements of ${Show<S>} do not fill ${Show<T>}`
      : [L, M, Left] extends [M, L, [[infer N extends string], []]]
        ? Fill<T, N>
        : Fill<T, number>

/** The run-time twin of `Reshape`. */
export const reshapeShape = (op: string, from: readonly number[], to: readonly number[]): Ruled => {
  const fill = (size: number) => to.map((n) => (n === -1 ? size : n))
  if (isLeft(sizeList(op, fill(0)))) return sizeList(op, to)
  const known = to.filter((n) => n !== -1)
  const [count, others] = [sizeOf(from), sizeOf(known)]
  switch (to.length - known.length) {
    case 0:
      return count === others ? right([...to]) : left(`${op}: ${show(from)} has ${count} elements and ${show(to)} has ${others}`)
    case 1:
      if (others === 0) return left(`${op}: the -1 in ${show(to)} could be anything, since the other sizes multiply to 0`)
      return count % others === 0 ? right(fill(count / others)) : left(`${op}: the elements of ${show(from)} do not fill ${show(to)}`)
    default:
      return left(`${op}: ${show(to)} has more than one -1`)
  }
}
