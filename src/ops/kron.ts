import { multiply } from '../primitives/multiply.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, throwIfAny } from '../shape/dtype-rule.js'
import { type Kron, kronShape } from '../shape/kron.js'
import type { Fit } from '../shape/sentence.js'
import { onesBefore } from '../shape/tile.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand, stretch } from './operand.js'
import { laidOut } from './reshape.js'

/**
 * Kronecker's product: `a` with `b`, times it, in the place of each of its elements. Axes are aligned at the last, as in broadcasting, and their sizes multiply.
 *
 * @throws DTypeMismatch if the dtypes are not one, or are `bool`
 * @example kron(eye(2), ones([1, 2])) // [[1, 1, 0, 0], [0, 0, 1, 1]]
 *
 * @category Products and linear algebra
 */
export function kron<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<NotOfKind<'kron', D, 'numeric'>, Tensor<A, D>>,
  b: Fit<Mixed<'kron', D, E>, Tensor<B, E>>,
): Tensor<Kron<A, B>, D & E>
export function kron(a: AnyTensor, b: AnyTensor): AnyTensor {
  demand('kron', a, 'numeric', 'a')
  check.tensor('kron', 'b', b)
  throwIfAny(mixed('kron', a.type.dtype, b.type.dtype))
  const [outer, inner] = [onesBefore(a.type.shape, b.type.shape), onesBefore(b.type.shape, a.type.shape)]
  // Each axis as two: that of `a`, and within it that of `b`.
  const both = outer.flatMap((size, axis) => [size, inner[axis] ?? 1])
  const [left, right] = [
    laidOut(
      a,
      outer.flatMap((size) => [size, 1]),
    ),
    laidOut(
      b,
      inner.flatMap((size) => [1, size]),
    ),
  ]
  return laidOut(multiply(stretch(left, both), stretch(right, both)), kronShape(a.type.shape, b.type.shape))
}
