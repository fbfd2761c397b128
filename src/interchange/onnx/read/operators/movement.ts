import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { int, ints, string } from '../attributes.js'
import { isSmall, type Known, permuted, sizeOf, stretched } from '../known.js'
import { type Call, type Operators, operator } from '../operator.js'
import { allKnown, ofKnown, ofTensor, type Value } from '../value.js'
import { axesIn, axisIn, chosen, eitherWay } from './axes.js'
import { sizesFrom } from './shape.js'

/** On numbers where they are few and known, else on the tensor. */
export const moved = (x: Value, known: (x: Known) => Known, tensor: (x: AnyTensor) => AnyTensor): Value => {
  const [few] = allKnown([x]) ?? []
  return few ? ofKnown(known(few)) : ofTensor(tensor(x.tensor))
}

/** The same elements in another shape. */
const reshaped = (call: Call<unknown>, x: Value, shape: readonly number[]): Value => {
  if (sizeOf(shape) !== sizeOf(x.shape))
    return call.fail(`[${x.shape.join(', ')}] has ${sizeOf(x.shape)} elements, [${shape.join(', ')}] ${sizeOf(shape)}`)
  return moved(
    x,
    (known) => ({ ...known, shape }),
    (tensor) => ops.reshape(tensor, [...shape]),
  )
}

/** 0 stands for the size that was there, one -1 for what is left. */
const reshape = operator([1, 2], { attributes: { allowzero: int(0) }, fixed: [1] }, (call) => {
  const x = call.input(0)
  const wanted = call.numbers(1).map((size, axis) => (size === 0 && call.settings.allowzero === 0 ? (x.shape[axis] ?? 0) : size))
  const open = wanted.filter((size) => size === -1).length
  if (open > 1) return call.fail(`the shape [${wanted.join(', ')}] leaves ${open} sizes open`)
  const others = sizeOf(wanted.filter((size) => size !== -1))
  const left = others === 0 ? 0 : sizeOf(x.shape) / others
  return reshaped(
    call,
    x,
    sizesFrom(
      call,
      wanted.map((size) => (size === -1 ? left : size)),
    ),
  )
})

const squeeze = operator([1, 2], { attributes: { axes: ints(undefined) }, fixed: [1] }, (call) => {
  const x = call.input(0)
  const { shape } = x
  const given = eitherWay(call, call.settings.axes, 1)
  const axes = given ? axesIn(call, given, shape.length) : shape.flatMap((size, axis) => (size === 1 ? [axis] : []))
  const wrong = axes.find((axis) => shape[axis] !== 1)
  if (wrong !== undefined) return call.fail(`axis ${wrong} of [${shape.join(', ')}] has not size 1`)
  return reshaped(
    call,
    x,
    shape.filter((_, axis) => !axes.includes(axis)),
  )
})

const unsqueeze = operator([1, 2], { attributes: { axes: ints(undefined) }, fixed: [1] }, (call) => {
  const x = call.input(0)
  const given = eitherWay(call, call.settings.axes, 1) ?? []
  const axes = axesIn(call, given, x.shape.length + given.length)
  const rest = [...x.shape]
  return reshaped(
    call,
    x,
    Array.from({ length: rest.length + axes.length }, (_, axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1))),
  )
})

const flatten = operator(1, { attributes: { axis: int(1) } }, (call) => {
  const x = call.input(0)
  const { shape } = x
  const axis = call.settings.axis < 0 ? call.settings.axis + shape.length : call.settings.axis
  if (axis < 0 || axis > shape.length) return call.fail(`there is no axis ${call.settings.axis} in ${shape.length} dimensions`)
  return reshaped(call, x, [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))])
})

const transpose = operator(1, { attributes: { perm: ints(undefined) } }, (call) => {
  const x = call.input(0)
  const rank = x.shape.length
  const order = axesIn(call, call.settings.perm ?? x.shape.map((_, axis) => rank - 1 - axis), rank)
  if (order.length !== rank) return call.fail(`the order [${order.join(', ')}] is not one of ${rank} dimensions`)
  return moved(
    x,
    (known) => permuted(known, order),
    (tensor) => ops.transpose(tensor, order),
  )
})

const stretchedTo = (call: Call<unknown>, x: Value, shape: readonly number[]): Value => {
  sizesFrom(call, shape)
  const missing = shape.length - x.shape.length
  if (!x.shape.every((size, axis) => size === 1 || size === shape[axis + missing]))
    return call.fail(`[${x.shape.join(', ')}] does not stretch to [${shape.join(', ')}]`)
  if (!isSmall(shape)) return ofTensor(ops.broadcastTo(x.tensor, [...shape]))
  return moved(
    x,
    (known) => stretched(known, shape),
    (tensor) => ops.broadcastTo(tensor, [...shape]),
  )
}

