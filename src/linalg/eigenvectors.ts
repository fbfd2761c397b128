import { between } from '../ops/slice.js'
import { argsort } from '../primitives/argsort.js'
import { subtract } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { equal } from '../primitives/compare.js'
import { reciprocal } from '../primitives/exponential.js'
import { multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { pad } from '../primitives/slice.js'
import { takeAlong } from '../primitives/take-along.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { looped } from '../transforms/scan.js'
import { acrossColumns, acrossRows, diagonalOf, flipped, identityLike, like, product, sizesOf } from './matrices.js'
import { halves, movedOn, stepsFor, turned, turnsOf } from './rotations.js'

export type Eigen = readonly [values: AnyTensor, vectors: AnyTensor]

/** `[batch, n]` and the columns of `[batch, m, n]` in ascending order of the former. */
export const inOrder = (order: AnyTensor, values: AnyTensor, vectors: AnyTensor): Eigen => [
  takeAlong(values, order, 1),
  takeAlong(vectors, broadcast(order, vectors.type.shape, [1]), 2),
]

/** By Jacobi's rotations: a step turns `n / 2` pairs of rows and columns. */
const decomposed = (a: AnyTensor): Eigen => {
  const [, n] = sizesOf(a)
  const odd = n % 2
  const even = odd ? pad(a, [0, 0, 0], [0, 1, 1], [0, 0, 0]) : a
  const step = ([matrix, vectors]: readonly [AnyTensor, AnyTensor]) => {
    const [top, bottom] = halves(matrix, 1)
    const [topLeft, topRight] = halves(top, 2)
    const turns = turnsOf(diagonalOf(topLeft), diagonalOf(halves(bottom, 2)[1]), diagonalOf(topRight))
    const next = turned(turned(matrix, turns, 1), turns, 2)
    return [[movedOn(movedOn(next, 1), 2), movedOn(turned(vectors, turns, 2), 2)], []] as const
  }
  const length = stepsFor(n + odd, a.type.dtype)
  const [[matrix, vectors]] = looped('eigh', step as never, [even, identityLike(even)], [], length, false) as unknown as [
    [AnyTensor, AnyTensor],
  ] // what the steps carry
  const cut = (x: AnyTensor, ...axes: readonly number[]) => axes.reduce((rest, axis) => between(rest, axis, 0, n), x)
  const values = cut(diagonalOf(matrix), 1)
  return inOrder(argsort(values, 1), values, cut(vectors, 1, 2))
}

/** `1 / (v[j] - v[i])` in row `i` and column `j`; 0 where the two are equal. */
export const gaps = (values: AnyTensor, shape: readonly number[]): AnyTensor => {
  const gap = subtract(acrossRows(values, shape), acrossColumns(values, shape))
  const isNone = equal(gap, like(gap, 0))
  return select(isNone, like(gap, 0), reciprocal(select(isNone, like(gap, 1), gap)))
}

/** Eigenvalues, ascending, and eigenvectors of symmetric `[batch, n, n]`. Vectors of equal values do not move into each other. */
export const eigenvectors: (a: AnyTensor) => Eigen = customJvp(
  (a: AnyTensor): Eigen => decomposed(a),
  ([a], [da]): readonly [Eigen, Eigen] => {
    const [values, vectors] = eigenvectors(a)
    const inner = product(flipped(vectors), product(da, vectors))
    return [
      [values, vectors],
      [diagonalOf(inner), product(vectors, multiply(gaps(values, inner.type.shape), inner))],
    ]
  },
)
