import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { integers, sizeOf } from '../../../read/known.js'
import { axisIn, before } from '../../../read/operators/axes.js'
import { countIn, fromFront, gathered, type Indices, oneHotBy } from '../../../read/operators/gather.js'
import { ofKnown, ofTensor, type Value } from '../../../read/value.js'
import { int, string } from '../attributes.js'
import { type Call, type Operators, operator } from '../operator.js'
import { chosen } from './axes.js'

/** Places are counted from the back too. */
const counting = { fromBack: true }

const gather = operator(2, { attributes: { axis: int(0) } }, (call) => {
  const x = call.input(0)
  return gathered(call, x, call.input(1), axisIn(call, call.settings.axis, x.shape.length), counting)
})

/** A part of `x` from the first element on that is as large as the indices, along all axes but one. */
const asLarge = (x: AnyTensor, shape: readonly number[], axis: number): AnyTensor =>
  ops.slice(x, ...x.shape.map((size, i) => [0, i === axis ? size : (shape[i] ?? size)] as const))

const sameRank = (call: Call<unknown>, x: Value, indices: Value): void => {
  if (x.shape.length !== indices.shape.length) call.fail(`[${x.shape.join(', ')}] and indices [${indices.shape.join(', ')}] differ in rank`)
}

const gatherElements = operator(2, { attributes: { axis: int(0) } }, (call) => {
  const [x, indices] = [call.input(0), call.input(1)]
  sameRank(call, x, indices)
  const axis = axisIn(call, call.settings.axis, x.shape.length)
  return ofTensor(ops.takeAlongAxis(asLarge(x.tensor, indices.shape, axis), fromFront(call, indices, x.shape[axis] ?? 0, counting), axis))
})

/** Each coordinate of places counted from the front. */
const placesFromFront = (call: Call<unknown>, indices: Value, shape: readonly number[]): Indices => {
  const places = ops.astype(indices.tensor, 'i32')
  const count = indices.shape.at(-1) ?? 0
  if (count > shape.length) return call.fail(`places of ${count} coordinates are none in [${shape.join(', ')}]`)
  const sizes = ops.tensor(shape.slice(0, count), { dtype: 'i32' })
  return ops.where(ops.less(places, 0), ops.add(places, sizes), places)
}

const gatherNd = operator(2, { attributes: { batch_dims: int(0) } }, (call) => {
  const [x, indices] = [call.input(0), call.input(1)]
  const batch = call.settings.batch_dims
  if (batch < 0 || batch >= Math.min(x.shape.length, indices.shape.length)) return call.fail(`batch_dims is ${batch}`)
  const places = placesFromFront(call, indices, x.shape.slice(batch))
  if (batch === 0) return ofTensor(ops.gatherNd(x.tensor, places))
  // What a batch has in common becomes one axis, whose coordinate is put in front of the others.
  const shared = x.shape.slice(0, batch)
  const count = sizeOf(shared)
  const flat = ops.reshape(places, [count, ...indices.shape.slice(batch)])
  const of = ops.broadcastTo(ops.reshape(ops.arange(count, { dtype: 'i32' }), [count, ...flat.shape.slice(1).map(() => 1)]), [
    ...flat.shape.slice(0, -1),
    1,
  ])
  const found = ops.gatherNd(ops.reshape(x.tensor, [count, ...x.shape.slice(batch)]), ops.concat([of, flat], -1))
  return ofTensor(ops.reshape(found, [...shared, ...found.shape.slice(1)]))
})

type Into = (x: AnyTensor, indices: Indices, updates: AnyTensor, axis: number) => AnyTensor

/** Of updates for one place the last stands, or all are put together. */
const ways: Readonly<Record<string, Into>> = {
  none: ops.scatter,
  add: ops.scatterAdd,
  max: ops.scatterMax,
  min: ops.scatterMin,
}

/** Into a list of all elements, at places in it. */
const intoFlat = (call: Call<unknown>, x: AnyTensor, places: Indices, updates: AnyTensor, reduction: string): Value => {
  const into = chosen(call, 'reduction', ways, reduction)
  return ofTensor(ops.reshape(into(ops.reshape(x, [-1]), ops.reshape(places, [-1]), ops.reshape(updates, [-1]), 0), [...x.shape]))
}

