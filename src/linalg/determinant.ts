import { typed } from '../ops/operand.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { BatchOf } from '../shape/linalg.js'
import type { Given } from '../shape/sentence.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { determinants, logDeterminants } from './determinants.js'
import { demandSquare, flat, restored } from './matrices.js'
import { type NumberOfSquares, ofSquares, type Squares } from './unary.js'

/**
 * The determinant of each square matrix. Its derivative is `det(x) trace(x^-1 dx)`, NaN of a singular matrix.
 *
 * @throws ShapeMismatch if the last two axes are not of one size; DTypeMismatch
 * @example det(tensor([[1, 2], [3, 4]])) // -2
 *
 * @category Products and linear algebra
 */
export const det: NumberOfSquares<'det'> = typed(ofSquares('det', determinants))

/**
 * Sign and logarithm of the size of the determinant of each square matrix, which may be too large or small for a float itself: `det = sign e^log`. Of a
 * singular matrix 0 and minus infinity, and NaN is the derivative.
 *
 * @throws ShapeMismatch if the last two axes are not of one size; DTypeMismatch
 * @example const [side, size] = logdet(tensor([[1, 2], [3, 4]])) // -1 and 0.693147
 *
 * @category Products and linear algebra
 */
export function logdet<S extends Shape, D extends DType>(
  x: Squares<'logdet', S, D>,
): [sign: Tensor<BatchOf<S>, Given<D>>, log: Tensor<BatchOf<S>, Given<D>>]
export function logdet(x: AnyTensor): [AnyTensor, AnyTensor] {
  demandSquare('logdet', x)
  const batch = x.type.shape.slice(0, -2)
  const [sign, log] = logDeterminants(flat(x))
  return [restored(sign, batch), restored(log, batch)]
}
