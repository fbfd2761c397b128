import type { NdArray } from '../tensor/ndarray.js'
import { emptyNd } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, numbers, onlyDTypes, operand, sampled } from './define.js'
import { expanded, expandedAs } from './expanded.js'
import { iota } from './iota.js'
import { eachLine } from './lines.js'
import { goesBefore, mergeRuns, sorted } from './merge-runs.js'

export type AlongAxis = { readonly axis: number }

/** Calls `f` for every line along an axis with the places of its elements in order. */
export const eachOrder = ({ shape, data }: NdArray, axis: number, f: (at: (i: number) => number, order: readonly number[]) => void): void =>
  eachLine(shape, axis, (at) => {
    const keys = Array.from({ length: operand(shape, axis) }, (_, i) => operand([data[at(i)]], 0))
    const compare = (x: number, y: number) => Number(goesBefore(y, x)) - Number(goesBefore(x, y))
    f(
      at,
      [...keys.keys()].sort((i, j) => compare(operand(keys, i), operand(keys, j))),
    )
  })

/**
 * The places of the elements along `axis` in ascending order: NaN last, equal ones as they stand. By merging runs of twice the length again and
 * again: `log n` kernels, in which each element is found in up to `log n` steps.
 */
export const argsort: Callable<AlongAxis, [keys: AnyTensor, axis: number]> = define(
  {
    name: 'argsort',
    type: ([keys], _: AlongAxis) => ({ shape: onlyDTypes('argsort', operand([keys], 0), numbers).shape, dtype: 'i32' }),
    jvp: 'constant',
    batch: ({ operands: [keys], params: { axis } }) => argsort(operand([keys], 0), axis + 1),
    evaluate: ([keys], { axis }, type) => {
      const result = emptyNd(type)
      eachOrder(operand([keys], 0), axis, (at, order) => {
        order.forEach((from, i) => {
          result.data[at(i)] = from
        })
      })
      return result
    },
    lower: expanded,
    expand: expandedAs(([operandKeys], { axis }) => {
      const keys = operand([operandKeys], 0)
      const { shape } = keys.type
      let order = iota(shape, axis, 'i32')
      for (let length = 1; length < operand(shape, axis); length *= 2) order = mergeRuns(keys, order, axis, length)
      return order
    }),
    stableHlo: (hlo, [operandKeys], { axis }, [type]) =>
      sorted(hlo, [operand([operandKeys], 0), hlo.iota(axis, operand([type], 0))], axis)[1],
    samples: sampled(numbers).map((dtype) => (draw) => {
      const few = draw.shape(1)
      const axis = draw.int(0, few.length - 1)
      return { operands: [{ shape: few.with(axis, draw.int(0, 20)), dtype }], params: { axis } }
    }),
  },
  (keys: AnyTensor, axis: number) => [[keys], { axis }],
)
