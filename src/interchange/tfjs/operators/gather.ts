import * as ops from '../../../index.js'
import { isSmall, type Known, mapped, taken } from '../../onnx/read/known.js'
import { allKnown, ofKnown, ofTensor, type Value } from '../../onnx/read/value.js'
import { type Operators, operator, type Refusing } from '../operator.js'
import { flag, int } from './attributes.js'
import { axisIn, sizesFrom } from './axes.js'

const placesOf = (call: Refusing, known: Known, size: number): Known =>
  mapped('i32', (at) => (at >= 0 && at < size ? at : call.fail(`the index ${at} is out of range, ${size} elements`)), known)

/** The slices at places along an axis. */
export const gathered = (call: Refusing, x: Value, indices: Value, axis: number): Value => {
  const size = x.shape[axis] ?? 0
  const [known] = allKnown([x]) ?? []
  const places = indices.known && placesOf(call, indices.known, size)
  const shape = sizesFrom(call, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)])
  if (known && places && isSmall(shape)) return ofKnown(taken(known, places, axis))
  return ofTensor(ops.gather(x.tensor, ops.astype(places ? ofKnown(places).tensor : indices.tensor, 'i32'), axis))
}

const gather = operator([2, 3], { attributes: { batch_dims: int(0) }, fixed: [2] }, (call) => {
  const x = call.input(0)
  const [axis = 0] = call.optional(2) ? call.numbers(2) : []
  if (call.settings.batch_dims !== 0) return call.fail(`batch_dims is ${call.settings.batch_dims}; 0 is known here`)
  return gathered(call, x, call.input(1), axisIn(call, axis, x.shape.length))
})

const gatherNd = operator(2, {}, (call) => {
  const [x, indices] = [call.input(0), call.input(1)]
  const count = indices.shape.at(-1) ?? 0
  if (indices.shape.length < 1 || count > x.shape.length)
    return call.fail(`places of ${count} coordinates are none in [${x.shape.join(', ')}]`)
  return ofTensor(ops.gatherNd(x.tensor, ops.astype(indices.tensor, 'i32')))
})

const oneHot = operator(4, { attributes: { axis: int(-1) }, fixed: [1] }, (call) => {
  const [depth = 0] = call.numbers(1)
  const indices = call.input(0)
  const rank = indices.shape.length + 1
  const axis = axisIn(call, call.settings.axis, rank)
  sizesFrom(call, [...indices.shape, depth])
  const is = ops.oneHot(ops.astype(indices.tensor, 'i32'), depth, { dtype: 'bool' })
  return ofTensor(ops.where(ops.moveAxis(is, rank - 1, axis), call.input(2).tensor, call.input(3).tensor))
})

const topK = operator([1, 2], { attributes: { k: int(undefined), sorted: flag(true) }, fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  const [k = 0] = call.optional(1) ? call.numbers(1) : [call.settings.k ?? 0]
  const size = x.shape.at(-1) ?? 0
  if (!Number.isInteger(k) || k < 0 || k > size) return call.fail(`there are no ${k} elements along an axis of ${size}`)
  const [values, places] = ops.topK(x, k, { axis: -1 })
  return [ofTensor(values), ofTensor(places)]
})

export const gathering: Operators = { Gather: gather, GatherNd: gatherNd, GatherV2: gather, OneHot: oneHot, TopKV2: topK }
