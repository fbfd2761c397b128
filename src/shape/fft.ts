import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type NormalAxis, normalAxis, type OutOfRange, outOfRange, type Replace, type Unknowns } from './axis.js'
import { type Dim, type Shape, sameShape, show } from './dim.js'
import type { DType } from './dtype.js'
import type { Mixed, NotOfKind, Then } from './dtype-rule.js'
import type { Fault } from './fault.js'
import type { Add, DivMod, Mul, Sub } from './nat.js'
import type { Same, SameDim } from './same.js'
import type { Show, ShowDim, UnknownRank } from './sentence.js'

/** The shape of complex numbers whose real and imaginary parts have these; what is known of either. */
type Parts<Op extends string, S extends Shape, T extends Shape> = number extends S['length'] | T['length']
  ? number extends S['length']
    ? T
    : S
  : [Same<S, T>] extends [never]
    ? `${Op}: the real part is ${Show<S>}, the imaginary part ${Show<T>}; they are of one shape`
    : Same<S, T>

/** Complex numbers are made of these: their shape, or which part is at fault. */
export type Complex<Op extends string, S extends Shape, D extends DType, T extends Shape, E extends DType> = [
  NotOfKind<Op, D, 'wide'>,
] extends [never]
  ? Then<Mixed<Op, D, E>, Parts<Op, S, T>> extends infer Answer
    ? Answer extends string
      ? Fault<'im', Answer>
      : Answer
    : never
  : Fault<'re', NotOfKind<Op, D, 'wide'>>

/** The run-time twin of `Parts`. */
export const partsShape = (op: string, re: readonly number[], im: readonly number[]): Either<Sentence, readonly number[]> =>
  sameShape(re, im) ? right(re) : left(`${op}: the real part is ${show(re)}, the imaginary part ${show(im)}; they are of one shape`)

/** How many frequencies of a real signal are told apart: half as many as it is long, and one. */
type Frequencies<N extends Dim> = DivMod<N, 2> extends [infer Half extends Dim, Dim] ? Add<Half, 1> : never

/** The shape of what is transformed along an axis that there is, and that has elements; the others keep theirs. */
export type Fft<Op extends string, S extends Shape, A extends number> =
  AlongSome<Op, S, A> extends infer Axis ? (Axis extends number ? S : Axis extends undefined ? S : Axis) : never

/** The shape of the frequencies of a real signal. */
export type Rfft<Op extends string, S extends Shape, A extends number> =
  AlongSome<Op, S, A> extends infer Axis
    ? Axis extends number
      ? number extends Axis
        ? Unknowns<S>
        : Replace<S, Axis, Frequencies<S[Axis]>>
      : Axis extends undefined
        ? UnknownRank
        : Axis
    : never

/** The shape of the real signal of so many frequencies: of length `N`, or as long as it can be if even. */
export type Irfft<Op extends string, S extends Shape, A extends number, N extends number | undefined> =
  AlongSome<Op, S, A> extends infer Axis
    ? Axis extends number
      ? number extends Axis
        ? Unknowns<S>
        : [N] extends [infer Length extends number]
          ? SameDim<Frequencies<Length>, S[Axis]> extends true
            ? Replace<S, Axis, Length>
            : Fault<
                'n',
                `${Op}: a signal of length ${Length} has ${ShowDim<Frequencies<Length>>} frequencies, axis ${Axis} of ${Show<S>} has ${ShowDim<S[Axis]>}`
              >
          : S[Axis] extends 1
            ? Fault<'re', `${Op}: axis ${Axis} of ${Show<S>} has 1 frequency, that of a signal of length 1; did you mean { n: 1 }?`>
            : Replace<S, Axis, Sub<Mul<2, S[Axis]>, 2> extends infer Length ? ([Length] extends [never] ? number : Length) : never>
      : Axis extends undefined
        ? UnknownRank
        : Axis
    : never

/** The axis from the front, `number` if it is not known, undefined if the rank is not; or what is wrong. */
type AlongSome<Op extends string, S extends Shape, A extends number> = number extends S['length']
  ? undefined
  : NormalAxis<A, S> extends infer Axis extends number
    ? [Axis] extends [never]
      ? Fault<S extends readonly [] ? 're' : 'axis', OutOfRange<Op, A, S>>
      : number extends Axis
        ? number
        : S[Axis] extends 0
          ? Fault<'re', `${Op}: axis ${Axis} of ${Show<S>} is empty`>
          : Axis
    : never

/** Two axes at least, the last two of which have elements. */
export type Plane<Op extends string, S extends Shape> = number extends S['length']
  ? S
  : S extends readonly [...infer _ extends Shape, infer H extends Dim, infer W extends Dim]
    ? W extends 0
      ? Fault<'re', `${Op}: axis ${Sub<S['length'], 1> & number} of ${Show<S>} is empty`>
      : H extends 0
        ? Fault<'re', `${Op}: axis ${Sub<S['length'], 2> & number} of ${Show<S>} is empty`>
        : S
    : Fault<'re', `${Op}: ${Show<S>} has fewer than 2 axes`>

/** The axis counted from the front: the run-time twin of `AlongSome`. */
export const alongSome = (op: string, shape: readonly number[], axis: number): Either<Sentence, number> => {
  const normal = normalAxis(axis, shape.length)
  if (normal === undefined) return left(outOfRange(op, axis, shape))
  return shape[normal] === 0 ? left(`${op}: axis ${normal} of ${show(shape)} is empty`) : right(normal)
}

/** The run-time twin of `Plane`: the last axis. */
export const planeOf = (op: string, shape: readonly number[]): Either<Sentence, number> => {
  const rank = shape.length
  if (rank < 2) return left(`${op}: ${show(shape)} has fewer than 2 axes`)
  const empty = [rank - 1, rank - 2].find((axis) => shape[axis] === 0)
  return empty === undefined ? right(rank - 1) : left(`${op}: axis ${empty} of ${show(shape)} is empty`)
}

/** How many frequencies a real signal of a length has. */
export const frequencies = (n: number): number => Math.floor(n / 2) + 1

/** The length of the signal: the run-time twin of what `Irfft` says of it. */
export const signalLength = (op: string, shape: readonly number[], axis: number, n: number | undefined): Either<Sentence, number> => {
  const size = shape[axis] ?? 0
  if (n !== undefined)
    return frequencies(n) === size
      ? right(n)
      : left(`${op}: a signal of length ${n} has ${frequencies(n)} frequencies, axis ${axis} of ${show(shape)} has ${size}`)
  return size === 1
    ? left(`${op}: axis ${axis} of ${show(shape)} has 1 frequency, that of a signal of length 1; did you mean { n: 1 }?`)
    : right(2 * size - 2)
}
