import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'

/** One number for each channel, each. */
interface Statistics {
  readonly scale?: AnyTensor | undefined
  readonly offset?: AnyTensor | undefined
  readonly mean: AnyTensor
  readonly variance: AnyTensor
}

/** `scale (x - mean) / sqrt(variance + epsilon) + offset`, as one product and one sum that are made for the channels alone. */
export const normalised = (x: AnyTensor, { scale, offset, mean, variance }: Statistics, epsilon: number): AnyTensor => {
  const deviation = ops.rsqrt(ops.add(variance, epsilon))
  const slope = scale ? ops.mul(scale, deviation) : deviation
  const shift = ops.mul(mean, slope)
  return ops.add(ops.mul(x, slope), offset ? ops.sub(offset, shift) : ops.neg(shift))
}

/** Taken from the mean over some axes, in units of the deviation. */
export const standardised = (x: AnyTensor, axis: readonly number[], epsilon: number) => {
  const centre = ops.mean(x, { axis, keepDims: true })
  const scale = ops.rsqrt(ops.add(ops.variance(x, { axis, keepDims: true }), epsilon))
  return { centre, scale, y: ops.mul(ops.sub(x, centre), scale) }
}
