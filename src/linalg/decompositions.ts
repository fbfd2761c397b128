import { add, multiply } from '../primitives/multiply.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import type { Matrices, RowsOf, Thin } from '../shape/linalg.js'
import type { Fit, Given } from '../shape/sentence.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { choleskyFactors } from './cholesky-factors.js'
import { eigenvectors } from './eigenvectors.js'
import { demandMatrices, demandSquare, flat, flipped, like, restored, sizesOf } from './matrices.js'
import { qrFactors } from './qr-factors.js'
import { singularVectors } from './singular-vectors.js'
import { type OfSquares, ofSquares, type Squares } from './unary.js'

/* Matrices as products, batched over what stands in front of them. */

/** The mean of a matrix and its transpose, as it is where it is symmetric: so derivatives are symmetric. */
const symmetric = (x: AnyTensor): AnyTensor => multiply(add(x, flipped(x)), like(x, 0.5))

/**
 * The lower triangular `l` with `x = l l^T`, for symmetric positive definite matrices: of others it is NaN. It looks at `(x + x^T) / 2`, as JAX does.
 *
 * @throws ShapeMismatch if the last two axes are not of one size; DTypeMismatch
 * @example cholesky(tensor([[4, 2], [2, 5]])) // [[2, 0], [1, 2]]
 *
 * @category Products and linear algebra
 */
export const cholesky: OfSquares<'cholesky'> = ofSquares('cholesky', (x) => choleskyFactors(symmetric(x)))

/** Matrices of floats, or the sentence. */
type AnyMatrices<Op extends string, S extends Shape, D extends DType> = Fit<Then<NotOfKind<Op, D, 'wide'>, Matrices<Op, S>>, Tensor<S, D>>

/**
 * `q` with orthonormal columns and an upper triangular `r` with `x = q r`, by Householder's reflections: of `[m, n]` with `k` for the smaller of the two,
 * `[m, k]` and `[k, n]`. Signs are LAPACK's, and jump where a column has exactly nothing below the diagonal. Derivatives need full rank, as JAX's.
 *
 * @throws ShapeMismatch if there are fewer than 2 axes; DTypeMismatch
 * @example const [q, r] = qr(tensor([[3, 1], [4, 2]])) // [[-0.6, -0.8], [-0.8, 0.6]] and [[-5, -2.2], [0, 0.4]]
 *
 * @category Products and linear algebra
 */
export function qr<S extends Shape, D extends DType>(
  x: AnyMatrices<'qr', S, D>,
): [q: Tensor<Thin<S>[0], Given<D>>, r: Tensor<Thin<S>[2], Given<D>>]
export function qr(x: AnyTensor): [AnyTensor, AnyTensor] {
  demandMatrices('qr', x)
  const batch = x.type.shape.slice(0, -2)
  const [q, r] = qrFactors(flat(x))
  return [restored(q, batch), restored(r, batch)]
}

/**
 * The singular values `s`, descending, and vectors with `x = u diag(s) vt`, by Jacobi's rotations: of `[m, n]` with `k` for the smaller of the two, `u` is
 * `[m, k]`, `s` is `[k]` and `vt` is `[k, n]`. Derivatives are JAX's, but that vectors of equal values do not move into each other. Time is that of `n^2 log n`
 * passes over a row.
 *
 * @throws ShapeMismatch if there are fewer than 2 axes; DTypeMismatch
 * @example const [u, s, vt] = svd(tensor([[0, 2], [1, 0]])) // s is [2, 1]
 *
 * @category Products and linear algebra
 */
export function svd<S extends Shape, D extends DType>(
  x: AnyMatrices<'svd', S, D>,
): [u: Tensor<Thin<S>[0], Given<D>>, s: Tensor<Thin<S>[1], Given<D>>, vt: Tensor<Thin<S>[2], Given<D>>]
export function svd(x: AnyTensor): [AnyTensor, AnyTensor, AnyTensor] {
  demandMatrices('svd', x)
  const batch = x.type.shape.slice(0, -2)
  const matrices = flat(x)
  const [, m, n] = sizesOf(matrices)
  const [left, s, right] = singularVectors(m >= n ? matrices : flipped(matrices))
  const [u, vt] = m >= n ? [left, flipped(right)] : [right, flipped(left)]
  return [restored(u, batch), restored(s, batch), restored(vt, batch)]
}

/**
 * The eigenvalues, ascending, and eigenvectors of symmetric matrices, in the columns of `vectors`: `x vectors = vectors diag(values)`, by Jacobi's rotations. It
 * looks at `(x + x^T) / 2`. Which way a vector points is not said. Derivatives are JAX's, but that vectors of equal values do not move into each other. Time is
 * that of `n^2 log n` passes over a row.
 *
 * @throws ShapeMismatch if the last two axes are not of one size; DTypeMismatch
 * @example const [values, vectors] = eigh(tensor([[2, 1], [1, 2]])) // values is [1, 3]
 *
 * @category Products and linear algebra
 */
export function eigh<S extends Shape, D extends DType>(
  x: Squares<'eigh', S, D>,
): [values: Tensor<RowsOf<S>, Given<D>>, vectors: Tensor<Given<S>, Given<D>>]
export function eigh(x: AnyTensor): [AnyTensor, AnyTensor] {
  demandSquare('eigh', x)
  const batch = x.type.shape.slice(0, -2)
  const [values, vectors] = eigenvectors(symmetric(flat(x)))
  return [restored(values, batch), restored(vectors, batch)]
}
