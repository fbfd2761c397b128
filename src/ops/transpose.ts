import { permute } from '../primitives/permute.js'
import type { HasAxis } from '../shape/axis.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type MoveAxis, moveAxisOrder } from '../shape/move-axis.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import { type SwapAxes, swapAxesOrder } from '../shape/swap-axes.js'
import { type Transpose, transposeOrder } from '../shape/transpose.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'

/** The axes in the order given, which must name each once. */
export const inOrder = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  order.every((axis, at) => axis === at) ? x : permute(x, order)

/**
 * The axes in a new order: axis `i` of the result is axis `order[i]` of `x`; reversed if no order is given.
 *
 * @throws ShapeMismatch if the order does not name each axis once
 * @example transpose(tensor([[1, 2, 3]])) // [[1], [2], [3]]
 *
 * @category Shape and place
 */
export function transpose<S extends Shape, D extends DType, const O extends readonly number[] | undefined = undefined>(
  x: Tensor<S, D>,
  order?: Fit<Transpose<S, O>, O>,
): Tensor<ShapeOf<Transpose<S, O>>, D>
export function transpose(x: AnyTensor, order?: readonly number[]): AnyTensor {
  check.tensor('transpose', 'x', x)
  if (order !== undefined) check.numbers('transpose', 'the order', order, 'a list of axes, as in [1, 0]')
  return inOrder(x, orThrow(transposeOrder(x.type.shape, order)))
}

/**
 * Two axes in each other's place.
 *
 * @throws ShapeMismatch if one of them does not exist
 * @example swapAxes(x, -1, -2) // [2, 3, 4] becomes [2, 4, 3]
 *
 * @category Shape and place
 */
export function swapAxes<S extends Shape, D extends DType, A extends number, B extends number>(
  x: Tensor<S, D>,
  a: Fit<HasAxis<'swapAxes', S, A>, A>,
  b: Fit<SwapAxes<S, A, B>, B>,
): Tensor<ShapeOf<SwapAxes<S, A, B>>, D>
export function swapAxes(x: AnyTensor, a: number, b: number): AnyTensor {
  check.tensor('swapAxes', 'x', x)
  for (const axis of [a, b]) check.number('swapAxes', 'an axis', axis)
  return inOrder(x, orThrow(swapAxesOrder(x.type.shape, a, b)))
}

/**
 * One axis taken from its place to another; the rest stay in order.
 *
 * @throws ShapeMismatch if one of them does not exist
 * @example moveAxis(x, 0, -1) // [2, 3, 4] becomes [3, 4, 2]
 *
 * @category Shape and place
 */
export function moveAxis<S extends Shape, D extends DType, F extends number, T extends number>(
  x: Tensor<S, D>,
  from: Fit<HasAxis<'moveAxis', S, F>, F>,
  to: Fit<MoveAxis<S, F, T>, T>,
): Tensor<ShapeOf<MoveAxis<S, F, T>>, D>
export function moveAxis(x: AnyTensor, from: number, to: number): AnyTensor {
  check.tensor('moveAxis', 'x', x)
  for (const axis of [from, to]) check.number('moveAxis', 'an axis', axis)
  return inOrder(x, orThrow(moveAxisOrder(x.type.shape, from, to)))
}
