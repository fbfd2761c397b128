import { ShapeMismatch } from '../errors.js'
import { computed } from '../kernel/index-arithmetic.js'
import { sameShape, sizeOf } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import { emptyNd } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { spread } from './broadcast.js'
import { type Callable, define, onlyDTypes, operand } from './define.js'
import { type None, none } from './elementwise.js'
import { place } from './place.js'

/**
 * How many elements of `sorted`, which ascend along the last axis, are below each of the `values` in the same line: where it would be put in. Each is found by
 * itself, by bisection.
 */
export const countBelow: Callable<None, [sorted: AnyTensor, values: AnyTensor]> = define(
  {
    name: 'countBelow',
    type: ([operandSorted, operandValues]) => {
      const sorted = onlyDTypes('countBelow', operand([operandSorted], 0), ['i32'])
      const values = onlyDTypes('countBelow', operand([operandValues], 0), ['i32'])
      if (sorted.shape.length === 0 || !sameShape(sorted.shape.slice(0, -1), values.shape.slice(0, -1)))
        throw new ShapeMismatch(`countBelow: the lines of ${showType(values)} are not those of ${showType(sorted)}`)
      return values
    },
    jvp: 'constant',
    batch: (mapped) => {
      const [sorted, values] = spread(mapped)
      return countBelow(operand([sorted], 0), operand([values], 0))
    },
    evaluate: ([sorted, values], _, type) => {
      const [from, wanted, result] = [operand([sorted], 0), operand([values], 0), emptyNd(type)]
      const [n, m] = [operand([from.shape.at(-1)], 0), operand([type.shape.at(-1)], 0)]
      for (let line = 0; line < sizeOf(type.shape.slice(0, -1)); line++)
        for (let i = 0; i < m; i++) {
          const value = operand([wanted.data[line * m + i]], 0)
          result.data[line * m + i] = from.data.subarray(line * n, (line + 1) * n).filter((x) => x < value).length
        }
      return result
    },
    lower: {
      kind: 'pull',
      visits: 'many',
      cost: 40,
      scalar: ({ scalars, operands: [readSorted, readValues], types: [sorted] }, index) => {
        const n = operand([operand([sorted], 0).shape.at(-1)], 0)
        const value = operand([readValues], 0)(index)
        let found = scalars.u32(0)
        for (let step = 2 ** Math.floor(Math.log2(Math.max(1, n))); step >= 1 && n > 0; step /= 2) {
          const more = scalars.add(found, step)
          const last = computed(place(scalars, scalars.subtract(more, 1), n), n)
          const isBelow = scalars.less(operand([readSorted], 0)([...index.slice(0, -1), last]), value)
          const isThere = scalars.lessEqual(more, n)
          found = scalars.select(scalars.and(isThere, isBelow), more, found)
        }
        return scalars.toI32(found)
      },
    },
    samples: [
      // Lines of one number are in order.
      (draw) => {
        const [lines, n] = [draw.shape(0, 2), draw.int(0, 9)]
        const one = draw.int(-1, 1)
        return {
          operands: [
            { shape: [...lines, n], dtype: 'i32', within: [one, one] },
            { shape: [...lines, draw.int(0, 4)], dtype: 'i32' },
          ],
          params: none,
        }
      },
    ],
  },
  (sorted: AnyTensor, values: AnyTensor) => [[sorted, values], none],
)
