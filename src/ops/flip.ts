import { reverse } from '../primitives/reverse.js'
import type { Axes } from '../shape/axis.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Flip, flippedAxes } from '../shape/flip.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'

/**
 * The elements in opposite order along an axis or several, along all if none is named; the shape stays.
 *
 * @throws ShapeMismatch if an axis does not exist or is named twice
 * @example flip(tensor([[1, 2], [3, 4]]), 1) // [[2, 1], [4, 3]]
 */
export function flip<S extends Shape, D extends DType, const A extends Axes = undefined>(
  x: Tensor<S, D>,
  axis?: Fit<Flip<S, A>, A>,
): Tensor<ShapeOf<Flip<S, A>>, D>
export function flip(x: AnyTensor, axis?: Axes): AnyTensor {
  const axes = orThrow(flippedAxes(x.type.shape, axis))
  return axes.length === 0 ? x : reverse(x, axes)
}
