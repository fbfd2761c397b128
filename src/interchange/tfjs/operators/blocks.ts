import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { sizeOf } from '../../read/known.js'
import { positive, sizesFrom } from '../../read/operators/axes.js'
import { ofTensor } from '../../read/value.js'
import { type Call, type Operators, operator } from '../operator.js'
import { choice, int } from './attributes.js'

/** What a block takes of the axes behind the batch, and how much is put around them or cut off. */
interface Blocks {
  readonly block: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
}

const blocksOf = (call: Call<unknown>, x: AnyTensor): Blocks => {
  const given = call.numbers(1)
  const block = positive(call, 'the block', given, given.length)
  const widths = call.numbers(2)
  if (widths.length !== 2 * block.length || block.length < 1 || x.rank < block.length + 1 || widths.some((width) => width < 0))
    return call.fail(
      `the block [${block.slice(0, 16).join(', ')}] with widths [${widths.slice(0, 16).join(', ')}] does not fit [${x.shape.join(', ')}]`,
    )
  return { block, low: block.map((_, i) => widths[2 * i] ?? 0), high: block.map((_, i) => widths[2 * i + 1] ?? 0) }
}

/** What stands apart in a block becomes the batch. */
const toBatch = operator(3, { fixed: [1, 2] }, (call) => {
  const { tensor: x } = call.input(0)
  const { block, low, high } = blocksOf(call, x)
  const count = block.length
  const spatial = block.map((_, i) => (x.shape[i + 1] ?? 0) + (low[i] ?? 0) + (high[i] ?? 0))
  if (spatial.some((size, i) => size % (block[i] ?? 1) !== 0))
    return call.fail(`[${spatial.join(', ')}] does not fall into blocks of [${block.join(', ')}]`)
  const [n = 0] = x.shape
  const rest = x.shape.slice(count + 1)
  sizesFrom(call, [n, ...spatial, ...rest])
  const padded = ops.pad(x, [[0, 0], ...block.map((_, i) => [low[i] ?? 0, high[i] ?? 0] as const), ...rest.map(() => [0, 0] as const)])
  const places = spatial.map((size, i) => size / (block[i] ?? 1))
  const apart = ops.reshape(padded, [n, ...places.flatMap((size, i) => [size, block[i] ?? 1]), ...rest])
  const order = [...block.map((_, i) => 2 * i + 2), 0, ...block.map((_, i) => 2 * i + 1), ...rest.map((_, i) => 2 * count + 1 + i)]
  return ofTensor(ops.reshape(ops.transpose(apart, order), [n * sizeOf(block), ...places, ...rest]))
})

/** The other way. */
const toSpace = operator(3, { fixed: [1, 2] }, (call) => {
  const { tensor: x } = call.input(0)
  const { block, low, high } = blocksOf(call, x)
  const count = block.length
  const n = (x.shape[0] ?? 0) / sizeOf(block)
  if (!Number.isInteger(n)) return call.fail(`a batch of ${x.shape[0]} does not fall into blocks of [${block.join(', ')}]`)
  const places = x.shape.slice(1, count + 1)
  const rest = x.shape.slice(count + 1)
  const apart = ops.reshape(x, [...block, n, ...places, ...rest])
  const order = [count, ...block.flatMap((_, i) => [count + 1 + i, i]), ...rest.map((_, i) => 2 * count + 1 + i)]
  const spatial = places.map((size, i) => size * (block[i] ?? 1))
  const whole = ops.reshape(ops.transpose(apart, order), [n, ...spatial, ...rest])
  const ends = spatial.map((size, i) => size - (high[i] ?? 0))
  if (ends.some((end, i) => end < (low[i] ?? 0))) return call.fail(`more is cut off than the [${spatial.join(', ')}] that are there`)
  return ofTensor(ops.slice(whole, null, ...ends.map((end, i) => [low[i] ?? 0, end] as const)))
})

const image = { block_size: int(), data_format: choice({ NHWC: true }, true) }

const depthToSpace = operator(1, { attributes: image }, (call) => {
  const { tensor: x } = call.input(0)
  const { block_size: block } = call.settings
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape
  if (x.rank !== 4 || block < 1 || channels % block ** 2 !== 0) return call.fail(`blocks of ${block} do not fit [${x.shape.join(', ')}]`)
  const apart = ops.reshape(x, [n, height, width, block, block, channels / block ** 2])
  return ofTensor(ops.reshape(ops.transpose(apart, [0, 1, 3, 2, 4, 5]), [n, height * block, width * block, channels / block ** 2]))
})

export const blocks: Operators = {
  BatchToSpaceND: toSpace,
  DepthToSpace: depthToSpace,
  SpaceToBatchND: toBatch,
}
