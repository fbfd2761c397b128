import { chain, type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { type NormalAxes, normalAxes } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { SameDim } from './same.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/** Which axes are summed over: so many of the last of the left and of the first of the right operand, or a list for each. */
export type ContractedAxes = number | readonly [left: readonly number[], right: readonly number[]]

/** The axes that are left of the one and of the other, where those summed over have the same sizes. */
export type TensorDot<A extends Shape, B extends Shape, X extends ContractedAxes> =
  ContractedParts<A, B, X> extends infer Found
    ? Found extends Parts<infer FreeA, infer InnerA, infer FreeB, infer InnerB>
      ? Differing<InnerA, InnerB> extends infer Pair
        ? Pair extends readonly [infer a, infer b]
          ? `tensordot: ${Show<A>} x ${Show<B>}: dimensions ${ShowDim<a>} and ${ShowDim<b>} differ`
          : [...FreeA, ...FreeB]
        : never
      : Found
    : never

interface Parts<FreeA extends Shape, InnerA extends Shape, FreeB extends Shape, InnerB extends Shape> {
  readonly left: readonly [FreeA, InnerA]
  readonly right: readonly [FreeB, InnerB]
}

/** What is left and what is summed over of both, or the sentence for axes that neither shape could have. */
export type ContractedParts<A extends Shape, B extends Shape, X extends ContractedAxes> = number extends A['length'] | B['length'] | X
  ? UnknownRank
  : X extends readonly [infer OfA extends readonly number[], infer OfB extends readonly number[]]
    ? ByLists<A, B, NormalAxes<'tensordot', OfA, A>, NormalAxes<'tensordot', OfB, B>, X>
    : ByCount<A, B, Countdown<A, X>, X>

type ByLists<A extends Shape, B extends Shape, First, Second, X extends ContractedAxes> = First extends readonly number[]
  ? Second extends readonly number[]
    ? number extends First['length'] | Second['length']
      ? UnknownRank
      : First['length'] extends Second['length']
        ? Parts<Free<A, First[number]>, At<A, First>, Free<B, Second[number]>, At<B, Second>>
        : X extends readonly [infer OfA extends readonly number[], infer OfB extends readonly number[]]
          ? `tensordot: axes ${Show<OfA>} and ${Show<OfB>} do not pair`
          : never
    : Second
  : First

/** A dimension for each of `N` axes; undefined if the shape has fewer. */
type Countdown<S extends Shape, N, Out extends Dim[] = []> = Out['length'] extends N
  ? Out
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? Countdown<Rest, N, [...Out, Dim]>
    : undefined

type ByCount<A extends Shape, B extends Shape, Counted, X> = Counted extends Dim[]
  ? A extends readonly [...infer FreeA extends Shape, ...Counted]
    ? A extends readonly [...FreeA, ...infer InnerA extends Shape]
      ? B extends readonly [...Counted, ...infer FreeB extends Shape]
        ? B extends readonly [...infer InnerB extends Shape, ...FreeB]
          ? Parts<FreeA, InnerA, FreeB, InnerB>
          : never
        : TooFew<A, B, X>
      : never
    : never
  : TooFew<A, B, X>

type TooFew<A extends Shape, B extends Shape, X> = `tensordot: ${Show<A>} x ${Show<B>} do not have ${X & number} axes each to sum over`

type At<S extends Shape, Axes extends readonly number[]> = { -readonly [K in keyof Axes]: S[Axes[K]] }

type Free<S extends Shape, Summed extends number, Seen extends unknown[] = [], Out extends Dim[] = []> = S extends readonly [
  infer Size extends Dim,
  ...infer Rest extends Shape,
]
  ? Free<Rest, Summed, [...Seen, Size], Seen['length'] extends Summed ? Out : [...Out, Size]>
  : Out

/** The first pair of sizes that differ; nothing of that kind if none do. */
type Differing<A extends Shape, B extends Shape> = A extends readonly [infer a, ...infer As extends Shape]
  ? B extends readonly [infer b, ...infer Bs extends Shape]
    ? SameDim<a, b> extends true
      ? Differing<As, Bs>
      : [a, b]
    : undefined
  : undefined

/** Axes of both operands in pairs, counted from the front. */
export type AxisPairs = readonly [a: readonly number[], b: readonly number[]]

/** The axes summed over, or the sentence for those that neither shape could have. */
export const contractedAxes = (a: readonly number[], b: readonly number[], axes: ContractedAxes): Either<Sentence, AxisPairs> => {
  if (typeof axes === 'number') {
    const places = Array.from({ length: Number.isInteger(axes) && axes >= 0 ? axes : 0 }, (_, i) => i)
    return places.length === axes && axes <= a.length && axes <= b.length
      ? right([places.map((i) => a.length - axes + i), places])
      : left(`tensordot: ${show(a)} x ${show(b)} do not have ${axes} axes each to sum over`)
  }
  return pipe(
    normalAxes('tensordot', axes[0], a),
    chain((ofA) =>
      pipe(
        normalAxes('tensordot', axes[1], b),
        chain(
          (ofB): Either<Sentence, AxisPairs> =>
            ofA.length === ofB.length ? right([ofA, ofB]) : left(`tensordot: axes ${show(axes[0])} and ${show(axes[1])} do not pair`),
        ),
      ),
    ),
  )
}

/** The run-time twin of `TensorDot`. */
export const tensordotShape = (a: readonly number[], b: readonly number[], axes: ContractedAxes): Ruled =>
  pipe(
    contractedAxes(a, b, axes),
    chain(([ofA, ofB]) => {
      const i = ofA.findIndex((axis, at) => a[axis] !== b[ofB[at] ?? -1])
      return i < 0
        ? right([...a.filter((_, axis) => !ofA.includes(axis)), ...b.filter((_, axis) => !ofB.includes(axis))])
        : left(`tensordot: ${show(a)} x ${show(b)}: dimensions ${a[ofA[i] ?? -1]} and ${b[ofB[i] ?? -1]} differ`)
    }),
  )
