import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type NormalAxis, normalAxis, type OutOfRange, outOfRange } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import { type InsertAxis, insertAxisShape } from './expand-dims.js'
import type { SameDim } from './matmul.js'
import type { Add } from './nat.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/** Two shapes joined along an axis: sizes add there and are equal elsewhere. */
export type Concat<A extends Shape, B extends Shape, Axis extends number> = number extends A['length'] | B['length']
  ? UnknownRank
  : NormalAxis<Axis, A> extends infer Normal extends number
    ? [Normal] extends [never]
      ? OutOfRange<'concat', Axis, A>
      : A['length'] extends B['length']
        ? number extends Normal
          ? UnknownRank
          : Joined<A, B, Normal, A, B>
        : `concat: ${Show<A>} and ${Show<B>} differ in rank`
    : never

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

/** Of two equal dimensions the one that is known. */
export type Known<A extends Dim, B extends Dim> = number extends A ? B : A

/** The run-time twin of `Concat`. */
export const concatShape = (a: readonly number[], b: readonly number[], axis: number): Ruled => {
  const normal = normalAxis(axis, a.length)
  if (normal === undefined) return left(outOfRange('concat', axis, a))
  if (a.length !== b.length) return left(`concat: ${show(a)} and ${show(b)} differ in rank`)
  const off = a.findIndex((size, at) => at !== normal && size !== b[at])
  return off < 0
    ? right(a.map((size, at) => (at === normal ? size + (b[at] ?? 0) : size)))
    : left(`concat: ${show(a)} and ${show(b)} differ off axis ${normal}: ${a[off]} and ${b[off]}`)
}

/** Two shapes that must be one: what is known of either. */
export type Stackable<A extends Shape, B extends Shape> = number extends A['length'] | B['length'] ? UnknownRank : AllSame<A, B, A, B>

type AllSame<A extends Shape, B extends Shape, AsMet extends Shape, BsMet extends Shape, Out extends Dim[] = []> = A extends readonly [
  infer a extends Dim,
  ...infer As extends Shape,
]
  ? B extends readonly [infer b extends Dim, ...infer Bs extends Shape]
    ? SameDim<a, b> extends true
      ? AllSame<As, Bs, AsMet, BsMet, [...Out, Known<a, b>]>
      : `stack: ${Show<AsMet>} and ${Show<BsMet>} differ`
    : `stack: ${Show<AsMet>} and ${Show<BsMet>} differ`
  : B extends readonly []
    ? Out
    : `stack: ${Show<AsMet>} and ${Show<BsMet>} differ`

/** The run-time twin of `Stackable`. */
export const stackableShape = (a: readonly number[], b: readonly number[]): Ruled =>
  a.length === b.length && a.every((size, axis) => size === b[axis]) ? right([...a]) : left(`stack: ${show(a)} and ${show(b)} differ`)

/** `Count` tensors of one shape along a new axis. */
export type Stack<S extends Shape, Axis extends number, Count extends number> = InsertAxis<'stack', S, Axis, Count>

/** The run-time twin of `Stack`. */
export const stackShape = (shapes: readonly (readonly number[])[], axis: number): Ruled => {
  const [first = [], ...rest] = shapes
  return pipe(
    rest.reduce(
      (so: Ruled, next) =>
        pipe(
          so,
          chain((shape) => stackableShape(shape, next)),
        ),
      right([...first]),
    ),
    chain((shape) => insertAxisShape('stack', shape, axis, shapes.length)),
  )
}