const scatterElements = operator(3, { attributes: { axis: int(0), reduction: string('none') } }, (call) => {
  const [x, indices, updates] = [call.input(0), call.input(1), call.input(2)]
  sameRank(call, x, indices)
  const axis = axisIn(call, call.settings.axis, x.shape.length)
  const along = fromFront(call, indices, x.shape[axis] ?? 0, counting)
  const places = indices.shape.reduce<Indices>(
    (flat, size, i) => {
      const step = sizeOf(x.shape.slice(i + 1))
      const counted = ops.reshape(
        ops.arange(size, { dtype: 'i32' }),
        indices.shape.map((_, j) => (j === i ? size : 1)),
      )
      return ops.add(flat, ops.mul(i === axis ? along : counted, step))
    },
    ops.zeros([...indices.shape], { dtype: 'i32' }),
  )
  return intoFlat(call, x.tensor, places, updates.tensor, call.settings.reduction)
})

const scatterNd = operator(3, { attributes: { reduction: string('none') } }, (call) => {
  const [x, indices, updates] = [call.input(0), call.input(1), call.input(2)]
  const places = placesFromFront(call, indices, x.shape)
  const count = indices.shape.at(-1) ?? 0
  const steps = x.shape.slice(0, count).map((_, i) => sizeOf(x.shape.slice(i + 1)))
  const run = sizeOf(x.shape.slice(count))
  const first = ops.sum(ops.mul(places, ops.tensor(steps, { dtype: 'i32' })), { axis: -1 })
  const flat = ops.add(ops.expandDims(first, -1), ops.arange(run, { dtype: 'i32' }))
  return intoFlat(call, x.tensor, flat, updates.tensor, call.settings.reduction)
})

/** Of what is out of range all are off. */
const oneHot = operator(3, { attributes: { axis: int(-1) }, fixed: [1] }, (call) => {
  const [depth = 0] = call.numbers(1)
  const [indices, values] = [call.input(0).tensor, call.input(2).tensor]
  const counted = ops.where(ops.less(indices, 0), ops.add(indices, depth), indices)
  return ofTensor(oneHotBy(call, counted, call.settings.axis, ops.slice(values, 1), ops.slice(values, 0)))
})

const topK = operator(
  [1, 2],
  { outputs: 2, attributes: { axis: int(-1), largest: int(1), sorted: int(1), k: int(undefined) }, fixed: [1] },
  (call) => {
    const x = call.input(0).tensor
    const axis = axisIn(call, call.settings.axis, x.rank)
    const k = countIn(call, call.settings.k ?? call.numbers(1)[0] ?? 0, x.shape[axis] ?? 0)
    if (call.settings.largest !== 0) {
      const [values, places] = ops.topK(x, k, { axis })
      return [ofTensor(values), ofTensor(places)]
    }
    const order = ops.slice(ops.argsort(x, { axis }), ...before(axis), [0, k])
    return [ofTensor(ops.takeAlongAxis(x, order, axis)), ofTensor(order)]
  },
)

/** The places of what is not zero, one for each column; how many there are has to be known. */
const nonZero = operator(1, { fixed: [0] }, (call) => {
  const { known, shape } = call.input(0)
  if (!known) return call.fail('how many elements are not zero has to be known before the graph runs, and depends on what it is given')
  const found = Array.from(known.data).flatMap((value, i) => (value === 0 ? [] : [i]))
  const rows = shape.map((size, axis) => found.map((i) => Math.floor(i / sizeOf(shape.slice(axis + 1))) % size))
  return ofKnown(integers(rows.flat(), [shape.length, found.length]))
})

export const gathering: Operators = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  ScatterElements: scatterElements,
  Scatter: scatterElements, // its name before opset 11
  ScatterND: scatterNd,
  OneHot: oneHot,
  TopK: topK,
  NonZero: nonZero,
}
