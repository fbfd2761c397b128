import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show } from './dim.js'
import type { SameDim } from './same.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/** The last axis of the one with the last but one of the other, or its only one: `[..., k] . [..., k, n]` has the axes that are left of both. */
export type Dot<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? UnknownRank
  : A extends readonly [...infer Rows extends Shape, infer K extends Dim]
    ? B extends readonly [...infer Batch extends Shape, infer L extends Dim, infer N extends Dim]
      ? Joined<A, B, K, L, [...Rows, ...Batch, N]>
      : B extends readonly [infer L extends Dim]
        ? Joined<A, B, K, L, Rows>
        : 'dot: the right operand is a scalar, []; scale with mul'
    : 'dot: the left operand is a scalar, []; scale with mul'

type Joined<A extends Shape, B extends Shape, K extends Dim, L extends Dim, Free extends Shape> =
  SameDim<K, L> extends true ? Free : `dot: ${Show<A>} x ${Show<B>}: inner dimensions ${ShowDim<K>} and ${ShowDim<L>} differ`

/** The run-time twin of `Dot`. */
export const dotShape = (a: readonly number[], b: readonly number[]): Ruled => {
  const [k, l] = [a.at(-1), b.at(-2) ?? b.at(-1)]
  if (k === undefined) return left('dot: the left operand is a scalar, []; scale with mul')
  if (l === undefined) return left('dot: the right operand is a scalar, []; scale with mul')
  return k === l
    ? right([...a.slice(0, -1), ...b.slice(0, -2), ...(b.length > 1 ? b.slice(-1) : [])])
    : left(`dot: ${show(a)} x ${show(b)}: inner dimensions ${k} and ${l} differ`)
}
