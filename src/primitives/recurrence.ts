import { emptyNd } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { maximum, subtract } from './arithmetic.js'
import { spread } from './broadcast.js'
import { less } from './compare.js'
import { concat } from './concat.js'
import { type Callable, define, floats, onlyDTypes, operand, sameTypes } from './define.js'
import { expanded, expandedAs } from './expanded.js'
import { gather } from './gather.js'
import { iota } from './iota.js'
import { eachLine } from './lines.js'
import { full, zeros } from './literal.js'
import { add, multiply } from './multiply.js'
import { reverse as reversed } from './reverse.js'
import { select } from './select.js'
import { slice } from './slice.js'

/** Along `axis` each element is the one before it, or after it in reverse; the first is a number. */
export const delayed = (x: AnyTensor, axis: number, reverse: boolean, first: number): AnyTensor => {
  const { shape, dtype } = x.type
  const filler = full(first, shape.with(axis, 1), dtype)
  const start = shape.map((_, i) => (i === axis && reverse ? 1 : 0))
  return slice(
    concat(reverse ? [x, filler] : [filler, x], axis),
    start,
    shape.map((n, i) => n + operand(start, i)),
    shape.map(() => 1),
  )
}

/** Along `axis` the elements `distance` places before; what stands at the first places is of no use. As a lookup, so that what is read twice is stored. */
const earlier = (x: AnyTensor, axis: number, distance: number): AnyTensor => {
  const places = [operand(x.type.shape, axis)]
  return gather(x, maximum(subtract(iota(places, 0, 'i32'), full(distance, places, 'i32')), full(0, places, 'i32')), axis)
}

type Along = { readonly axis: number; readonly reverse: boolean }

/**
 * `y[i] = a[i] y[i - 1] + b[i]` along `axis`, where nothing stands before the first; in reverse, from the last to the first. Linear in `b`:
 * its adjoint runs the other way. It takes `log n` rounds, in each of which an element is reached from twice as far.
 *
 * @see Hillis, Steele, Data parallel algorithms, CACM 29, 1986
 */
export const recurrence: Callable<Along, [a: AnyTensor, b: AnyTensor, axis: number, reverse: boolean]> = define(
  {
    name: 'recurrence',
    type: (operands, _: Along) => onlyDTypes('recurrence', sameTypes('recurrence', operands), floats),
    jvp: [
      (t, [a], { axis, reverse }, [y]) =>
        recurrence(operand([a], 0), multiply(t, delayed(operand([y], 0), axis, reverse, 0)), axis, reverse),
      (t, [a], { axis, reverse }) => recurrence(operand([a], 0), t, axis, reverse),
    ],
    transpose: (ct, _, { operands, params: { axis, reverse } }) =>
      recurrence(delayed(operand(operands, 0), axis, !reverse, 0), ct, axis, !reverse),
    batch: (mapped) => {
      const [a, b] = spread(mapped)
      return recurrence(operand([a], 0), operand([b], 0), mapped.params.axis + 1, mapped.params.reverse)
    },
    evaluate: ([a, b], { axis, reverse }, type) => {
      const [factors, terms, result] = [operand([a], 0).data, operand([b], 0).data, emptyNd(type)]
      const n = operand(type.shape, axis)
      eachLine(type.shape, axis, (at) => {
        let before: number | undefined
        for (let i = 0; i < n; i++) {
          const position = at(reverse ? n - 1 - i : i)
          const term = operand([terms[position]], 0)
          before = before === undefined ? term : operand([factors[position]], 0) * before + term
          result.data[position] = before
        }
      })
      return result
    },
    lower: expanded,
    expand: expandedAs(([operandA, operandB], { axis, reverse }) => {
      let [a, b] = [operand([operandA], 0), operand([operandB], 0)]
      if (reverse) return reversed(recurrence(reversed(a, [axis]), reversed(b, [axis]), axis, false), [axis])
      const { shape } = b.type
      const place = iota(shape, axis, 'i32')
      for (let distance = 1; distance < operand(shape, axis); distance *= 2) {
        const first = less(place, full(distance, shape, 'i32'))
        b = add(b, select(first, zeros(b.type), multiply(a, earlier(b, axis, distance))))
        a = multiply(a, earlier(a, axis, distance))
      }
      return b
    }),
    samples: [
      (draw) => {
        const shape = draw.shape(1)
        const like = { shape, dtype: 'f32' as const }
        return { operands: [like, like], params: { axis: draw.int(0, shape.length - 1), reverse: draw.pick([true, false]) } }
      },
    ],
  },
  (a: AnyTensor, b: AnyTensor, axis: number, reverse: boolean) => [[a, b], { axis, reverse }],
)
