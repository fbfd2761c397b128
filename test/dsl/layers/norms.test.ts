import { left } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  adam,
  apply,
  batchNorm,
  dense,
  fit,
  fromArrays,
  groupNorm,
  init,
  type Layer,
  layerNorm,
  meanSquaredError,
  relu,
  rmsNorm,
  sequential,
} from '../../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  add,
  grad,
  jit,
  key,
  mean,
  mul,
  normal,
  square,
  sum,
  type Tensor,
  tensor,
  tree,
  vmap,
} from '../../../src/index.js'
import { settled } from '../../support/settled.js'
import { close } from '../close.js'
import { single } from '../single.js'

beforeAll(() => acquire({ backend: 'reference' }))

const [batch, height, width, channels] = [3, 2, 2, 4] as const
const example = [height, width, channels]
const size = height * width * channels
/** Away from 0, so that means matter. */
const x = add(mul(normal(key(1), [batch, height, width, channels]), 2), 3)
const params = { scale: tensor([1, 2, -1, 0.5]), offset: tensor([0, 1, 2, 3]) }
const [scale, offset] = [
  [1, 2, -1, 0.5],
  [0, 1, 2, 3],
]
const epsilon = 1e-3

const average = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length
const spreadOf = (values: readonly number[]): number => average(values.map((value) => (value - average(values)) ** 2))

/** Every number less the mean of its group, over the group's deviation; what is in one group has one name. */
const standardised = (values: readonly number[], group: (i: number) => string | number): number[] => {
  const groups = values.map((_, i) => group(i))
  return values.map((value, i) => {
    const those = values.filter((_, j) => groups[j] === groups[i])
    const c = i % channels
    return ((value - average(those)) / Math.sqrt(spreadOf(those) + epsilon)) * (scale?.[c] ?? 0) + (offset?.[c] ?? 0)
  })
}

const run = (layer: Layer, training = false, state: unknown = {}) =>
  single(layer).forward({ params, state }, x, { training, key: undefined })

describe('layers that normalise', () => {
  it.each([
    ['layerNorm, over the last dimension', layerNorm({ epsilon }), (i: number) => Math.floor(i / channels)],
    [
      'groupNorm, over places and the channels of a group',
      groupNorm(2, { epsilon }),
      (i: number) => `${Math.floor(i / size)} ${(i % channels) >> 1}`,
    ],
    ['groupNorm of one group, over an example', groupNorm(1, { epsilon }), (i: number) => Math.floor(i / size)],
    [
      'groupNorm of as many groups as channels, over places',
      groupNorm(4, { epsilon }),
      (i: number) => `${Math.floor(i / size)} ${i % channels}`,
    ],
    ['batchNorm in training, over all but the channels', batchNorm({ epsilon }), (i: number) => i % channels],
  ] as const)('%s', async (_, layer, group) => {
    const [y] = run(layer, true, layer.init(key(0), example).state)
    await close(y, standardised([...(await x.data())], group))
  })

  it('rmsNorm divides by the root of the mean square', async () => {
    const values = [...(await x.data())]
    const rooted = values.map((value, i) => {
      const place = values.slice(i - (i % channels), i - (i % channels) + channels)
      return (value / Math.sqrt(average(place.map((v) => v * v)) + epsilon)) * (scale?.[i % channels] ?? 0)
    })
    await close(run(rmsNorm({ epsilon }))[0], rooted)
  })

  it.each([layerNorm(), rmsNorm(), groupNorm(2), batchNorm()])('start with a scale of ones and an offset of zeros: %o', async (layer) => {
    const found = layer.init(key(0), example).params as Record<string, AnyTensor>
    expect(await Promise.all(Object.values(found).map(async (leaf) => [...(await leaf.data())]))).toEqual(
      [
        [1, 1, 1, 1],
        [0, 0, 0, 0],
      ].slice(0, Object.keys(found).length),
    )
  })

  it('need channels, and groups that divide them', () => {
    for (const [name, layer] of Object.entries({
      batchNorm: batchNorm(),
      layerNorm: layerNorm(),
      rmsNorm: rmsNorm(),
      'groupNorm(2)': groupNorm(2),
    }))
      expect(layer.output([])).toEqual(left(`${name}: the input needs a last dimension, got []`))
    expect(groupNorm(8).output([7, 12])).toEqual(left('groupNorm(8): 8 groups do not divide 12 channels'))
    expect(() => groupNorm(0)).toThrow('groupNorm: the number of groups is a whole number, at least 1; got 0')
    expect(() => batchNorm({ momentum: 1.5 })).toThrow('batchNorm: the momentum is from 0 to 1; got 1.5')
  })
})

