import { reverse } from '../primitives/reverse.js'
import type { Axes } from '../shape/axis.js'
import type { AxisIn, AxisOption, FitAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Flip, flippedAxes } from '../shape/flip.js'
import { orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axesGiven } from './axis-argument.js'

/**
 * The elements in opposite order along an axis or several, along all if none is named; the shape stays.
 *
 * @throws ShapeMismatch if an axis does not exist or is named twice
 * @example flip(tensor([[1, 2], [3, 4]]), 1) // [[2, 1], [4, 3]]
 *
 * @category Shape and place
 */
export function flip<S extends Shape, D extends DType, const W extends AxisOption<Axes> = undefined>(
  x: Tensor<S, D>,
  axis?: FitAxis<Flip<S, AxisIn<W>>, W>,
): Tensor<ShapeOf<Flip<S, AxisIn<W>>>, D>
export function flip(x: AnyTensor, axis?: AxisOption<Axes>): AnyTensor {
  check.tensor('flip', 'x', x)
  const axes = orThrow(flippedAxes(x.type.shape, axesGiven('flip', axis)))
  return axes.length === 0 ? x : reverse(x, axes)
}
