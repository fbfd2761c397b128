import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { isSmall, sizeOf, stretched } from '../../../read/known.js'
import { axesIn, axisIn, sizesFrom } from '../../../read/operators/axes.js'
import { fitted, moved, reshaped, squeezed, tiled, transposed } from '../../../read/operators/movement.js'
import { ofTensor, type Value } from '../../../read/value.js'
import { int, ints, string } from '../attributes.js'
import { type Call, type Operators, operator } from '../operator.js'
import { chosen, eitherWay } from './axes.js'

/** 0 stands for the size that was there, one -1 for what is left. */
const reshape = operator([1, 2], { attributes: { allowzero: int(0) }, fixed: [1] }, (call) => {
  const x = call.input(0)
  const given = call.numbers(1)
  const copies = call.settings.allowzero === 0
  const kept = copies ? given.findIndex((size) => size !== 0) : 0
  const wanted = given.map((size, axis) => (size === 0 && copies ? (x.shape[axis] ?? 0) : size))
  return fitted(call, x, wanted, Math.max(0, kept))
})

const squeeze = operator([1, 2], { attributes: { axes: ints(undefined) }, fixed: [1] }, (call) =>
  squeezed(call, call.input(0), eitherWay(call, call.settings.axes, 1)),
)

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

const transpose = operator(1, { attributes: { perm: ints(undefined) } }, (call) => transposed(call, call.input(0), call.settings.perm))

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
  Tile: operator(2, { fixed: [1] }, (call) => tiled(call, call.input(0), call.numbers(1))),
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
