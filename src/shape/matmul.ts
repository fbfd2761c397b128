import { left, map, mapLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Broadcast, broadcastShape } from './broadcast.js'
import { type Dim, type Shape, show } from './dim.js'
import type { SameDim } from './same.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/**
 * `[...batch, m, k] x [...batch, k, n]` is `[...batch, m, n]`; the batches broadcast. A vector is a row on the left, a column on the right,
 * and its axis of size 1 is not in the result.
 */
export type MatMul<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? UnknownRank
  : AsRows<A> extends [infer ABatch extends Shape, infer M extends Shape, infer K extends Dim]
    ? AsColumns<B> extends [infer BBatch extends Shape, infer N extends Shape, infer L extends Dim]
      ? SameDim<K, L> extends true
        ? Batched<Broadcast<'', ABatch, BBatch>, M, N, A, B, ABatch, BBatch>
        : `matmul: ${Show<A>} x ${Show<B>}: inner dimensions ${ShowDim<K>} and ${ShowDim<L>} differ${Repair<A, B, M, N, K, L>}`
      : 'matmul: the right operand is a scalar, []; scale with mul'
    : 'matmul: the left operand is a scalar, []; scale with mul'

/** The operand to transpose, if then the inner dimensions are one. */
type Repair<A extends Shape, B extends Shape, M extends Shape, N extends Shape, K extends Dim, L extends Dim> = [N, [K]] extends [[K], N]
  ? `; did you mean ${Transposed<'b', B>}?`
  : [M, [L]] extends [[L], M]
    ? `; did you mean ${Transposed<'a', A>}?`
    : ''

type Transposed<Name extends string, S extends Shape> = S['length'] extends 2 ? `transpose(${Name})` : `swapAxes(${Name}, -1, -2)`

/** `[batch, m, k]`, where a vector has neither batch nor m; undefined for a scalar. */
type AsRows<A extends Shape> = A extends readonly [...infer Batch extends Shape, infer M extends Dim, infer K extends Dim]
  ? [[...Batch], [M], K]
  : A extends readonly [infer K extends Dim]
    ? [[], [], K]
    : undefined

/** `[batch, n, k]`, where a vector has neither batch nor n; undefined for a scalar. */
type AsColumns<B extends Shape> = B extends readonly [...infer Batch extends Shape, infer K extends Dim, infer N extends Dim]
  ? [[...Batch], [N], K]
  : B extends readonly [infer K extends Dim]
    ? [[], [], K]
    : undefined

type Batched<
  Batch,
  M extends Shape,
  N extends Shape,
  A extends Shape,
  B extends Shape,
  ABatch extends Shape,
  BBatch extends Shape,
> = Batch extends Shape
  ? [...Batch, ...M, ...N]
  : `matmul: ${Show<A>} x ${Show<B>}: batch dimensions ${Show<ABatch>} and ${Show<BBatch>} do not broadcast`

interface Side {
  readonly batch: readonly number[]
  /** The axis that is not contracted; none for a vector. */
  readonly free: readonly number[]
  readonly inner: number
}

const asRows = (a: readonly number[]): Side | undefined => {
  const inner = a.at(-1)
  return inner === undefined ? undefined : { batch: a.slice(0, -2), free: a.slice(-2, -1), inner }
}

const asColumns = (b: readonly number[]): Side | undefined => {
  const inner = b.at(-2) ?? b.at(-1)
  return inner === undefined ? undefined : { batch: b.slice(0, -2), free: b.length > 1 ? b.slice(-1) : [], inner }
}

/** The run-time twin of `Repair`. */
const repair = (a: readonly number[], b: readonly number[], rows: Side, columns: Side): string => {
  if (columns.free[0] === rows.inner) return `; did you mean ${transposed('b', b)}?`
  return rows.free[0] === columns.inner ? `; did you mean ${transposed('a', a)}?` : ''
}

const transposed = (name: string, shape: readonly number[]): string =>
  shape.length === 2 ? `transpose(${name})` : `swapAxes(${name}, -1, -2)`

/** The run-time twin of `MatMul`. */
export const matmulShape = (a: readonly number[], b: readonly number[]): Ruled => {
  const rows = asRows(a)
  if (!rows) return left('matmul: the left operand is a scalar, []; scale with mul')
  const columns = asColumns(b)
  if (!columns) return left('matmul: the right operand is a scalar, []; scale with mul')
  if (rows.inner !== columns.inner)
    return left(`matmul: ${show(a)} x ${show(b)}: inner dimensions ${rows.inner} and ${columns.inner} differ${repair(a, b, rows, columns)}`)
  return pipe(
    broadcastShape('', rows.batch, columns.batch),
    mapLeft(() => `matmul: ${show(a)} x ${show(b)}: batch dimensions ${show(rows.batch)} and ${show(columns.batch)} do not broadcast`),
    map((batch) => [...batch, ...rows.free, ...columns.free]),
  )
}
