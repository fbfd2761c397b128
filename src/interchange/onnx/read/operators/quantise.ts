import type { AnyTensor, DType } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { axisIn } from '../../../read/operators/axes.js'
import { ofTensor, type Value } from '../../../read/value.js'
import { int } from '../attributes.js'
import { type Call, type Operators, operator } from '../operator.js'
import { convolved } from './conv.js'
import { slidingKernel } from './window.js'

/** One number for all, or one for each place along an axis. */
const alongAxis = (call: Call<unknown>, x: AnyTensor, given: Value | undefined, axis: number): AnyTensor | undefined => {
  if (!given) return undefined
  const of = ops.astype(given.tensor, 'f32')
  if (of.size === 1) return ops.reshape(of, [])
  const along = axisIn(call, axis, x.rank)
  if (of.rank !== 1 || of.size !== x.shape[along])
    return call.fail(`[${of.shape.join(', ')}] are not numbers for axis ${axis} of [${x.shape.join(', ')}]`)
  return ops.reshape(
    of,
    x.shape.map((size, i) => (i === along ? size : 1)),
  )
}

/** To the nearest whole number of so many bits, a half to the even one. */
const saturated = (x: AnyTensor, dtype: DType, bits: number): Value => {
  const [low, high] = dtype === 'u32' ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
  return ofTensor(ops.astype(ops.clip(x, low, high), dtype), bits)
}

/** Without the number that stands for 0. */
const centred = (call: Call<unknown>, at: number, zero: number, axis: number, dtype: 'f32' | 'i32'): AnyTensor => {
  const x = call.input(at).tensor
  const off = alongAxis(call, x, call.optional(zero), axis)
  return ops.astype(off ? ops.sub(ops.astype(x, 'f32'), off) : x, dtype)
}

/** As floats: `(x - zero) * scale`. */
const floatsOf = (call: Call<unknown>, at: number, axis: number): AnyTensor =>
  ops.mul(centred(call, at, at + 2, axis, 'f32'), alongAxis(call, call.input(at).tensor, call.input(at + 1), axis) ?? ops.tensor(1))

/** To whole numbers, by the scale at a place and the zero behind it. */
const quantisedBy = (call: Call<unknown>, y: AnyTensor, at: number): Value => {
  const zero = call.input(at + 1)
  const rounded = ops.round(ops.div(y, ops.astype(ops.reshape(call.input(at).tensor, []), 'f32')))
  return saturated(ops.add(rounded, ops.astype(ops.reshape(zero.tensor, []), 'f32')), zero.dtype, zero.bits ?? 8)
}

const attributes = { axis: int(1), block_size: int(0), saturate: int(1) }

const quantise = operator([2, 3], { attributes: { ...attributes, output_dtype: int(0) } }, (call) => {
  const { axis, block_size, output_dtype } = call.settings
  if (block_size !== 0 || output_dtype !== 0) return call.fail('block_size and output_dtype are not known here')
  const x = call.input(0).tensor
  const zero = call.optional(2)
  const scale = alongAxis(call, x, call.input(1), axis) ?? ops.tensor(1)
  const rounded = ops.round(ops.div(ops.astype(x, 'f32'), scale))
  const shifted = zero ? ops.add(rounded, alongAxis(call, x, zero, axis) ?? 0) : rounded
  return saturated(shifted, zero?.dtype ?? 'u32', zero?.bits ?? 8)
})

const dequantise = operator([2, 3], { attributes }, (call) => {
  if (call.settings.block_size !== 0) return call.fail('block_size is not known here')
  const x = call.input(0).tensor
  const { axis } = call.settings
  const zero = alongAxis(call, x, call.optional(2), axis)
  const whole = ops.astype(x, 'f32')
  const real = ops.mul(zero ? ops.sub(whole, zero) : whole, alongAxis(call, x, call.input(1), axis) ?? ops.tensor(1))
  return ofTensor(ops.astype(real, call.input(1).dtype))
})

/** To 8 bits, by a scale that makes room for 0 and for all elements. */
const dynamic = operator(1, { outputs: 3 }, ({ input }) => {
  const x = input(0).tensor
  const [low, high] = [ops.minimum(ops.min(x), 0), ops.maximum(ops.max(x), 0)]
  const range = ops.sub(high, low)
  const scale = ops.where(ops.equal(range, 0), ops.onesLike(range), ops.div(range, 255))
  const zero = ops.clip(ops.round(ops.neg(ops.div(low, scale))), 0, 255)
  return [saturated(ops.add(ops.round(ops.div(x, scale)), zero), 'u32', 8), ofTensor(scale), saturated(zero, 'u32', 8)]
})

export const quantised: Operators = {
  QuantizeLinear: quantise,
  DequantizeLinear: dequantise,
  DynamicQuantizeLinear: dynamic,
  MatMulInteger: operator([2, 4], {}, (call) => ofTensor(ops.matmul(centred(call, 0, 2, -2, 'i32'), centred(call, 1, 3, -1, 'i32')))),
  QLinearMatMul: operator(8, {}, (call) => quantisedBy(call, ops.matmul(floatsOf(call, 0, -2), floatsOf(call, 3, -1)), 6)),
  QLinearConv: operator([8, 9], { attributes: slidingKernel }, (call) => {
    const bias = call.optional(8)
    const scale = ops.astype(ops.mul(ops.reshape(call.input(1).tensor, []), call.input(4).tensor), 'f32')
    const y = convolved(call, floatsOf(call, 0, 1), floatsOf(call, 3, 0), bias && ops.mul(ops.astype(bias.tensor, 'f32'), scale))
    return quantisedBy(call, y, 6)
  }),
  // Sums that an f32 does not hold are rounded.
  ConvInteger: operator([2, 4], { attributes: slidingKernel }, (call) =>
    ofTensor(ops.astype(convolved(call, centred(call, 0, 2, 1, 'f32'), centred(call, 1, 3, 0, 'f32')), 'i32')),
  ),
}
