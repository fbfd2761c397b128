import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'

/** `0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))` */
export const tanhGelu = (x: AnyTensor): AnyTensor => {
  const cubed = ops.add(x, ops.mul(ops.mul(ops.square(x), x), 0.044715))
  return ops.mul(ops.mul(x, 0.5), ops.add(ops.tanh(ops.mul(cubed, Math.sqrt(2 / Math.PI))), 1))
}

/** `x`, and below 0 `slope * x`. */
export const withSlope = (x: AnyTensor, slope: AnyTensor): AnyTensor => ops.where(ops.less(x, 0), ops.mul(x, slope), x)

/** `x` above a threshold, else 0. */
export const above = (x: AnyTensor, threshold: number): AnyTensor => ops.where(ops.greater(x, threshold), x, ops.zerosLike(x))

/** `slope * x + offset`, between 0 and 1. */
export const ramp = (x: AnyTensor, slope: number, offset: number): AnyTensor => ops.clip(ops.add(ops.mul(x, slope), offset), 0, 1)
