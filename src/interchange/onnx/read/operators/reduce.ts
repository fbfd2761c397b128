import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { sizeOf } from '../../../read/known.js'
import { axesIn, axisIn } from '../../../read/operators/axes.js'
import { cumulated, type Fold, product, type Reduction, reduced, total } from '../../../read/operators/reduce.js'
import { ofTensor } from '../../../read/value.js'
import { int, ints } from '../attributes.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { eitherWay } from './axes.js'

const attributes = { axes: ints(undefined), keepdims: int(1), noop_with_empty_axes: int(0) }

/** Axes are an attribute, in later versions an operand; without any all are meant, or none: then each element is made what it is by itself. What it is of nothing is said where the reduction has no value there. */
const reduction = (tensors: Reduction, fold?: Fold, ofNothing?: number): Operator =>
  operator([1, 2], { attributes, fixed: [1] }, (call) => {
    const { keepdims, noop_with_empty_axes: none, axes: written } = call.settings
    const x = call.input(0)
    const given = axesIn(call, eitherWay(call, written, 1) ?? [], x.shape.length)
    const axis = given.length === 0 && none === 0 ? x.shape.map((_, i) => i) : given
    if (ofNothing !== undefined && x.dtype !== 'bool' && axis.some((one) => x.shape[one] === 0)) {
      const shape = x.shape.flatMap((size, i) => (!axis.includes(i) ? [size] : keepdims !== 0 ? [1] : []))
      return ofTensor(ops.full(shape, ofNothing, { dtype: x.dtype }))
    }
    return reduced(x, { axis, keepDims: keepdims !== 0 }, tensors, fold)
  })

/** Some numbers of whole ones are asked for; the mean of these is rounded to zero. */
const meanOf: Reduction = (x, { axis, keepDims }) => {
  if (x.dtype === 'f32' || x.dtype === 'f16') return ops.mean(x, { axis, keepDims })
  return ops.div(
    ops.sum(x, { axis, keepDims }),
    axis.reduce((count, one) => count * (x.shape[one] ?? 1), 1),
  )
}

/** Of truths another one than of numbers. */
const orOf =
  (truths: Reduction, numbers: Reduction): Reduction =>
  (x, options) =>
    (x.dtype === 'bool' ? truths : numbers)(x, options)

/** The place of the largest or smallest element, of several the first or the last. */
const place = (find: typeof ops.argmax): Operator =>
  operator(1, { attributes: { axis: int(0), keepdims: int(1), select_last_index: int(0) } }, (call) => {
    const { axis: given, keepdims, select_last_index: last } = call.settings
    const x = call.input(0).tensor
    const axis = axisIn(call, given, x.rank)
    const keepDims = keepdims !== 0
    if (last === 0) return ofTensor(find(x, { axis, keepDims }))
    const fromEnd = find(ops.flip(x, { axis }), { axis, keepDims })
    return ofTensor(ops.sub(ops.full([...fromEnd.shape], (x.shape[axis] ?? 1) - 1, { dtype: 'i32' }), fromEnd))
  })

type Along = (x: AnyTensor, options: { readonly axis: number }) => AnyTensor

/** Before opset 13 all axes from `axis` on are one, and the first of them is the default. */
const soft = (along: Along): Operator =>
  operator(1, { attributes: { axis: int(undefined) } }, (call) => {
    const x = call.input(0).tensor
    if (x.size === 0) return call.input(0)
    if (x.rank === 0) return ofTensor(ops.reshape(along(ops.reshape(x, [1]), { axis: 0 }), []))
    const { axis: given = call.opset >= 13 ? -1 : 1 } = call.settings
    if (call.opset >= 13) return ofTensor(along(x, { axis: axisIn(call, given, x.rank) }))
    const from = given === x.rank ? given : axisIn(call, given, x.rank)
    if (from === x.rank - 1) return ofTensor(along(x, { axis: from }))
    const rows = sizeOf(x.shape.slice(0, from))
    return ofTensor(ops.reshape(along(ops.reshape(x, [rows, x.size / rows]), { axis: 1 }), [...x.shape]))
  })

/** 1 at the largest element, of several the first; 0 elsewhere. */
const hard: Along = (x, { axis }) => {
  const is = ops.oneHot(ops.argmax(x, { axis }), x.shape[axis] ?? 0, { dtype: x.dtype })
  return ops.moveAxis(is, x.rank - 1, axis)
}

const cumulative = operator(2, { attributes: { exclusive: int(0), reverse: int(0) }, fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  const [given = 0] = call.numbers(1)
  const axis = axisIn(call, given, x.rank)
  const [exclusive, reverse] = [call.settings.exclusive !== 0, call.settings.reverse !== 0]
  return ofTensor(cumulated(x, axis, ops.cumsum, 0, { exclusive, reverse }))
})

export const reductions: Operators = {
  ReduceSum: reduction(ops.sum, total),
  ReduceMean: reduction(meanOf, (xs) => total(xs) / xs.length),
  ReduceMax: reduction(orOf(ops.any, ops.max), (xs) => Math.max(...xs), -Infinity),
  ReduceMin: reduction(orOf(ops.all, ops.min), (xs) => Math.min(...xs), Infinity),
  ReduceProd: reduction(ops.prod, product),
  ReduceSumSquare: reduction((x, options) => ops.sum(ops.square(x), options)),
  ReduceL1: reduction((x, options) => ops.sum(ops.abs(x), options)),
  ReduceL2: reduction((x, options) => ops.sqrt(ops.sum(ops.square(x), options))),
  ReduceLogSum: reduction((x, options) => ops.log(ops.sum(x, options))),
  ReduceLogSumExp: reduction(ops.logSumExp, undefined, -Infinity),
  ArgMax: place(ops.argmax),
  ArgMin: place(ops.argmin),
  Softmax: soft(ops.softmax),
  LogSoftmax: soft(ops.logSoftmax),
  Hardmax: soft(hard),
  CumSum: cumulative,
}
