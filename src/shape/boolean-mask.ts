import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, sameShape, show } from './dim.js'
import type { SameDim } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** The axes behind those that the mask covers, or the sentence. */
export type Unmasked<S extends Shape, M extends Shape> = number extends S['length'] | M['length']
  ? UnknownRank
  : Behind<S, M> extends infer Rest
    ? [Rest] extends [never]
      ? `booleanMask: a mask ${Show<M>} does not cover the first axes of ${Show<S>}`
      : Rest
    : never

type Behind<S extends Shape, M extends Shape> = M extends readonly [infer m extends Dim, ...infer Ms extends Shape]
  ? S extends readonly [infer s extends Dim, ...infer Ss extends Shape]
    ? SameDim<m, s> extends true
      ? Behind<Ss, Ms>
      : never
    : never
  : [...S]

/** A new first axis in front of those. */
export type BooleanMask<S extends Shape, M extends Shape, N extends Dim> =
  Unmasked<S, M> extends infer Rest ? (Rest extends Shape ? (number extends Rest['length'] ? UnknownRank : [N, ...Rest]) : never) : never

/** The run-time twin of `Unmasked`. */
export const unmasked = (shape: readonly number[], mask: readonly number[]): Ruled =>
  sameShape(shape.slice(0, mask.length), mask)
    ? right(shape.slice(mask.length))
    : left(`booleanMask: a mask ${show(mask)} does not cover the first axes of ${show(shape)}`)
