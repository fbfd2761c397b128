import type { DType } from '../shape/dtype.js'
import { emptyNd } from '../tensor/ndarray.js'
import type { Jvp } from '../tensor/primitive.js'
import type { OperandSample } from '../tensor/sample.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { broadcast, sum } from './broadcast.js'
import { less } from './compare.js'
import { concat } from './concat.js'
import { type Callable, define, numbers, onlyDTypes, operand, sampled } from './define.js'
import { expanded, expandedAs } from './expanded.js'
import { iota } from './iota.js'
import { eachLine } from './lines.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { inverse, permute } from './permute.js'
import { prod } from './product.js'
import { delayed, recurrence } from './recurrence.js'
import { reshape } from './reshape.js'
import { reverse as reversed } from './reverse.js'
import { select } from './select.js'
import { slice } from './slice.js'

/** Along which axis, and from which end: in reverse the last element comes first. */
export type Direction = { readonly axis: number; readonly reverse: boolean }

export type Cumulative = Callable<Direction, [x: AnyTensor, axis: number, reverse: boolean]>

/** What the elements are joined by, one at a time and many at once. */
interface CumulativeRules {
  readonly name: string
  /** Those that it is defined on, numbers if left out. */
  readonly dtypes?: readonly DType[]
  readonly initial: (dtype: DType) => number
  readonly value: (total: number, x: number, dtype: DType) => number
  readonly combine: (a: AnyTensor, b: AnyTensor) => AnyTensor
  readonly fold: (x: AnyTensor, axes: readonly number[]) => AnyTensor
  readonly jvp: Jvp<Direction>
  readonly transpose?: (cotangent: AnyTensor, direction: Direction) => AnyTensor
  readonly sample?: Partial<OperandSample>
}

/** So many elements are joined by brute force. Measured on SwiftShader, over 1M elements: 8 and 16 take the same time, 32 thrice, 64 five times as long. */
const block = 16

/** Each element joined with all before it along the last axis, by brute force: a fold for each. */
const short = (x: AnyTensor, { fold, initial }: CumulativeRules): AnyTensor => {
  const { shape, dtype } = x.type
  const axis = shape.length - 1
  const square = [...shape, operand(shape, axis)]
  const later = less(iota(square, axis + 1, 'i32'), iota(square, axis, 'i32'))
  return fold(select(later, full(initial(dtype), square, dtype), broadcast(x, square, [axis + 1])), [axis])
}

/** Within blocks by brute force, and for each block what comes before it: the same of the blocks' totals. */
const long = (x: AnyTensor, rules: CumulativeRules, whole: (x: AnyTensor) => AnyTensor): AnyTensor => {
  const { shape, dtype } = x.type
  const axis = shape.length - 1
  const [outer, n] = [shape.slice(0, axis), operand(shape, axis)]
  const count = Math.ceil(n / block)
  const filled = concat([x, full(rules.initial(dtype), [...outer, count * block - n], dtype)], axis)
  const within = short(reshape(filled, [...outer, count, block]), rules)
  const blocks = within.type.shape
  const last = slice(
    within,
    blocks.map((_, i) => (i > axis ? block - 1 : 0)),
    blocks,
    blocks.map(() => 1),
  )
  const before = delayed(whole(reshape(last, [...outer, count])), axis, false, rules.initial(dtype))
  const joined = reshape(rules.combine(broadcast(before, blocks, [axis + 1]), within), [...outer, count * block])
  return slice(
    joined,
    shape.map(() => 0),
    shape,
    shape.map(() => 1),
  )
}

/**
 * Makes a cumulative function: each element joined with all before it along an axis, itself included. The elements stand in blocks of 16,
 * whose totals are cumulated likewise: about `16 n` steps, and two kernels for each power of 16 in `n`.
 */
export const cumulative = (rules: CumulativeRules): Cumulative => {
  const { name, transpose, dtypes = numbers } = rules
  const made: Cumulative = define<Direction, [x: AnyTensor, axis: number, reverse: boolean]>(
    {
      name,
      type: ([x]) => onlyDTypes(name, operand([x], 0), dtypes),
      jvp: rules.jvp,
      ...(transpose && { transpose: (cotangent: AnyTensor, _: number, { params }) => transpose(cotangent, params) }),
      batch: ({ operands: [x], params: { axis, reverse } }) => made(operand([x], 0), axis + 1, reverse),
      evaluate: ([x], { axis, reverse }, type) => {
        const [from, result] = [operand([x], 0), emptyNd(type)]
        const n = operand(type.shape, axis)
        eachLine(type.shape, axis, (at) => {
          let total = rules.initial(type.dtype)
          for (let i = 0; i < n; i++) {
            const position = at(reverse ? n - 1 - i : i)
            total = rules.value(total, operand([from.data[position]], 0), type.dtype)
            result.data[position] = total
          }
        })
        return result
      },
      lower: expanded,
      expand: expandedAs(([operandX], { axis, reverse }) => {
        const x = operand([operandX], 0)
        if (reverse) return reversed(made(reversed(x, [axis]), axis, false), [axis])
        const order = [...x.type.shape.map((_, i) => i).filter((i) => i !== axis), axis]
        const last = permute(x, order)
        const whole = (line: AnyTensor) => made(line, line.type.shape.length - 1, false)
        return permute(operand(x.type.shape, axis) <= block ? short(last, rules) : long(last, rules, whole), inverse(order))
      }),
      samples: sampled(dtypes).map((dtype) => (draw) => {
        const few = draw.shape(1)
        const axis = draw.int(0, few.length - 1)
        const shape = draw.pick([few, few.with(axis, draw.int(30, 70))])
        return { operands: [{ shape, dtype, within: [-1.5, 1.5], ...rules.sample }], params: { axis, reverse: draw.pick([true, false]) } }
      }),
    },
    (x, axis, reverse) => [[x], { axis, reverse }],
  )
  return made
}

/** The sum of each element and all before it along `axis`; in reverse, of all after it. Its adjoint runs the other way. */
export const cumsum: Cumulative = cumulative({
  name: 'cumsum',
  initial: () => 0,
  value: (total, x) => total + x,
  combine: add,
  fold: sum,
  jvp: 'linear',
  transpose: (ct, { axis, reverse }) => cumsum(ct, axis, !reverse),
})

/** The product of each element and all before it along `axis`; in reverse, of all after it. The derivative divides by nothing: zeros are well. */
export const cumprod: Cumulative = cumulative({
  name: 'cumprod',
  initial: () => 1,
  value: (total, x, dtype) => (dtype === 'i32' || dtype === 'u32' ? Math.imul(total, x) : total * x),
  combine: multiply,
  fold: prod,
  jvp: [
    // The product y of the elements up to x has the tangent t' = x t' + t y', where y' is the product before x, and t' the tangent of that.
    (t, [x], { axis, reverse }, [y]) => recurrence(operand([x], 0), multiply(t, delayed(operand([y], 0), axis, reverse, 1)), axis, reverse),
  ],
})
