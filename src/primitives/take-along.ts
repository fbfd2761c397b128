import { sizeOf, stridesOf } from '../shape/dim.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { maximum, minimum } from './arithmetic.js'
import { convert } from './convert.js'
import { gather } from './gather.js'
import { iota } from './iota.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { reshape } from './reshape.js'

/** The elements of `x` that stand along `axis` where `indices` says, whose shape is that of `x` but there. Out of range is the nearest in it. */
export const takeAlong = (x: AnyTensor, indices: AnyTensor, axis: number): AnyTensor => {
  const { shape, dtype } = indices.type
  const flat = reshape(x, [sizeOf(x.type.shape)])
  if (sizeOf(x.type.shape) === x.type.shape[axis]) return gather(flat, indices, 0) // a single line, which keeps them in its range by itself
  // The place of each element in `x` laid out flat: its own index along every axis, but the given one along `axis`.
  const last = full(Math.max(0, (x.type.shape[axis] ?? 1) - 1), shape, dtype)
  const given = convert(minimum(maximum(indices, full(0, shape, dtype)), last), 'i32')
  const place = stridesOf(x.type.shape)
    .map((stride, at) => multiply(at === axis ? given : iota(shape, at, 'i32'), full(stride, shape, 'i32')))
    .filter((_, at) => at === axis || shape[at] !== 1)
    .reduce(add)
  return gather(flat, place, 0)
}
