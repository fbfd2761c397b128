import { ShapeMismatch } from '../errors.js'
import { computed } from '../kernel/index-arithmetic.js'
import type { Scalar } from '../kernel/scalar.js'
import { sameShape, sizeOf } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import { emptyNd } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { spread } from './broadcast.js'
import { type Callable, define, numbers, onlyDTypes, operand } from './define.js'
import { goesBefore, inOrder, precedes } from './merge-runs.js'
import { place } from './place.js'

type Bound = { readonly inclusive: boolean }

/**
 * How many elements of `sorted`, which ascend along the last axis, are below each of the `values` in the same line, or, inclusive, not above it: where it would
 * be put in. NaN is above every number, and equal to itself. Each is found by itself, by bisection.
 */
export const countBelow: Callable<Bound, [sorted: AnyTensor, values: AnyTensor, inclusive?: boolean]> = define(
  {
    name: 'countBelow',
    type: ([operandSorted, operandValues], _: Bound) => {
      const sorted = onlyDTypes('countBelow', operand([operandSorted], 0), numbers)
      const values = onlyDTypes('countBelow', operand([operandValues], 0), [sorted.dtype])
      if (sorted.shape.length === 0 || !sameShape(sorted.shape.slice(0, -1), values.shape.slice(0, -1)))
        throw new ShapeMismatch(`countBelow: the lines of ${showType(values)} are not those of ${showType(sorted)}`)
      return { shape: values.shape, dtype: 'i32' }
    },
    jvp: 'constant',
    batch: (mapped) => {
      const [sorted, values] = spread(mapped)
      return countBelow(operand([sorted], 0), operand([values], 0), mapped.params.inclusive)
    },
    evaluate: ([sorted, values], { inclusive }, type) => {
      const [from, wanted, result] = [operand([sorted], 0), operand([values], 0), emptyNd(type)]
      const [n, m] = [operand([from.shape.at(-1)], 0), operand([type.shape.at(-1)], 0)]
      for (let line = 0; line < sizeOf(type.shape.slice(0, -1)); line++)
        for (let i = 0; i < m; i++) {
          const value = operand([wanted.data[line * m + i]], 0)
          result.data[line * m + i] = from.data
            .subarray(line * n, (line + 1) * n)
            .filter((x) => (inclusive ? !goesBefore(value, x) : goesBefore(x, value))).length
        }
      return result
    },
    lower: {
      kind: 'pull',
      visits: 'many',
      cost: 40,
      scalar: ({ scalars, operands: [readSorted, readValues], types: [sorted], params: { inclusive } }, index) => {
        const n = operand([operand([sorted], 0).shape.at(-1)], 0)
        const ordered = (x: Scalar) => (x.type === 'f32' ? scalars.apply(inOrder, x) : x)
        const value = ordered(operand([readValues], 0)(index))
        let found = scalars.u32(0)
        for (let step = 2 ** Math.floor(Math.log2(Math.max(1, n))); step >= 1 && n > 0; step /= 2) {
          const more = scalars.add(found, step)
          const last = computed(place(scalars, scalars.subtract(more, 1), n), n)
          const met = ordered(operand([readSorted], 0)([...index.slice(0, -1), last]))
          const isBelow = inclusive ? scalars.lessEqual(met, value) : scalars.less(met, value)
          const isThere = scalars.lessEqual(more, n)
          found = scalars.select(scalars.and(isThere, isBelow), more, found)
        }
        return scalars.toI32(found)
      },
    },
    stableHlo: (hlo, [operandSorted, operandValues], { inclusive }) => {
      const [from, values] = [operand([operandSorted], 0), operand([operandValues], 0)]
      const { shape } = values.type
      const [axis, n] = [shape.length - 1, operand([from.type.shape.at(-1)], 0)]
      // Each value beside all of the line.
      const all = [...shape, n]
      const axes = shape.map((_, i) => i)
      const one = hlo.broadcast(values, all, axes)
      const each = hlo.broadcast(from, all, [...axes.slice(0, -1), axis + 1])
      const [isBelow] = hlo.scalars(
        (s, x, y) => [
          s.toI32(inclusive ? s.not(precedes(s, operand([y], 0), operand([x], 0))) : precedes(s, operand([x], 0), operand([y], 0))),
        ],
        [each, one],
      )
      return hlo.reduce('add', operand([isBelow], 0), 0, [axis + 1])
    },
    samples: [
      // Lines of one number are in order.
      (draw) => {
        const [lines, n] = [draw.shape(0, 2), draw.int(0, 9)]
        const [one, dtype] = [draw.int(0, 1), draw.pick(['i32', 'u32', 'f32'] as const)]
        return {
          operands: [
            { shape: [...lines, n], dtype, within: [one, one] },
            { shape: [...lines, draw.int(0, 4)], dtype },
          ],
          params: { inclusive: draw.pick([true, false]) },
        }
      },
    ],
  },
  (sorted: AnyTensor, values: AnyTensor, inclusive = false) => [[sorted, values], { inclusive }],
)