describe('batchNorm', () => {
  const layer = batchNorm({ momentum: 0.8, epsilon })
  const { state } = layer.init(key(0), example)
  const ofChannel = async (c: number) => [...(await x.data())].filter((_, i) => i % channels === c)

  it('moves its running statistics towards those of a batch, in training', async () => {
    const values = await Promise.all([0, 1, 2, 3].map(ofChannel))
    let after = run(layer, true, state)[1] as Record<'mean' | 'variance', AnyTensor>
    await close(
      after.mean,
      values.map((those) => 0.2 * average(those)),
    )
    await close(
      after.variance,
      values.map((those) => 0.8 + 0.2 * spreadOf(those)),
    )
    for (let i = 0; i < 60; i++) after = run(layer, true, after)[1] as Record<'mean' | 'variance', AnyTensor>
    await close(after.mean, values.map(average), 1e-4)
    await close(after.variance, values.map(spreadOf), 1e-4)
  })

  it('normalises by its running statistics in prediction, and leaves them', async () => {
    const running = { mean: tensor([1, 2, 3, 4]), variance: tensor([4, 1, 9, 0]) }
    const [y, after] = run(layer, false, running)
    const by = (i: number) => [(i % channels) + 1, [4, 1, 9, 0][i % channels] ?? 0] as const
    const values = [...(await x.data())]
    await close(
      y,
      values.map((value, i) => {
        const [center, spread] = by(i)
        return ((value - center) / Math.sqrt(spread + epsilon)) * (scale?.[i % channels] ?? 0) + (offset?.[i % channels] ?? 0)
      }),
    )
    expect(after).toBe(running)
  })

  it('has the gradient of the whole: that of the statistics of the batch is part of it', async () => {
    const weights = normal(key(5), [batch, height, width, channels])
    const loss = (input: Tensor<[3, 2, 2, 4]>): Tensor<[]> => {
      const [y] = single(layer).forward({ params, state }, input, { training: true, key: undefined })
      return sum(mul(square(y as Tensor<[3, 2, 2, 4]>), weights))
    }
    const gradient = await grad(loss)(x).data()
    // Along each axis in turn, by central differences, all at once: two copies of `x` for each element.
    const step = 1e-2
    const count = x.size
    const eye = Float32Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? step : 0))
    const moves = tensor(eye, { shape: [count, batch, height, width, channels] })
    const losses = vmap((move: Tensor<[3, 2, 2, 4]>) => mul(add(loss(add(x, move)), mul(loss(add(x, mul(move, -1))), -1)), 1 / (2 * step)))
    await close(losses(moves), gradient, 2e-2)
    // A constant that is added to a channel changes nothing.
    expect(Math.abs(average([...gradient].filter((_, i) => i % channels === 0)))).toBeLessThan(1e-4)
  })

  it('leaves no memory of its old states behind', async () => {
    const device = await acquire({ backend: 'reference' })
    const data = fromArrays({ x: { values: new Float32Array(160).fill(1), shape: [5] }, y: { values: new Float32Array(32), shape: [1] } })
    const options = { loss: meanSquaredError, optimizer: adam(), epochs: 3, batchSize: 8, validation: data, key: key(3), progress: false }
    const model = sequential([5], dense(4), batchNorm(), dense(1))
    await fit(model, data, options) // after it, the key and whatever else is used again is there
    await settled()
    const before = device.memory().liveBuffers
    const { state } = await fit(model, data, options)
    expect(device.memory().liveBuffers - before).toBe(tree.leaves(state).length)
  })

  it('carries its state through apply, jit and fit', async () => {
    const model = sequential([5], dense(4), batchNorm(), relu, dense(1))
    const start = init(model, key(0))
    expect(tree.leaves(start.state).map((leaf) => leaf.shape)).toEqual([[4], [4]])
    const step = jit((variables: typeof start, input: Tensor<[8, 5]>) => apply(model, variables, input, { training: true })[1])
    const moved = step(start, normal(key(1), [8, 5]))
    expect(await moved[1].mean.data()).not.toEqual(await start.state[1].mean.data())

    const values = await add(normal(key(2), [64, 5]), 1).data()
    const targets = Float32Array.from({ length: 64 }, (_, i) => (values[5 * i] ?? 0) * (values[5 * i + 1] ?? 0))
    const { variables, history } = await fit(model, fromArrays({ x: { values, shape: [5] }, y: { values: targets, shape: [1] } }), {
      loss: meanSquaredError,
      optimizer: adam({ rate: 0.02 }),
      epochs: 20,
      batchSize: 16,
      key: key(3),
      progress: false,
    })
    expect(history.at(-1)?.train.loss).toBeLessThan((history[0]?.train.loss ?? 0) / 2)
    // After 80 batches the running mean is near that of what reaches the layer.
    const hidden = sequential([5], dense(4))
    const reaching = apply(hidden, { params: [variables.params[0]], state: [{}] }, tensor(values, { shape: [64, 5] }))[0]
    const [running, whole] = [await variables.state[1].mean.data(), await mean(reaching, { axis: 0 }).data()]
    running.forEach((value, i) => {
      expect(Math.abs(value - (whole[i] ?? 0))).toBeLessThan(0.5)
    })
  })
})
