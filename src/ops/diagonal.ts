import { sum } from '../primitives/broadcast.js'
import { equal } from '../primitives/compare.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { full, zeros } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { pad } from '../primitives/slice.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import { type Diag, diagShape, type Matrices, matrices, type Trace } from '../shape/matrix.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand, stretch } from './operand.js'
import { type DiagonalOption, diagonalOf } from './triangle.js'

/**
 * Of a vector the matrix that has it on a diagonal, and zeros elsewhere; of a matrix the vector on that diagonal. The diagonal is so many places above the main
 * one, negative below.
 *
 * @throws ShapeMismatch if it is neither a vector nor a matrix
 * @example diag(tensor([1, 2])) // [[1, 0], [0, 2]]
 * @example diag(tensor([[1, 2], [3, 4]]), { diagonal: 1 }) // [2]
 *
 * @category Tensors
 */
export function diag<S extends Shape, D extends DType, const K extends number = 0>(
  x: Fit<Diag<S, K>, Tensor<S, D>>,
  options?: DiagonalOption<K>,
): Tensor<ShapeOf<Diag<S, K>>, Given<D>>
export function diag(x: AnyTensor, given?: DiagonalOption): AnyTensor {
  check.tensor('diag', 'x', x)
  const diagonal = diagonalOf('diag', given)
  const shape = orThrow(diagShape(x.type.shape, diagonal))
  const [below, above] = [Math.max(0, -diagonal), Math.max(0, diagonal)]
  const [n = 0, columns] = x.type.shape
  if (columns === undefined) {
    // As a row, in the columns where it ends up; each of them in one row alone.
    const row = pad(x, [above], [below], [0])
    const all = stretch(row, shape)
    const offset = add(iota(shape, 0, 'i32'), full(diagonal, shape, 'i32'))
    return select(equal(offset, iota(shape, 1, 'i32')), all, zeros(all.type))
  }
  const steps = iota(shape, 0, 'i32')
  const first = below * columns + above
  const places = add(multiply(steps, full(columns + 1, shape, 'i32')), full(first, shape, 'i32'))
  const flat = reshape(x, [n * columns])
  return shape[0] === 0 ? zeros({ shape, dtype: x.type.dtype }) : gather(flat, places, 0)
}

/**
 * The sum of the main diagonal of the matrices in the last two axes. (NumPy takes the first two where there are more.)
 *
 * @throws ShapeMismatch if there are no two axes; DTypeMismatch
 * @example trace(tensor([[1, 2], [3, 4]])) // 5
 *
 * @category Tensors
 */
export function trace<S extends Shape, D extends DType>(
  x: Fit<Then<NotOfKind<'trace', D, 'numeric'>, Matrices<'trace', S>>, Tensor<S, D>>,
): Tensor<ShapeOf<Trace<S>>, Given<D>>
export function trace(x: AnyTensor): AnyTensor {
  demand('trace', x, 'numeric')
  const shape = orThrow(matrices('trace', x.type.shape))
  const [rows, columns] = [shape.length - 2, shape.length - 1]
  const isOn = equal(iota(shape, rows, 'i32'), iota(shape, columns, 'i32'))
  return sum(select(isOn, x, zeros(x.type)), [rows, columns])
}
