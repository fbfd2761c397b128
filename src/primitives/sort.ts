import { ShapeMismatch } from '../errors.js'
import { sameShape } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import { emptyNd } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type AlongAxis, argsort, eachOrder } from './argsort.js'
import { spread } from './broadcast.js'
import { type Callable, define, numbers, onlyDTypes, operand } from './define.js'
import { expanded, expandedAs } from './expanded.js'
import { sorted } from './merge-runs.js'
import { takeAlong } from './take-along.js'

/**
 * The elements of `x` in the order of the `keys` that stand where they do, along `axis`. Linear in `x`: the adjoint puts each element back, and
 * so sorts by the places that the elements came from.
 */
export const sortBy: Callable<AlongAxis, [keys: AnyTensor, x: AnyTensor, axis: number]> = define(
  {
    name: 'sortBy',
    type: ([operandKeys, operandX], _: AlongAxis) => {
      const [keys, x] = [onlyDTypes('sortBy', operand([operandKeys], 0), numbers), operand([operandX], 0)]
      if (!sameShape(keys.shape, x.shape)) throw new ShapeMismatch(`sortBy: ${showType(x)} is no match for the keys ${showType(keys)}`)
      return x
    },
    jvp: [undefined, (t, [keys], { axis }) => sortBy(operand([keys], 0), t, axis)],
    transpose: (ct, _, { operands, params: { axis } }) => sortBy(argsort(operand(operands, 0), axis), ct, axis),
    batch: (mapped) => {
      const [keys, x] = spread(mapped)
      return sortBy(operand([keys], 0), operand([x], 0), mapped.params.axis + 1)
    },
    evaluate: ([keys, x], { axis }, type) => {
      const [from, result] = [operand([x], 0), emptyNd(type)]
      eachOrder(operand([keys], 0), axis, (at, order) => {
        order.forEach((place, i) => {
          result.data[at(i)] = operand([from.data[at(place)]], 0)
        })
      })
      return result
    },
    lower: expanded,
    expand: expandedAs(([keys, x], { axis }) => takeAlong(operand([x], 0), argsort(operand([keys], 0), axis), axis)),
    stableHlo: (hlo, operands, { axis }) => sorted(hlo, operands, axis)[1],
    samples: [
      (draw) => {
        const few = draw.shape(1)
        const axis = draw.int(0, few.length - 1)
        const shape = few.with(axis, draw.int(0, 20))
        // Whole numbers: keys that ties are decided by may not move.
        return {
          operands: [
            { shape, dtype: draw.pick(['i32', 'u32'] as const) },
            { shape, dtype: 'f32' },
          ],
          params: { axis },
        }
      },
      (draw) => {
        const shape = draw.shape(1)
        return {
          operands: [
            { shape, dtype: 'f32', distinct: true },
            { shape, dtype: draw.pick(['f32', 'i32', 'bool'] as const) },
          ],
          params: { axis: draw.int(0, shape.length - 1) },
        }
      },
    ],
  },
  (keys: AnyTensor, x: AnyTensor, axis: number) => [[keys, x], { axis }],
)
