import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Add, Min, Sub } from './nat.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** `S` itself if its last two axes are rows and columns. */
export type Matrices<Op extends string, S extends Shape> = number extends S['length']
  ? S
  : S extends readonly [...Shape, Dim, Dim]
    ? S
    : `${Op}: ${Show<S>} has no rows and columns; give it axes with expandDims`

/** The run-time twin of `Matrices`. */
export const matrices = (op: string, shape: readonly number[]): Ruled =>
  shape.length >= 2 ? right([...shape]) : left(`${op}: ${show(shape)} has no rows and columns; give it axes with expandDims`)

/** Without rows and columns. */
export type Trace<S extends Shape> = number extends S['length']
  ? UnknownRank
  : S extends readonly [...infer Batch extends Shape, Dim, Dim]
    ? [...Batch]
    : Matrices<'trace', S>

/** A vector's matrix, or a matrix's vector, of the diagonal so many places above the main one. */
export type Diag<S extends Shape, K extends number> = number extends S['length']
  ? UnknownRank
  : S extends readonly [infer N extends Dim]
    ? [Add<N, Size<K>>, Add<N, Size<K>>]
    : S extends readonly [infer Rows extends Dim, infer Columns extends Dim]
      ? [Length<Rows, Columns, K>]
      : `diag: ${Show<S>} is neither a vector nor a matrix`

/** Without the sign. */
type Size<K extends number> = `${K}` extends `-${infer N extends number}` ? N : K

type Length<Rows extends Dim, Columns extends Dim, K extends number> = K extends 0
  ? Min<Rows, Columns>
  : number extends Rows | Columns | K
    ? number
    : [Rows, Columns] extends [number, number]
      ? `${K}` extends `-${string}`
        ? Min<Rest<Rows, Size<K>>, Columns>
        : Min<Rows, Rest<Columns, K>>
      : number

/** What is left of a size; nothing if that is less. */
type Rest<Of extends Dim, Less extends number> = [Sub<Of, Less>] extends [never] ? 0 : Sub<Of, Less>

/** The run-time twin of `Diag`. */
export const diagShape = (shape: readonly number[], k: number): Ruled => {
  const [rows = 0, columns] = shape
  if (shape.length === 1) return right([rows + Math.abs(k), rows + Math.abs(k)])
  if (shape.length !== 2 || columns === undefined) return left(`diag: ${show(shape)} is neither a vector nor a matrix`)
  return right([Math.max(0, Math.min(rows + Math.min(0, k), columns - Math.max(0, k)))])
}
