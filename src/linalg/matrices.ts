import { demand, stretch } from '../ops/operand.js'
import { laidOut } from '../ops/reshape.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { equal, less, lessEqual } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { dot } from '../primitives/dot.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { permute } from '../primitives/permute.js'
import { select } from '../primitives/select.js'
import { matrixShape, squareShape } from '../shape/linalg.js'
import { orThrow } from '../shape/sentence.js'
import type { AnyTensor } from '../tensor/tensor.js'

/* The algorithms work on `[batch, rows, columns]`: what stands in front of a matrix is laid out as one axis, and put back. */

/** The sizes of `[batch, rows, columns]`. */
export const sizesOf = (x: AnyTensor): readonly [batch: number, rows: number, columns: number] => {
  const [batch = 1, rows = 1, columns = 1] = x.type.shape
  return [batch, rows, columns]
}

/** What an operation is given: floats, in matrices. */
export const demandMatrices = (op: string, x: AnyTensor, name = 'x'): void => {
  demand(op, x, 'wide', name)
  orThrow(matrixShape(op, x.type.shape))
}

/** What an operation is given: floats, in square matrices. */
export const demandSquare = (op: string, x: AnyTensor, name = 'x'): void => {
  demand(op, x, 'wide', name)
  orThrow(squareShape(op, x.type.shape))
}

const count = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1)

/** All that stands in front of the matrices as one axis. */
export const flat = (x: AnyTensor): AnyTensor => laidOut(x, [count(x.type.shape.slice(0, -2)), ...x.type.shape.slice(-2)])

/** Stretched over a batch, which then is one axis. */
export const flatOver = (x: AnyTensor, batch: readonly number[]): AnyTensor => flat(stretch(x, [...batch, ...x.type.shape.slice(-2)]))

/** The first axis as those that stood in its place. */
export const restored = (x: AnyTensor, batch: readonly number[]): AnyTensor => laidOut(x, [...batch, ...x.type.shape.slice(1)])

/** `a b`, of `[batch, m, k]` and `[batch, k, n]`. */
export const product = (a: AnyTensor, b: AnyTensor): AnyTensor => dot(a, b, { contract: [[2], [1]], batch: [[0], [0]] })

/** Rows for columns. */
export const flipped = (x: AnyTensor): AnyTensor => permute(x, [0, 2, 1])

/** A number everywhere. */
export const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

/** Row and column of each place. */
const places = (x: AnyTensor): readonly [rows: AnyTensor, columns: AnyTensor] => [
  iota(x.type.shape, 1, 'i32'),
  iota(x.type.shape, 2, 'i32'),
]

/** What is below the diagonal, and on it unless it is left out; 0 elsewhere. */
export const lower = (x: AnyTensor, strictly = false): AnyTensor => {
  const [rows, columns] = places(x)
  return select((strictly ? less : lessEqual)(columns, rows), x, like(x, 0))
}

/** What is above the diagonal or on it; 0 elsewhere. */
export const upper = (x: AnyTensor): AnyTensor => flipped(lower(flipped(x)))

/** Where row and column are one. */
export const onDiagonal = (x: AnyTensor): AnyTensor => equal(...places(x))

/** Identity matrices in the shape of `x`. */
export const identityLike = (x: AnyTensor): AnyTensor => convert(onDiagonal(x), x.type.dtype)

/** The diagonals of `[batch, m, n]`, as `[batch, m]`. */
export const diagonalOf = (x: AnyTensor): AnyTensor => sum(select(onDiagonal(x), x, like(x, 0)), [2])

/** `[batch, n]` along the columns of `[batch, rows, n]`: what each column is multiplied with. */
export const acrossRows = (v: AnyTensor, shape: readonly number[]): AnyTensor => broadcast(v, shape, [1])

/** `[batch, m]` along the rows of `[batch, m, columns]`. */
export const acrossColumns = (v: AnyTensor, shape: readonly number[]): AnyTensor => broadcast(v, shape, [2])
