import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  alphaDropout,
  apply,
  batchNorm,
  bidirectional,
  conv1d,
  conv2d,
  convTranspose2d,
  dense,
  depthwiseConv2d,
  dropout,
  elu,
  embedding,
  fit,
  flatten,
  fromArrays,
  gaussianNoise,
  gelu,
  groupNorm,
  gru,
  init,
  instanceNorm,
  type Layer,
  lambda,
  layer,
  layerNorm,
  lstm,
  maxout,
  maxPool2d,
  meanSquaredError,
  momentum,
  multiHeadAttention,
  positionalEncoding,
  predict,
  prelu,
  relu,
  residual,
  rmsNorm,
  rnn,
  rrelu,
  type SameShape,
  sequential,
  serial,
  sgd,
  softmaxCrossEntropy,
  spectralNorm,
  squeezeExcite,
  stochasticDepth,
  tiedEmbedding,
  trainState,
  trainStep,
  transformerBlock,
  weightNorm,
} from '../../../dsl/index.js'
import { freshScale, scaled } from '../../../dsl/train/loss-scale.js'
import { loadRun, saveRun } from '../../../node/training.js'
import {
  type AnyTensor,
  acquire,
  astype,
  DTypeMismatch,
  inspect,
  key,
  mul,
  normal,
  ones,
  type Tensor,
  tensor,
  tree,
} from '../../../src/index.js'

const halved = <T>(value: T): T => tree.map((x: AnyTensor) => (x.dtype === 'f32' ? astype(x, 'f16') : x), value)
const numbers = async (value: unknown): Promise<number[][]> => Promise.all(tree.leaves(value).map(async (x) => [...(await x.data())]))

/** Layers, and shapes that they take. */
const layers: readonly (readonly [Layer, readonly number[]])[] = [
  [dense(4), [6]],
  [dense(4), [3, 6]],
  [conv1d(4, 3, { padding: 'same' }), [6, 3]],
  [conv2d(4, 3, { padding: 'same', groups: 2 }), [5, 5, 2]],
  [convTranspose2d(4, 2, { stride: 2 }), [3, 3, 2]],
  [depthwiseConv2d(3), [5, 5, 2]],
  [batchNorm(), [5, 4]],
  [layerNorm(), [5, 4]],
  [groupNorm(2), [3, 3, 4]],
  [instanceNorm(), [3, 3, 4]],
  [rmsNorm(), [5, 4]],
  [maxout(3, 2), [4]],
  [prelu(), [4]],
  [rrelu(), [4]],
  [elu, [4]],
  [gelu, [4]],
  [dropout(0.5), [4]],
  [alphaDropout(0.5), [4]],
  [gaussianNoise(0.1), [4]],
  [rnn(4), [5, 3]],
  [lstm(4, { returnSequences: true }), [5, 3]],
  [gru(4), [5, 3]],
  [bidirectional(gru(4)), [5, 3]],
  [multiHeadAttention({ heads: 2 }), [5, 4]],
  [multiHeadAttention({ heads: 2, rotary: true, causal: true }), [5, 4]],
  [transformerBlock({ heads: 2, hidden: 8 }), [5, 4]],
  [positionalEncoding(), [5, 4]],
  [squeezeExcite(2), [3, 3, 4]],
  [weightNorm(dense(4)), [6]],
  [spectralNorm(dense(4)), [6]],
  [stochasticDepth(dense(4), 0.5), [6]],
]

