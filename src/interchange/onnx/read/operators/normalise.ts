import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { axesIn, axisIn } from '../../../read/operators/axes.js'
import { normalised, standardised } from '../../../read/operators/normalise.js'
import { sumAround } from '../../../read/operators/reduce.js'
import { ofTensor } from '../../../read/value.js'
import { float, int, ints } from '../attributes.js'
import { type Operators, operator } from '../operator.js'

/** One number for each channel of `[N, C, ...]`. */
const forChannels = (x: AnyTensor, rank: number): AnyTensor =>
  ops.reshape(x, [-1, ...Array.from({ length: Math.max(0, rank - 2) }, () => 1)])

const batch = operator(
  5,
  {
    learns: true,
    fixed: [3, 4],
    outputs: 5,
    attributes: { epsilon: float(1e-5), momentum: float(0.9), training_mode: int(0), spatial: int(1) },
  },
  ({ input, settings: { epsilon, training_mode, spatial }, fail }) => {
    if (training_mode !== 0 || spatial === 0) return fail('it learns from the batch, which an imported model does not do')
    const x = input(0).tensor
    const at = (place: number) => forChannels(input(place).tensor, x.rank)
    return ofTensor(normalised(x, { scale: at(1), offset: at(2), mean: at(3), variance: at(4) }, epsilon))
  },
)

const instance = operator(3, { learns: true, attributes: { epsilon: float(1e-5) } }, ({ input, settings: { epsilon } }) => {
  const x = input(0).tensor
  const axis = x.shape.flatMap((_, i) => (i < 2 ? [] : [i]))
  const { y } = standardised(x, axis, epsilon)
  return ofTensor(ops.add(ops.mul(y, forChannels(input(1).tensor, x.rank)), forChannels(input(2).tensor, x.rank)))
})

/** Over all axes from `axis` on. */
const layer = operator(
  [2, 3],
  { learns: true, outputs: 3, attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) } },
  (call) => {
    const x = call.input(0).tensor
    const axis = axisIn(call, call.settings.axis, x.rank)
    const over = x.shape.flatMap((_, i) => (i < axis ? [] : [i]))
    const { centre, scale, y } = standardised(x, over, call.settings.epsilon)
    const scaled = ops.mul(y, call.input(1).tensor)
    const bias = call.optional(2)?.tensor
    return [bias ? ops.add(scaled, bias) : scaled, centre, scale].map((x) => ofTensor(x))
  },
)

/** Over each of so many groups of channels. */
const group = operator(
  3,
  { learns: true, attributes: { epsilon: float(1e-5), num_groups: int(), stash_type: int(1) } },
  ({ input, opset, settings: { epsilon, num_groups: groups }, fail }) => {
    const x = input(0).tensor
    const [n = 0, channels = 0, ...rest] = x.shape
    if (groups < 1 || channels % groups !== 0) return fail(`${channels} channels do not fall into ${groups} groups`)
    const apart = ops.reshape(x, [n, groups, channels / groups, ...rest])
    const { y } = standardised(
      apart,
      apart.shape.flatMap((_, i) => (i < 2 ? [] : [i])),
      epsilon,
    )
    // Before opset 21 there is one number for each group, from then on one for each channel.
    const each = (at: number) => {
      const given = input(at).tensor
      return forChannels(
        opset >= 21 ? given : ops.reshape(ops.broadcastTo(ops.reshape(given, [groups, 1]), [groups, channels / groups]), [channels]),
        x.rank,
      )
    }
    return ofTensor(ops.add(ops.mul(ops.reshape(y, [...x.shape]), each(1)), each(2)))
  },
)

/** `x / (bias + alpha / size * sum of squares over `size` channels around)^beta` */
const localResponse = operator(
  1,
  { attributes: { alpha: float(1e-4), beta: float(0.75), bias: float(1), size: int() } },
  ({ input, settings: { alpha, beta, bias, size }, fail }) => {
    const x = input(0).tensor
    if (x.rank < 2 || size < 1 || size > 4096) return fail(`a window of ${size} channels is none in [${x.shape.join(', ')}]`)
    const low = Math.floor((size - 1) / 2)
    const total = sumAround(ops.square(x), 1, low, size - 1 - low)
    return ofTensor(ops.div(x, ops.pow(ops.add(ops.mul(total, alpha / size), bias), beta)))
  },
)

const lengthwise = operator(1, { attributes: { axis: int(-1), p: int(2) } }, (call) => {
  const x = call.input(0).tensor
  const axis = axisIn(call, call.settings.axis, x.rank)
  const length = call.settings.p === 1 ? ops.sum(ops.abs(x), { axis, keepDims: true }) : ops.norm(x, { axis, keepDims: true })
  return ofTensor(ops.div(x, ops.where(ops.equal(length, 0), ops.onesLike(length), length)))
})

const meanVariance = operator(1, { attributes: { axes: ints([0, 2, 3]) } }, (call) => {
  const x = call.input(0).tensor
  const axis = axesIn(call, call.settings.axes, x.rank)
  const off = ops.sub(x, ops.mean(x, { axis, keepDims: true }))
  return ofTensor(ops.div(off, ops.add(ops.sqrt(ops.mean(ops.square(off), { axis, keepDims: true })), 1e-9)))
})

export const normalisations: Operators = {
  BatchNormalization: batch,
  InstanceNormalization: instance,
  LayerNormalization: layer,
  GroupNormalization: group,
  LRN: localResponse,
  LpNormalization: lengthwise,
  MeanVarianceNormalization: meanVariance,
}