/** As broadcasting has it, both ways. */
const expand = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0)
  const wanted = call.numbers(1)
  const rank = Math.max(x.shape.length, wanted.length)
  const at = (sizes: readonly number[], axis: number): number => sizes[axis - rank + sizes.length] ?? 1
  return stretchedTo(
    call,
    x,
    Array.from({ length: rank }, (_, axis) => (at(wanted, axis) === 1 ? at(x.shape, axis) : at(wanted, axis))),
  )
})

const tile = operator(2, { fixed: [1] }, (call) => {
  const x = call.input(0).tensor
  const times = call.numbers(1)
  if (times.length !== x.rank) return call.fail(`there are ${times.length} counts for ${x.rank} dimensions`)
  sizesFrom(
    call,
    times.map((count, axis) => count * (x.shape[axis] ?? 1)),
  )
  return ofTensor(ops.tile(x, times))
})

/** `[N, C, height, width]`, which fall into blocks. */
const inBlocks = (call: Call<unknown>, x: AnyTensor, block: number, divides: (shape: readonly number[]) => boolean): AnyTensor =>
  x.rank === 4 && block >= 1 && divides(x.shape) ? x : call.fail(`blocks of ${block} do not fit [${x.shape.join(', ')}]`)

/** Runs of channels go where a block is. */
const toSpace = (x: AnyTensor, block: number, isColumnFirst: boolean): AnyTensor => {
  const [n = 0, c = 0, h = 0, w = 0] = x.shape
  const depth = c / block ** 2
  const apart = isColumnFirst ? ops.reshape(x, [n, depth, block, block, h, w]) : ops.reshape(x, [n, block, block, depth, h, w])
  const order = isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
  return ops.reshape(ops.transpose(apart, order), [n, depth, h * block, w * block])
}

/** The other way. */
const toDepth = (x: AnyTensor, block: number): AnyTensor => {
  const [n = 0, c = 0, h = 0, w = 0] = x.shape
  const apart = ops.reshape(x, [n, c, h / block, block, w / block, block])
  return ops.reshape(ops.transpose(apart, [0, 3, 5, 1, 2, 4]), [n, c * block ** 2, h / block, w / block])
}

/** The first so many steps of each sequence turned round. */
const reversed = operator(2, { attributes: { batch_axis: int(1), time_axis: int(0) } }, (call) => {
  const x = call.input(0).tensor
  const [batch, time] = [axisIn(call, call.settings.batch_axis, x.rank), axisIn(call, call.settings.time_axis, x.rank)]
  const along = (axis: number) => x.shape.map((size, i) => (i === axis ? size : 1))
  const lengths = ops.reshape(ops.astype(call.input(1).tensor, 'i32'), along(batch))
  const step = ops.reshape(ops.arange(x.shape[time] ?? 0, { dtype: 'i32' }), along(time))
  const places = ops.where(ops.less(step, lengths), ops.sub(ops.sub(lengths, 1), step), step)
  return ofTensor(ops.takeAlongAxis(x, ops.broadcastTo(places, [...x.shape]) as ops.Tensor<ops.Shape, 'i32'>, time)) // as `lengths` is
})

export const movement: Operators = {
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  ReverseSequence: reversed,
  DepthToSpace: operator(1, { attributes: { blocksize: int(), mode: string('DCR') } }, (call) => {
    const { blocksize: block, mode } = call.settings
    const x = inBlocks(call, call.input(0).tensor, block, ([, channels = 0]) => channels % block ** 2 === 0)
    return ofTensor(toSpace(x, block, chosen(call, 'mode', { DCR: false, CRD: true }, mode)))
  }),
  SpaceToDepth: operator(1, { attributes: { blocksize: int() } }, (call) => {
    const { blocksize: block } = call.settings
    const x = inBlocks(call, call.input(0).tensor, block, ([, , height = 0, width = 0]) => height % block === 0 && width % block === 0)
    return ofTensor(toDepth(x, block))
  }),
  Trilu: operator([1, 2], { attributes: { upper: int(1) }, fixed: [1] }, (call) => {
    const [diagonal = 0] = call.maybeNumbers(1) ?? []
    return ofTensor((call.settings.upper !== 0 ? ops.triu : ops.tril)(call.input(0).tensor, { diagonal }))
  }),
}
