import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import type { SubDigits } from './digits.js'
import { type Dim, type Shape, type Size, show } from './dim.js'
import type { Show, ShowDim } from './sentence.js'

/** A symbol's name, if a number carries one. */
export type DimOf<D> = D extends Size<infer N> ? N : D

/**
 * The dimensions that a list of run-time sizes stands for: `zeros([x.shape[0], 10])` is a `Tensor<['N', 10]>`.
 *
 * @category Types
 */
export type Dims<S extends readonly number[]> = AsShape<{ -readonly [K in keyof S]: DimOf<S[K]> }>
type AsShape<T> = T extends Shape ? T : never

/** The sizes as a shape, or the sentence: a size is a whole number, 0 or more. */
export type SizeList<Op extends string, S extends Shape> =
  BadSize<S> extends infer Bad
    ? [Bad] extends [never]
      ? [...S]
      : `${Op}: ${ShowDim<Bad>} in ${Show<S>} is not a size; ${Bad extends TooLarge<Bad> ? 'sizes end at 2^53 - 1' : 'sizes are whole numbers, 0 or more'}`
    : never

/** The first dimension that no tensor can have. */
export type BadSize<S extends Shape> = number extends S['length']
  ? never
  : S extends readonly [infer D extends Dim, ...infer Rest extends Shape]
    ? D extends number
      ? `${D}` extends `-${string}` | `${string}.${string}` | `${string}e-${string}`
        ? D
        : D extends TooLarge<D>
          ? D
          : BadSize<Rest>
      : BadSize<Rest>
    : never

/** How numbers are written that may be no sizes. */
export type Suspect = `-${string}` | `${string}.${string}` | `${string}e${string}` | Long

/** As many digits as 2^53 has, or more. */
type Long =
  `${number}${number}${number}${number}${number}${number}${number}${number}${number}${number}${number}${number}${number}${number}${number}${number}`

/** The number, if it is beyond those that are exact. */
type TooLarge<D> = D extends number
  ? `${D}` extends `-${string}`
    ? never
    : `${D}` extends `${string}e+${string}`
      ? D
      : `${D}` extends Long
        ? [SubDigits<'9007199254740991', `${D}`>] extends [never]
          ? D
          : never
        : never
  : never

/** The run-time twin of `BadSize`. */
export const badSize = (sizes: readonly number[]): number | undefined => sizes.find((size) => !(Number.isSafeInteger(size) && size >= 0))

/** The run-time twin of `SizeList`. */
export const sizeList = (op: string, sizes: readonly number[]): Either<Sentence, number[]> => {
  const bad = badSize(sizes)
  if (bad === undefined) return right([...sizes])
  return left(
    `${op}: ${bad} in ${show(sizes)} is not a size; ${bad > Number.MAX_SAFE_INTEGER ? 'sizes end at 2^53 - 1' : 'sizes are whole numbers, 0 or more'}`,
  )
}
