import * as ops from '../../../index.js'
import { permuted, sizeOf } from '../../onnx/read/known.js'
import { moved } from '../../onnx/read/operators/movement.js'
import { ofTensor, type Value } from '../../onnx/read/value.js'
import { type Operators, operator, type Refusing } from '../operator.js'
import { ints } from './attributes.js'
import { axesIn, axisIn, exactly, sizesFrom } from './axes.js'

/** The same elements in another shape. */
const reshaped = (call: Refusing, x: Value, shape: readonly number[]): Value => {
  if (sizeOf(shape) !== sizeOf(x.shape))
    return call.fail(`[${x.shape.join(', ')}] has ${sizeOf(x.shape)} elements, [${shape.join(', ')}] ${sizeOf(shape)}`)
  return moved(
    x,
    (known) => ({ ...known, shape }),
    (tensor) => ops.reshape(tensor, [...shape]),
  )
}

/** One -1 stands for what is left. */
export const fitted = (call: Refusing, x: Value, wanted: readonly number[]): Value => {
  const open = wanted.filter((size) => size === -1).length
  if (open > 1) return call.fail(`the shape [${wanted.slice(0, 16).join(', ')}] leaves ${open} sizes open`)
  const others = sizeOf(wanted.filter((size) => size !== -1))
  const left = others === 0 ? 0 : sizeOf(x.shape) / others
  const shape = wanted.map((size) => (size === -1 ? left : size))
  return reshaped(call, x, sizesFrom(call, shape))
}

const squeeze = operator(1, { attributes: { squeeze_dims: ints(undefined), axis: ints(undefined) } }, (call) => {
  const x = call.input(0)
  const given = call.settings.squeeze_dims ?? call.settings.axis ?? []
  const axes = axesIn(call, given.length > 0 ? given : x.shape.flatMap((size, axis) => (size === 1 ? [axis] : [])), x.shape.length)
  const wrong = axes.find((axis) => x.shape[axis] !== 1)
  if (wrong !== undefined) return call.fail(`axis ${wrong} of [${x.shape.join(', ')}] has not size 1`)
  return reshaped(
    call,
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  )
})

const expandDims = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0)
  const [given = 0] = call.numbers(1)
  const axis = axisIn(call, given, x.shape.length + 1)
  return reshaped(call, x, sizesFrom(call, x.shape.toSpliced(axis, 0, 1)))
})

const transpose = operator([1, 2], { fixed: [1] }, (call) => {
  const x = call.input(0)
  const rank = x.shape.length
  const given = call.optional(1) ? call.numbers(1) : x.shape.map((_, axis) => rank - 1 - axis)
  const order = axesIn(call, exactly(call, 'the order', given, rank), rank)
  return moved(
    x,
    (known) => permuted(known, order),
    (tensor) => ops.transpose(tensor, order),
  )
})

const tile = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0)
  const times = exactly(call, 'the list of counts', call.numbers(1), x.shape.length)
  sizesFrom(
    call,
    times.map((count, axis) => count * (x.shape[axis] ?? 1)),
  )
  if (times.some((count) => count < 0)) return call.fail(`the counts are [${times.join(', ')}]; none is negative`)
  return ofTensor(ops.tile(x.tensor, times))
})

const broadcast = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  return ofTensor(ops.broadcastTo(x, [...sizesFrom(call, call.numbers(1))]))
})

/** Axes, or one truth for each axis. */
const reverse = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  const { known } = call.input(1)
  const axes = known?.dtype === 'bool' ? Array.from(known.data).flatMap((is, axis) => (is ? [axis] : [])) : call.numbers(1)
  const axis = axesIn(call, axes, x.rank)
  return axis.length === 0 ? call.input(0) : ofTensor(ops.flip(x, { axis }))
})

export const movement: Operators = {
  BroadcastTo: broadcast,
  ExpandDims: expandDims,
  Reshape: operator(2, { fixed: [1] }, (call) => fitted(call, call.input(0), call.numbers(1))),
  Reverse: reverse,
  ReverseV2: reverse,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
}
