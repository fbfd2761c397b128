import * as ops from '../../../index.js'
import { axisIn } from '../../read/operators/axes.js'
import { countIn, gathered, oneHotBy } from '../../read/operators/gather.js'
import { ofTensor } from '../../read/value.js'
import { type Operators, operator } from '../operator.js'
import { flag, int } from './attributes.js'

/** No place is counted from the back. */
export const counting = { fromBack: false }

const gather = operator([2, 3], { attributes: { batch_dims: int(0) }, fixed: [2] }, (call) => {
  const x = call.input(0)
  const [axis = 0] = call.maybeNumbers(2) ?? []
  if (call.settings.batch_dims !== 0) return call.fail(`batch_dims is ${call.settings.batch_dims}; 0 is known here`)
  return gathered(call, x, call.input(1), axisIn(call, axis, x.shape.length), counting)
})

const gatherNd = operator(2, {}, (call) => {
  const [x, indices] = [call.input(0), call.input(1)]
  const count = indices.shape.at(-1) ?? 0
  if (indices.shape.length < 1 || count > x.shape.length)
    return call.fail(`places of ${count} coordinates are none in [${x.shape.join(', ')}]`)
  return ofTensor(ops.gatherNd(x.tensor, ops.astype(indices.tensor, 'i32')))
})

const oneHot = operator(4, { attributes: { axis: int(-1) }, fixed: [1] }, (call) => {
  const [indices, on, off] = [call.input(0).tensor, call.input(2).tensor, call.input(3).tensor]
  return ofTensor(oneHotBy(call, indices, call.settings.axis, on, off))
})

const topK = operator([1, 2], { attributes: { k: int(undefined), sorted: flag(true) }, fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  const [asked = 0] = call.maybeNumbers(1) ?? [call.settings.k ?? 0]
  const k = countIn(call, asked, x.shape.at(-1) ?? 0)
  const [values, places] = ops.topK(x, k, { axis: -1 })
  return [ofTensor(values), ofTensor(places)]
})

export const gathering: Operators = { Gather: gather, GatherNd: gatherNd, GatherV2: gather, OneHot: oneHot, TopKV2: topK }
