import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type NormalAxis, normalAxis, type OutOfRange, outOfRange, type Replace, type Unknowns } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Fault } from './fault.js'
import type { Sub } from './nat.js'
import type { Show, ShowDim, UnknownRank } from './sentence.js'
import { type BadSize, badSize, type Dims } from './size-list.js'

/** `S` with `K` in the place of the size of an axis, which is not less. */
export type TopK<S extends Shape, K extends number, Axis extends number> = [BadSize<Dims<[K]>>] extends [never]
  ? number extends S['length']
    ? UnknownRank
    : S extends readonly []
      ? Fault<'x', OutOfRange<'topK', Axis, S>>
      : NormalAxis<Axis, S> extends infer Normal extends number
        ? [Normal] extends [never]
          ? Fault<'axis', OutOfRange<'topK', Axis, S>>
          : number extends Normal
            ? Unknowns<S>
            : Taken<S, Dims<[K]>[0], Normal>
        : never
  : Fault<'k', `topK: k = ${K} is not a whole number, 0 or more`>

type Taken<S extends Shape, K extends Dim, Axis extends number> = [Sub<S[Axis], K>] extends [never]
  ? Fault<'k', `topK: k = ${K} is more than the ${ShowDim<S[Axis]>} elements along axis ${Axis} of ${Show<S>}`>
  : Replace<S, Axis, K>

/** The axis counted from the front: the run-time twin of `TopK`. */
export const topKAxis = (shape: readonly number[], k: number, axis: number): Either<Sentence, number> => {
  if (badSize([k]) !== undefined) return left(`topK: k = ${k} is not a whole number, 0 or more`)
  const normal = normalAxis(axis, shape.length)
  if (normal === undefined) return left(outOfRange('topK', axis, shape))
  const size = shape[normal] ?? 0
  return k > size ? left(`topK: k = ${k} is more than the ${size} elements along axis ${normal} of ${show(shape)}`) : right(normal)
}
