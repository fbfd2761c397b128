import { concat } from '../primitives/concat.js'
import { iota } from '../primitives/iota.js'
import { mergeRuns } from '../primitives/merge-runs.js'
import { reshape } from '../primitives/reshape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { between } from './slice.js'

/** Of runs that were merged two by two, each so long before, as many at the end as one of them had. */
const endsOfPairs = (order: AnyTensor, axis: number, length: number): AnyTensor => {
  const { shape } = order.type
  const size = shape[axis] ?? 0
  const pairs = Math.floor(size / (2 * length))
  const paired = 2 * length * pairs
  const apart = reshape(between(order, axis, 0, paired), shape.toSpliced(axis, 1, pairs, 2 * length))
  const ends = reshape(between(apart, axis + 1, length, 2 * length), shape.with(axis, pairs * length))
  const left = between(order, axis, Math.max(paired, size - length), size)
  return concat([ends, left], axis)
}

/**
 * The places along `axis` of the last `count` elements of a sort: NaN last, equal ones as they stand. Runs of at least `count` are sorted; then two at a time are
 * merged, and the end of what comes out goes on, so that each step has half as many elements as that before.
 */
export const lastInOrder = (keys: AnyTensor, axis: number, count: number): AnyTensor => {
  const { shape } = keys.type
  const sizeOf = (order: AnyTensor): number => order.type.shape[axis] ?? 0
  let order = iota(shape, axis, 'i32')
  let length = 1
  for (; length < count; length *= 2) order = mergeRuns(keys, order, axis, length)
  while (sizeOf(order) > length) order = endsOfPairs(mergeRuns(keys, order, axis, length), axis, length)
  return between(order, axis, sizeOf(order) - count, sizeOf(order))
}
