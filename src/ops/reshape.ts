import { reshape as reshaped } from '../primitives/reshape.js'
import type { Axes } from '../shape/axis.js'
import type { AxisIn, AxisOption, AxisOr, FitAxis, NeededAxis } from '../shape/axis-option.js'
import { type BroadcastTo, broadcastToShape } from '../shape/broadcast.js'
import { type Shape, sameShape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type ExpandDims, expandDimsShape } from '../shape/expand-dims.js'
import { type Reshape, reshapeShape } from '../shape/reshape.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { Dims } from '../shape/size-list.js'
import { type Squeeze, squeezeShape } from '../shape/squeeze.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axesGiven, axisNeeded } from './axis-argument.js'
import { stretch } from './operand.js'

/** The elements of `x`, in row-major order, in a shape. */
export const laidOut = (x: AnyTensor, shape: readonly number[]): AnyTensor => (sameShape(x.type.shape, shape) ? x : reshaped(x, shape))

/**
 * The same elements, in row-major order, in another shape, in which one -1 stands for what is left.
 *
 * @throws ShapeMismatch if the numbers of elements differ
 * @example reshape(x, [x.shape[0], -1]) // ['N', 28, 28] becomes ['N', 784]
 *
 * @category Shape and place
 */
export function reshape<S extends Shape, D extends DType, const T extends readonly number[]>(
  x: Tensor<S, D>,
  shape: Fit<Reshape<'reshape', S, Dims<T>>, T>,
): Tensor<ShapeOf<Reshape<'reshape', S, Dims<T>>>, D>
export function reshape(x: AnyTensor, shape: readonly number[]): AnyTensor {
  check.tensor('reshape', 'x', x)
  check.numbers('reshape', 'the shape', shape)
  return laidOut(x, orThrow(reshapeShape('reshape', x.type.shape, shape)))
}

/**
 * A new axis of size 1, which stands at `axis` in the result.
 *
 * @throws ShapeMismatch if there is no such place
 * @example expandDims(tensor([1, 2]), -1) // [[1], [2]]
 *
 * @category Shape and place
 */
export function expandDims<S extends Shape, D extends DType, const W extends NeededAxis>(
  x: Tensor<S, D>,
  axis: FitAxis<ExpandDims<S, AxisOr<W>>, W>,
): Tensor<ShapeOf<ExpandDims<S, AxisOr<W>>>, D>
export function expandDims(x: AnyTensor, axis: NeededAxis): AnyTensor {
  check.tensor('expandDims', 'x', x)
  return laidOut(x, orThrow(expandDimsShape(x.type.shape, axisNeeded('expandDims', axis))))
}

/**
 * Without the axes named, which have size 1; without all axes of size 1 if none is named.
 *
 * @throws ShapeMismatch if an axis named has another size, or does not exist
 * @example squeeze(tensor([[1], [2]]), -1) // [1, 2]
 *
 * @category Shape and place
 */
export function squeeze<S extends Shape, D extends DType, const W extends AxisOption<Axes> = undefined>(
  x: Tensor<S, D>,
  axis?: FitAxis<Squeeze<S, AxisIn<W>>, W>,
): Tensor<ShapeOf<Squeeze<S, AxisIn<W>>>, D>
export function squeeze(x: AnyTensor, axis?: AxisOption<Axes>): AnyTensor {
  check.tensor('squeeze', 'x', x)
  return laidOut(x, orThrow(squeezeShape(x.type.shape, axesGiven('squeeze', axis))))
}

/**
 * `x` repeated along missing axes and axes of size 1, so that it has the shape.
 *
 * @throws ShapeMismatch if it does not stretch to the shape
 * @example broadcastTo(tensor([1, 2]), [3, 2]) // [[1, 2], [1, 2], [1, 2]]
 *
 * @category Shape and place
 */
export function broadcastTo<S extends Shape, D extends DType, const T extends readonly number[]>(
  x: Tensor<S, D>,
  shape: Fit<BroadcastTo<'broadcastTo', S, Dims<T>>, T>,
): Tensor<ShapeOf<BroadcastTo<'broadcastTo', S, Dims<T>>>, D>
export function broadcastTo(x: AnyTensor, shape: readonly number[]): AnyTensor {
  check.tensor('broadcastTo', 'x', x)
  check.numbers('broadcastTo', 'the shape', shape)
  return stretch(x, orThrow(broadcastToShape('broadcastTo', x.type.shape, shape)))
}
