import * as fn from '../kernel/functions.js'
import { sizeOf } from '../shape/dim.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { broadcast, sum } from './broadcast.js'
import { equal } from './compare.js'
import { numbers, operand } from './define.js'
import { fold, without } from './fold.js'
import { iota } from './iota.js'
import { full } from './literal.js'
import { multiply } from './multiply.js'
import { permute } from './permute.js'
import { reshape } from './reshape.js'
import { select } from './select.js'

/** For each element along `axes` the product of the others, zeros included: no division. Quadratic in their number. */
const productOfOthers = (x: AnyTensor, axes: readonly number[]): AnyTensor => {
  const { shape, dtype } = x.type
  const kept = without(
    shape.map((_, axis) => axis),
    axes,
  )
  const outer = kept.map((axis) => operand(shape, axis))
  const n = sizeOf(axes.map((axis) => operand(shape, axis)))
  const flat = reshape(permute(x, [...kept, ...axes]), [...outer, n])
  const square = [...outer, n, n]
  const rank = outer.length
  const diagonal = equal(iota(square, rank, 'i32'), iota(square, rank + 1, 'i32'))
  return prod(select(diagonal, full(1, square, dtype), broadcast(flat, square, [rank])), [rank + 1])
}

/** Product over `axes`, which are dropped. An empty product is 1. */
export const prod = fold({
  name: 'prod',
  dtypes: numbers,
  initial: () => 1,
  value: (total, x, dtype) => (dtype === 'i32' || dtype === 'u32' ? Math.imul(total, x) : total * x),
  combine: fn.multiply,
  jvp: [
    (t, [x], { axes }) => {
      const others = productOfOthers(operand([x], 0), axes)
      const { shape } = t.type
      const kept = without(
        shape.map((_, axis) => axis),
        axes,
      )
      const flat = reshape(permute(t, [...kept, ...axes]), others.type.shape)
      return sum(multiply(flat, others), [kept.length])
    },
  ],
})
