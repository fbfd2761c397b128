import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Shape, sameShape, show } from './dim.js'
import { type InsertAxis, insertAxisShape } from './expand-dims.js'
import type { Same } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** Two shapes that must be one: what is known of either. */
export type Stackable<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? UnknownRank
  : [Same<A, B>] extends [never]
    ? `stack: ${Show<A>} and ${Show<B>} differ`
    : Same<A, B>

/** The run-time twin of `Stackable`. */
export const stackableShape = (a: readonly number[], b: readonly number[]): Ruled =>
  sameShape(a, b) ? right([...a]) : left(`stack: ${show(a)} and ${show(b)} differ`)

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
