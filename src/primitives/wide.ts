import type { AnyTensor } from '../tensor/tensor.js'
import { convert } from './convert.js'

/** An f16 as f32; others as they are. */
export const widened = (x: AnyTensor): AnyTensor => (x.type.dtype === 'f16' ? convert(x, 'f32') : x)

/** Computes in f32 what in f16 would overflow, or lose digits, between one step and the next; the result is of the operand's dtype. */
export const inWide = (body: (x: AnyTensor) => AnyTensor, x: AnyTensor): AnyTensor =>
  x.type.dtype === 'f16' ? convert(body(widened(x)), 'f16') : body(x)
