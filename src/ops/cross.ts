import { subtract } from '../primitives/arithmetic.js'
import { concat } from '../primitives/concat.js'
import { multiply } from '../primitives/multiply.js'
import { type Broadcast, broadcastShape } from '../shape/broadcast.js'
import { type InSpace, inSpace } from '../shape/cross.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand, stretch } from './operand.js'
import { between } from './slice.js'

/** The sentence about the second: its last axis, then how it goes with the first. */
type Second<A extends Shape, B extends Shape> = InSpace<B> extends string ? InSpace<B> : Broadcast<'cross', A, B>

/**
 * The cross product of vectors in space, whose coordinates are the last axis: at right angles to both, as long as their parallelogram is large. The shapes
 * broadcast. To have the coordinates along another axis take it there with `moveAxis`.
 *
 * @throws ShapeMismatch if a last axis has not 3 elements, or the shapes do not broadcast; DTypeMismatch
 * @example cross(tensor([1, 0, 0]), tensor([0, 1, 0])) // [0, 0, 1]
 *
 * @category Products and linear algebra
 */
export function cross<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<Then<NotOfKind<'cross', D, 'numeric'>, Unless<Mixed<'cross', D, E>, InSpace<A>>>, Tensor<A, D>>,
  b: Fit<Then<Mixed<'cross', D, E>, InSpace<A> extends string ? B : Second<A, B>>, Tensor<B, E>>,
): Tensor<ShapeOf<Broadcast<'cross', A, B>>, D & E>
export function cross(a: AnyTensor, b: AnyTensor): AnyTensor {
  demand('cross', a, 'numeric', 'a')
  check.tensor('cross', 'b', b)
  throwIfAny(mixed('cross', a.type.dtype, b.type.dtype))
  for (const { type } of [a, b]) orThrow(inSpace(type.shape))
  const shape = orThrow(broadcastShape('cross', a.type.shape, b.type.shape))
  const axis = shape.length - 1
  /** The coordinates from one on, around: `y z x`, `z x y`. */
  const turned = (x: AnyTensor, by: number) => concat([between(x, axis, by, 3), between(x, axis, 0, by)], axis)
  const [left, right] = [stretch(a, shape), stretch(b, shape)]
  return subtract(multiply(turned(left, 1), turned(right, 2)), multiply(turned(left, 2), turned(right, 1)))
}
