import { sizeOf } from '../shape/dim.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { argsort } from './argsort.js'
import { maximum, minimum, subtract } from './arithmetic.js'
import { broadcast } from './broadcast.js'
import { equal, less } from './compare.js'
import { convert } from './convert.js'
import { countBelow } from './count-below.js'
import { operand } from './define.js'
import { max } from './extremum.js'
import { iota } from './iota.js'
import { full } from './literal.js'
import { add } from './multiply.js'
import { select } from './select.js'
import { takeAlong } from './take-along.js'

/** Above so many comparisons of an index with a place, sorting the indices takes less time; see `scatterAdd`. */
const manyComparisons = 2 ** 22

/** The indices as `i32` in `0 .. size - 1`: one out of range is taken for the nearest one in it. */
export const inRange = (indices: AnyTensor, size: number): AnyTensor => {
  const { shape, dtype } = indices.type
  const like = (value: number) => full(value, shape, dtype)
  return convert(minimum(maximum(indices, like(0)), like(size - 1)), 'i32')
}

/**
 * For each place below `size` the number of the last index along the last axis that is it; -1 where none is. `places: [...lines, n]` in range, as `i32`;
 * result `[...lines, size]`.
 */
export const lastAt = (places: AnyTensor, size: number): AnyTensor => {
  const { shape } = places.type
  const [axis, n, lines] = [shape.length - 1, operand([shape.at(-1)], 0), shape.slice(0, -1)]
  const result = [...lines, size]
  const none = full(-1, result, 'i32')
  if (sizeOf(shape) * size < manyComparisons) {
    const all = [...lines, size, n]
    const isHere = equal(broadcast(places, all, [axis]), iota(all, axis, 'i32'))
    return max(select(isHere, iota(all, axis + 1, 'i32'), full(-1, all, 'i32')), [axis + 1])
  }
  // In order, those of a place stand together, and the last of them at the end.
  const order = argsort(places, axis)
  const starts = iota(result, axis, 'i32')
  const below = (bound: AnyTensor) => countBelow(takeAlong(places, order, axis), bound)
  const [begin, end] = [below(starts), below(add(starts, full(1, result, 'i32')))]
  return select(less(begin, end), takeAlong(order, subtract(end, full(1, result, 'i32')), axis), none)
}
