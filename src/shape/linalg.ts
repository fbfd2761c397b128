import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type Broadcast, broadcastShape } from './broadcast.js'
import { type Dim, type Shape, show } from './dim.js'
import type { DType } from './dtype.js'
import type { Mixed, NotOfKind, Then } from './dtype-rule.js'
import type { Fault } from './fault.js'
import type { Min } from './nat.js'
import type { SameDim } from './same.js'
import type { Show, ShowDim, UnknownRank } from './sentence.js'

/** `S` itself if its last two axes are those of matrices. */
export type Matrices<Op extends string, S extends Shape> = number extends S['length']
  ? S
  : S extends readonly [...infer _ extends Shape, infer M extends Dim, infer N extends Dim]
    ? M extends 0
      ? `${Op}: the matrices of ${Show<S>} are empty`
      : N extends 0
        ? `${Op}: the matrices of ${Show<S>} are empty`
        : S
    : `${Op}: ${Show<S>} has fewer than 2 axes`

/** `S` itself if it is of square matrices. */
export type Square<Op extends string, S extends Shape> = number extends S['length']
  ? S
  : S extends readonly [...infer _ extends Shape, infer M extends Dim, infer N extends Dim]
    ? SameDim<M, N> extends true
      ? Matrices<Op, S>
      : `${Op}: ${Show<S>} is not square`
    : `${Op}: ${Show<S>} has fewer than 2 axes`

/** The axes in front of a matrix's. */
export type BatchOf<S> = S extends readonly [...infer Batch extends Shape, Dim, Dim] ? Batch : UnknownRank

/** The axes but the last: a number for each row. */
export type RowsOf<S> = S extends readonly [...infer Rows extends Shape, Dim] ? Rows : UnknownRank

/** Rows and columns, and which there are fewer of. */
export type Thin<S> = number extends (S & Shape)['length']
  ? [left: UnknownRank, middle: UnknownRank, right: UnknownRank]
  : S extends readonly [...infer Batch extends Shape, infer M extends Dim, infer N extends Dim]
    ? [left: [...Batch, M, Min<M, N>], middle: [...Batch, Min<M, N>], right: [...Batch, Min<M, N>, N]]
    : never

/** What solves equations with the matrices `A` and the right sides `B`: a vector if that is of rank 1, else matrices whose batches broadcast. */
export type Solved<Op extends string, A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? UnknownRank
  : A extends readonly [...infer BatchA extends Shape, infer M extends Dim, infer N extends Dim]
    ? B extends readonly [infer L extends Dim]
      ? SameDim<M, L> extends true
        ? [...BatchA, N]
        : Rows<Op, A, B, M, L>
      : B extends readonly [...infer BatchB extends Shape, infer L extends Dim, infer K extends Dim]
        ? SameDim<M, L> extends true
          ? Broadcast<'', BatchA, BatchB> extends infer Batch
            ? Batch extends Shape
              ? [...Batch, N, K]
              : Fault<'b', `${Op}: ${Show<A>} and ${Show<B>}: batch dimensions ${Show<BatchA>} and ${Show<BatchB>} do not broadcast`>
            : never
          : Rows<Op, A, B, M, L>
        : Fault<'b', `${Op}: the right side is a scalar, []`>
    : never

type Rows<Op extends string, A extends Shape, B extends Shape, M extends Dim, L extends Dim> = Fault<
  'b',
  `${Op}: ${Show<A>} and ${Show<B>}: the matrix has ${ShowDim<M>} rows, the right side ${ShowDim<L>}`
>

/** The rule of the matrix first, then that of dtypes, then that of both shapes. */
export type Equations<Op extends string, Checked, A extends Shape, D extends DType, B extends Shape, E extends DType> =
  Then<NotOfKind<Op, D, 'wide'>, Checked extends string ? Checked : never> extends infer OfA
    ? [OfA] extends [never]
      ? [Mixed<Op, D, E>] extends [never]
        ? Solved<Op, A, B>
        : Fault<'b', Mixed<Op, D, E> & string>
      : Fault<'a', OfA & string>
    : never

/** The run-time twin of `Matrices`. */
export const matrixShape = (op: string, shape: readonly number[]): Either<Sentence, readonly number[]> => {
  if (shape.length < 2) return left(`${op}: ${show(shape)} has fewer than 2 axes`)
  return shape.slice(-2).includes(0) ? left(`${op}: the matrices of ${show(shape)} are empty`) : right(shape)
}

/** The run-time twin of `Square`. */
export const squareShape = (op: string, shape: readonly number[]): Either<Sentence, readonly number[]> =>
  shape.length >= 2 && shape.at(-1) !== shape.at(-2) ? left(`${op}: ${show(shape)} is not square`) : matrixShape(op, shape)

/** The run-time twin of `Solved`: the batch of both. */
export const solvedBatch = (op: string, a: readonly number[], b: readonly number[]): Either<Sentence, readonly number[]> => {
  if (b.length === 0) return left(`${op}: the right side is a scalar, []`)
  const [rows, others] = [a.at(-2) ?? 0, (b.length === 1 ? b[0] : b.at(-2)) ?? 0]
  if (rows !== others) return left(`${op}: ${show(a)} and ${show(b)}: the matrix has ${rows} rows, the right side ${others}`)
  const [batchA, batchB] = [a.slice(0, -2), b.slice(0, -2)]
  const batch = broadcastShape('', batchA, batchB)
  return batch._tag === 'Right'
    ? right(batch.right)
    : left(`${op}: ${show(a)} and ${show(b)}: batch dimensions ${show(batchA)} and ${show(batchB)} do not broadcast`)
}