describe.each(['cpu', 'webgpu'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await acquire({ backend })
  })

  it.each(layers.map(([layer, shape]) => [layer.name, layer, shape] as const))(
    '%s computes in f16 where its parameters are, and what a model gives is f32',
    async (_, layer, shape) => {
      // Behind dense, which gives f16.
      const model = sequential(shape, dense(shape.at(-1) as number), layer)
      const variables = init(model, key(1))
      const own = { params: halved(variables.params), state: variables.state }
      const x = normal(key(2), [4, ...shape])
      for (const training of [false, true]) {
        const [y, state] = apply(model, variables, x, { training, key: key(3) })
        const [half, after] = apply(model, own, x, { training, key: key(3) })
        expect(tree.leaves(half).map(({ dtype }) => dtype)).toEqual(tree.leaves(y).map(() => 'f32'))
        expect(tree.leaves(after).map(({ dtype }) => dtype)).toEqual(tree.leaves(state).map(({ dtype }) => dtype))
        const [want, got] = [await numbers([y, state]), await numbers([half, after])]
        const largest = Math.max(1, ...want.flat().map(Math.abs))
        got.forEach((values, i) => {
          for (const [j, value] of values.entries()) expect(Math.abs(value - (want[i]?.[j] as number))).toBeLessThan(2 ** -5 * largest)
        })
      }
    },
    60_000,
  )

  it('whole numbers stay what they are', async () => {
    const model = sequential([5], embedding(4000, 4), flatten, dense(2))
    const variables = init(model, key(1))
    const x = tensor([[3999, 2049, 2051, 0, 1]])
    const [want] = await numbers(predict(model, variables, x))
    const [got] = await numbers(predict(model, { ...variables, params: halved(variables.params) }, x))
    got?.forEach((value, i) => {
      expect(value).toBeCloseTo(want?.[i] as number, 2)
    })
    const tied = sequential({ shape: [5], dtype: 'i32' }, tiedEmbedding(9, 4, transformerBlock({ heads: 2, hidden: 8, causal: true })))
    const own = init(tied, key(1))
    expect(predict(tied, { ...own, params: halved(own.params) }, tensor([[1, 2, 3, 4, 8]], { dtype: 'i32' })).dtype).toBe('f32')
  })

  it('a network learns as in f32', async () => {
    const model = sequential(
      [8, 8, 1],
      conv2d(8, 3, { padding: 'same' }),
      batchNorm(),
      relu,
      residual(conv2d(8, 3, { padding: 'same' })),
      maxPool2d(2),
      flatten,
      dense(3),
    )
    const data = fromArrays({
      x: { values: Float32Array.from({ length: 96 * 64 }, (_, i) => Math.sin(0.3 * i * (1 + (Math.floor(i / 64) % 3)))), shape: [8, 8, 1] },
      y: { values: Int32Array.from({ length: 96 }, (_, i) => i % 3), dtype: 'i32' },
    })
    const options = { loss: softmaxCrossEntropy, optimizer: momentum(0.02), epochs: 8, batchSize: 32, key: key(0), progress: false }
    const [full, mixed] = [await fit(model, data, options), await fit(model, data, { ...options, precision: 'mixed' })]
    const lossOf = ({ history }: typeof full) => history.map(({ train }) => train.loss as number)
    expect(lossOf(mixed).at(-1)).toBeLessThan((lossOf(full)[0] as number) / 10)
    lossOf(full).forEach((loss, i) => {
      expect(Math.abs((lossOf(mixed)[i] as number) - loss)).toBeLessThan(0.02 + 0.1 * loss)
    })
    expect(tree.leaves(mixed.variables).every(({ dtype }) => dtype === 'f32')).toBe(true)
    const { scale, ...others } = mixed.state
    expect(await scale?.factor.item()).toBe(2 ** 15)
    expect(await scale?.steps.item()).toBe(24)
    expect(tree.paths(others)).toEqual(tree.paths(full.state))
  }, 120_000)

  it('gradients below what f16 holds arrive, since the loss is multiplied', async () => {
    const model = sequential([1], dense(1, { bias: false }))
    const loss = (y: Tensor<['N', 1]>) => mul(meanSquaredError(y, mul(y, 0) as Tensor<['N', 1]>), 2 ** -28)
    const optimizer = sgd(2 ** 26)
    const state = trainState(model, { optimizer, key: key(0), precision: 'mixed' })
    const [before] = (await numbers(state.variables.params)).flat() as [number]
    const step = trainStep(model, { loss, optimizer, precision: 'mixed' })
    const [after] = step(state, { x: tensor([[1]]), y: null as never })
    const [moved] = (await numbers(after.variables.params)).flat() as [number]
    expect(moved / before).toBeCloseTo(0.5, 2)
  })

  it('a step whose gradients overflow moves nothing, and halves the factor', async () => {
    const model = sequential([2], dense(3), batchNorm(), dense(1))
    const optimizer = momentum(0.01)
    const loss = <N extends number>(y: Tensor<[N, 1]>, target: Tensor<[N, 1]>) => mul(meanSquaredError(y, target), 1000)
    let state = trainState(model, { optimizer, key: key(0), precision: 'mixed' })
    const before = await numbers([state.variables, state.optimizer])
    const step = trainStep(model, { loss, optimizer, precision: 'mixed' })
    const batch = {
      x: tensor([
        [1, 2],
        [3, -4],
      ]),
      y: tensor([[1], [-1]]),
    }
    const [first] = step(state, batch)
    expect(await numbers([first.variables, first.optimizer])).toEqual(before)
    expect(await first.scale?.factor.item()).toBe(2 ** 14)
    state = first
    let factor = 2 ** 14
    for (let i = 0; i < 12; i++) {
      const [next] = step(state, batch)
      state = next
      factor = (await next.scale?.factor.item()) as number
    }
    expect(await state.optimizer.step.item()).toBeGreaterThan(0)
    expect(factor).toBeGreaterThan(1)
    expect((await numbers(state.variables)).flat().every(Number.isFinite)).toBe(true)
  })

  it('the factor is doubled after 2,000 steps, and never below 1', async () => {
    const before = { variables: { params: { w: tensor([1]) }, state: {} }, optimizer: { step: tensor(0, { dtype: 'i32' }), slots: {} } }
    const move = () => before
    const at = (steps: number, factor = 8) => ({ factor: tensor(factor), steps: tensor(steps, { dtype: 'i32' }) })
    const grown = scaled({ w: tensor([1]) }, at(1999), move, before).scale
    expect([await grown.factor.item(), await grown.steps.item()]).toEqual([16, 0])
    const counted = scaled({ w: tensor([1]) }, at(7), move, before).scale
    expect([await counted.factor.item(), await counted.steps.item()]).toEqual([8, 8])
    const least = scaled({ w: tensor([Number.NaN]) }, at(7, 1), move, before).scale
    expect([await least.factor.item(), await least.steps.item()]).toEqual([1, 0])
    expect(await freshScale().factor.item()).toBe(32768)
  })
})

