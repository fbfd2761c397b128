import { sizeOf } from '../shape/dim.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { broadcast, sum } from './broadcast.js'
import { equal } from './compare.js'
import { concat } from './concat.js'
import { numbers, operand } from './define.js'
import { fold, without } from './fold.js'
import { iota } from './iota.js'
import { full } from './literal.js'
import { multiply } from './multiply.js'
import { permute } from './permute.js'
import { reshape } from './reshape.js'
import { select } from './select.js'
import { slice } from './slice.js'

/** So many elements are multiplied by brute force. */
const block = 4

/** For each element along the last axis the product of the others, by brute force: a fold for each. */
const fewOthers = (x: AnyTensor): AnyTensor => {
  const { shape, dtype } = x.type
  const [axis, square] = [shape.length - 1, [...shape, operand(shape, shape.length - 1)]]
  const diagonal = equal(iota(square, axis, 'i32'), iota(square, axis + 1, 'i32'))
  return prod(select(diagonal, full(1, square, dtype), broadcast(x, square, [axis])), [axis + 1])
}

/**
 * For each element along the last axis the product of the others, zeros included: no division. The elements stand in blocks; the others are those in its
 * block and those in the other blocks, which are found likewise from the blocks' products. So the work is linear in their number.
 */
const productOfOthers = (x: AnyTensor): AnyTensor => {
  const { shape, dtype } = x.type
  const axis = shape.length - 1
  const [outer, n] = [shape.slice(0, axis), operand(shape, axis)]
  if (n <= block) return fewOthers(x)
  const count = Math.ceil(n / block)
  const padded = [...outer, count * block]
  const filled = n < count * block ? concat([x, full(1, [...outer, count * block - n], dtype)], axis) : x
  const blocks = reshape(filled, [...outer, count, block])
  const elsewhere = broadcast(productOfOthers(prod(blocks, [axis + 1])), blocks.type.shape, [axis + 1])
  const others = reshape(multiply(elsewhere, fewOthers(blocks)), padded)
  return slice(
    others,
    shape.map(() => 0),
    shape,
    shape.map(() => 1),
  )
}

/** Product over `axes`, which are dropped. An empty product is 1. */
export const prod = fold({
  name: 'prod',
  dtypes: numbers,
  initial: () => 1,
  value: (total, x, dtype) => (dtype === 'i32' || dtype === 'u32' ? Math.imul(total, x) : total * x),
  stableHlo: 'multiply',
  combine: (s, x, y) => s.multiply(x, y),
  jvp: [
    (t, [x], { axes }) => {
      const { shape } = t.type
      const kept = without(
        shape.map((_, axis) => axis),
        axes,
      )
      const order = [...kept, ...axes]
      const flat = [...kept.map((axis) => operand(shape, axis)), sizeOf(axes.map((axis) => operand(shape, axis)))]
      const laidOut = (one: AnyTensor) => reshape(permute(one, order), flat)
      return sum(multiply(laidOut(t), productOfOthers(laidOut(operand([x], 0)))), [kept.length])
    },
  ],
})
