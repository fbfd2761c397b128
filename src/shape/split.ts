import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type NormalAxis, normalAxis, type OutOfRange, outOfRange, type Replace, type Unknowns } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Fault } from './fault.js'
import type { Add, Div } from './nat.js'
import type { SameDim } from './same.js'
import type { Show, ShowDim, UnknownRank } from './sentence.js'
import { type BadSize, badSize, type Dims, type SizeList, sizeList } from './size-list.js'

/** So many equal parts, or a list of their sizes. */
export type Parts = number | readonly number[]

/** The shapes of the parts of `S` along an axis: a tuple where it is known how many there are, else an array. */
export type Split<S extends Shape, P extends Parts, Axis extends number> =
  PartsFault<P> extends infer Wrong
    ? [Wrong] extends [never]
      ? number extends S['length']
        ? Each<P, UnknownRank>
        : S extends readonly []
          ? Fault<'x', OutOfRange<'split', Axis, S>>
          : NormalAxis<Axis, S> extends infer Normal extends number
            ? [Normal] extends [never]
              ? Fault<'axis', OutOfRange<'split', Axis, S>>
              : number extends Normal
                ? Each<P, Unknowns<S>>
                : [P] extends [infer Sizes extends readonly number[]]
                  ? Sized<S, Dims<Sizes>, Normal>
                  : Equal<S, Dims<[P & number]>, Normal>
            : never
      : Wrong
    : never

/** What is wrong with the number of parts, or with the list of sizes, whatever it is that is split. */
type PartsFault<P extends Parts> = [P] extends [infer Sizes extends readonly number[]]
  ? SizeList<'split', Dims<Sizes>> extends infer Said extends string
    ? Fault<'parts', Said>
    : never
  : [P] extends [0]
    ? NoNumberOfParts<0>
    : [BadSize<Dims<[P & number]>>] extends [never]
      ? never
      : NoNumberOfParts<P & number>

type NoNumberOfParts<P extends number> = Fault<'parts', `split: ${P} is no number of parts; it must be whole and 1 or more`>

/** One shape for every part. */
type Each<P extends Parts, T extends Shape> = P extends readonly number[] ? { -readonly [K in keyof P]: T } : Copies<P & number, T>

/** A tuple of so many, if the number is known. */
export type Copies<Count, T, Made extends T[] = []> = number extends Count
  ? T[]
  : Made['length'] extends Count
    ? Made
    : Made['length'] extends 100
      ? T[]
      : Copies<Count, T, [...Made, T]>

type Equal<S extends Shape, Counts extends Shape, Axis extends number> =
  Div<S[Axis], Counts[0]> extends [infer Quotient, infer Exact]
    ? [Exact] extends [false]
      ? Fault<'parts', `split: axis ${Axis} of ${Show<S>} has ${ShowDim<S[Axis]>} elements, which do not make ${Counts[0]} equal parts`>
      : Copies<Counts[0] extends string ? number : Counts[0], Replace<S, Axis, Quotient>>
    : never

type Sized<S extends Shape, Sizes extends Shape, Axis extends number> = number extends Sizes['length']
  ? Replace<S, Axis, number>[]
  : SameDim<Sum<Sizes>, S[Axis]> extends true
    ? { -readonly [K in keyof Sizes]: Replace<S, Axis, Sizes[K]> }
    : Fault<'parts', `split: the sizes ${Show<Sizes>} add up to ${ShowDim<Sum<Sizes>>}; axis ${Axis} of ${Show<S>} has ${ShowDim<S[Axis]>}`>

type Sum<Sizes extends Shape, Total extends Dim = 0> = Sizes extends readonly [infer Size extends Dim, ...infer Rest extends Shape]
  ? Sum<Rest, Add<Total, Size>>
  : Total

/** The axis counted from the front and the sizes of the parts along it: the run-time twin of `Split`. */
export const splitSizes = (
  shape: readonly number[],
  parts: Parts,
  axis: number,
): Either<Sentence, { readonly axis: number; readonly sizes: readonly number[] }> => {
  if (typeof parts === 'number' && (parts === 0 || badSize([parts]) !== undefined))
    return left(`split: ${parts} is no number of parts; it must be whole and 1 or more`)
  const sizes = sizeList('split', typeof parts === 'number' ? [] : parts)
  if (isLeft(sizes)) return sizes
  const normal = normalAxis(axis, shape.length)
  if (normal === undefined) return left(outOfRange('split', axis, shape))
  const size = shape[normal] ?? 0
  if (typeof parts === 'number')
    return size % parts === 0
      ? right({ axis: normal, sizes: Array.from({ length: parts }, () => size / parts) })
      : left(`split: axis ${normal} of ${show(shape)} has ${size} elements, which do not make ${parts} equal parts`)
  const total = parts.reduce((sum, part) => sum + part, 0)
  return total === size
    ? right({ axis: normal, sizes: parts })
    : left(`split: the sizes ${show(parts)} add up to ${total}; axis ${normal} of ${show(shape)} has ${size}`)
}