describe('a run in mixed precision', () => {
  beforeAll(async () => {
    await acquire({ backend: 'cpu' })
  })
  const model = sequential([2], dense(4), relu, dense(1))
  const data = fromArrays({
    x: { values: Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)), shape: [2] },
    y: { values: Float32Array.from({ length: 32 }, (_, i) => Math.cos(i)), shape: [1] },
  })
  const options = {
    loss: meanSquaredError,
    optimizer: momentum(0.1),
    epochs: 4,
    batchSize: 8,
    key: key(0),
    progress: false,
    precision: 'mixed' as const,
  }

  it('goes on from a file as if it had not been broken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'typegrad-'))
    const whole = await fit(model, data, options)
    const half = await fit(model, data, { ...options, epochs: 2 })
    await saveRun(half, join(folder, 'run.safetensors'))
    const resumed = await fit(model, data, {
      ...options,
      resume: await loadRun(model, options.optimizer, join(folder, 'run.safetensors')),
    })
    expect(await numbers(resumed.state)).toEqual(await numbers(whole.state))
    await rm(folder, { recursive: true })
  })

  it('may begin where one in f32 ended, and the other way round', async () => {
    const { precision: _, ...plain } = options
    const first = await fit(model, data, plain)
    expect(first.state.scale).toBeUndefined()
    const second = await fit(model, data, { ...options, state: first.state })
    expect(await second.state.scale?.steps.item()).toBe(16)
    const third = await fit(model, data, { ...plain, state: second.state })
    expect(third.state.scale).toBeUndefined()
  })

  it.each([
    ['lambda', lambda((x: Tensor<['N', 8]>) => mul(x, ones([8])))],
    [
      'noisy',
      layer<SameShape>('noisy', { output: (input) => input, apply: (_, x, { key: own }) => mul(x, normal(own ?? key(0), x.shape)) }),
    ],
  ] as const)('says which layer takes no f16: %s', async (name, own) => {
    const stack = sequential([8], dense(8), residual(serial(relu, own)), dense(1))
    const none = fromArrays({ x: { values: new Float32Array(16), shape: [8] }, y: { values: [0, 0], shape: [1] } })
    const settings = { loss: meanSquaredError, optimizer: sgd(0.1), batchSize: 2, key: key(0), progress: false } as const
    await fit(stack, none, settings)
    await expect(fit(stack, none, { ...settings, precision: 'mixed' })).rejects.toThrow(
      new DTypeMismatch(
        `mul: f16 and f32 differ; convert one with astype, in the layer ${name}, which mixed precision gives f16; a layer of your own whose rules say wide: true is given f32`,
      ),
    )
  })

  it('refuses another precision', async () => {
    await expect(fit(model, data, { ...options, precision: 'f16' as never })).rejects.toThrow(
      "fit: the precision is 'f32' or 'mixed'; got 'f16'",
    )
    expect(() => trainStep(model, { ...options, precision: 'half' as never } as never)).toThrow()
  })

  it('has kernels that read f16', () => {
    const variables = init(model, key(0))
    const { program } = inspect((params: typeof variables.params, x: Tensor<[4, 2]>) =>
      predict(model, { params, state: variables.state }, x),
    )(halved(variables.params), normal(key(1), [4, 2]))
    expect(program).toContain('f16[4, 4]')
  })
})
