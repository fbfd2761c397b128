import { left, right } from 'fp-ts/lib/Either.js'
import { type NormalAxis, normalAxis, type OutOfRange, outOfRange } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Add } from './nat.js'
import type { Known, SameDim } from './same.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/** Two shapes joined along an axis: sizes add there and are equal elsewhere. */
export type Concat<A extends Shape, B extends Shape, Axis extends number> = number extends A['length'] | B['length']
  ? UnknownRank
  : NormalAxis<Axis, A> extends infer Normal extends number
    ? [Normal] extends [never]
      ? `${OutOfRange<'concat', Axis, A>}${Repair<A, B>}`
      : A['length'] extends B['length']
        ? number extends Normal
          ? UnknownRank
          : Joined<A, B, Normal, A, B>
        : `concat: ${Show<A>} and ${Show<B>} differ in rank`
    : never

/** Scalars have no axis to be joined along. */
type Repair<A extends Shape, B extends Shape> = [A, B] extends [[], []] ? '; did you mean stack?' : ''

type Joined<
  A extends Shape,
  B extends Shape,
  Axis extends number,
  AsMet extends Shape,
  BsMet extends Shape,
  Out extends Dim[] = [],
> = A extends readonly [infer a extends Dim, ...infer As extends Shape]
  ? B extends readonly [infer b extends Dim, ...infer Bs extends Shape]
    ? Out['length'] extends Axis
      ? Joined<As, Bs, Axis, AsMet, BsMet, [...Out, Add<a, b>]>
      : SameDim<a, b> extends true
        ? Joined<As, Bs, Axis, AsMet, BsMet, [...Out, Known<a, b>]>
        : `concat: ${Show<AsMet>} and ${Show<BsMet>} differ off axis ${Axis}: ${ShowDim<a>} and ${ShowDim<b>}`
    : never
  : Out

/** The run-time twin of `Concat`. */
export const concatShape = (a: readonly number[], b: readonly number[], axis: number): Ruled => {
  const normal = normalAxis(axis, a.length)
  if (normal === undefined) return left(`${outOfRange('concat', axis, a)}${a.length + b.length === 0 ? '; did you mean stack?' : ''}`)
  if (a.length !== b.length) return left(`concat: ${show(a)} and ${show(b)} differ in rank`)
  const off = a.findIndex((size, at) => at !== normal && size !== b[at])
  return off < 0
    ? right(a.map((size, at) => (at === normal ? size + (b[at] ?? 0) : size)))
    : left(`concat: ${show(a)} and ${show(b)} differ off axis ${normal}: ${a[off]} and ${b[off]}`)
}
