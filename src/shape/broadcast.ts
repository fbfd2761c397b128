import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, sameShape, show } from './dim.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'
import { type SizeList, sizeList } from './size-list.js'

/*
 * Broadcasting as NumPy does it: shapes are aligned at their last axes, a missing dimension counts as 1, and 1 stretches to any size.
 * A symbol may turn out to be 1, so against an unknown size it stays unknown.
 */

/** The common size of two aligned dimensions; `never` if there is none. */
export type BroadcastDim<A extends Dim, B extends Dim> = A extends 1
  ? B
  : B extends 1
    ? A
    : number extends A
      ? B extends string
        ? number
        : B
      : number extends B
        ? A extends string
          ? number
          : A
        : A extends B
          ? A
          : never

const broadcastDim = (a: number, b: number): number | undefined => (a === 1 ? b : b === 1 ? a : a === b ? a : undefined)

/** The common shape of two, or the sentence of `Op`. */
export type Broadcast<Op extends string, A extends Shape, B extends Shape> = A extends readonly []
  ? B
  : B extends readonly []
    ? A
    : number extends A['length'] | B['length']
      ? UnknownRank
      : Aligned<Op, A, B, A, B>

type Aligned<
  Op extends string,
  A extends Shape,
  B extends Shape,
  AsMet extends Shape,
  BsMet extends Shape,
  Out extends Dim[] = [],
> = A extends readonly [...infer As extends Shape, infer a extends Dim]
  ? B extends readonly [...infer Bs extends Shape, infer b extends Dim]
    ? [BroadcastDim<a, b>] extends [never]
      ? `${Op}: ${Show<AsMet>} and ${Show<BsMet>} do not broadcast: dimensions ${ShowDim<a>} and ${ShowDim<b>} differ${Repair<AsMet, BsMet>}`
      : Aligned<Op, As, Bs, AsMet, BsMet, [BroadcastDim<a, b>, ...Out]>
    : [...A, ...Out]
  : [...B, ...Out]

/** Where the one has all dimensions of the other and one more behind them, the other is to be stretched along that. */
type Repair<A extends Shape, B extends Shape> = B extends readonly [...A, Dim]
  ? `; did you mean expandDims(${Show<A>}, -1)?`
  : A extends readonly [...B, Dim]
    ? `; did you mean expandDims(${Show<B>}, -1)?`
    : ''

const repair = (a: readonly number[], b: readonly number[]): string => {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return sameShape(short, long.slice(0, -1)) ? `; did you mean expandDims(${show(short)}, -1)?` : ''
}

/** The run-time twin of `Broadcast`. */
export const broadcastShape = (op: string, a: readonly number[], b: readonly number[]): Ruled => {
  const out: number[] = []
  for (let back = 1; back <= Math.max(a.length, b.length); back++) {
    const m = a[a.length - back] ?? 1
    const n = b[b.length - back] ?? 1
    const size = broadcastDim(m, n)
    if (size === undefined) return left(`${op}: ${show(a)} and ${show(b)} do not broadcast: dimensions ${m} and ${n} differ${repair(a, b)}`)
    out.unshift(size)
  }
  return right(out)
}

/** `T` if `S` stretches to it, or the sentence. */
export type BroadcastTo<Op extends string, S extends Shape, T extends Shape> =
  SizeList<Op, T> extends string
    ? SizeList<Op, T>
    : number extends S['length'] | T['length']
      ? T
      : Broadcast<Op, S, T> extends infer Common
        ? Common extends Shape
          ? Stretches<Common, T> extends true
            ? T
            : `${Op}: ${Show<S>} does not stretch to ${Show<T>}`
          : `${Op}: ${Show<S>} does not stretch to ${Show<T>}`
        : never

/** Nothing of the common shape differs from `T`: no axis of `T` had to stretch. */
type Stretches<Common extends Shape, T extends Shape> = Common extends readonly [infer c, ...infer Cs extends Shape]
  ? T extends readonly [infer t, ...infer Ts extends Shape]
    ? [c, t] extends [t, c]
      ? Stretches<Cs, Ts>
      : number extends c | t
        ? Stretches<Cs, Ts>
        : false
    : false
  : T extends readonly []
    ? true
    : false

/** The run-time twin of `BroadcastTo`. */
export const broadcastToShape = (op: string, from: readonly number[], to: readonly number[]): Ruled => {
  if (isLeft(sizeList(op, to))) return sizeList(op, to)
  const extra = to.length - from.length
  const stretches = extra >= 0 && from.every((size, axis) => size === 1 || size === to[axis + extra])
  return stretches ? right([...to]) : left(`${op}: ${show(from)} does not stretch to ${show(to)}`)
}
