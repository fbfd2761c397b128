import { convert } from '../primitives/convert.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Given } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { type AnyOperand, asTensor, type Operand } from './operand.js'

/**
 * `x` in another dtype: floats to whole numbers round to zero and saturate, NaN becomes 0; `bool` is whether it is not 0. Between floats the
 * derivative passes; elsewhere there is none.
 *
 * @example astype(tensor([1.7, -1.7]), 'i32') // [1, -1]
 *
 * @category Tensors
 */
export function astype<T extends DType, S extends Shape = []>(x: Operand<S, DType>, dtype: T): Tensor<Given<S>, T>
export function astype(x: AnyOperand, dtype: DType): AnyTensor {
  check.dtype('astype', dtype)
  const from = asTensor('astype', x, 'f32')
  return from.type.dtype === dtype ? from : convert(from, dtype)
}
