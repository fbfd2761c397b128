import fc from 'fast-check'
import { left, right } from 'fp-ts/lib/Either.js'
import { flow } from 'fp-ts/lib/function.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Layer } from '../../../dsl/index.js'
import * as dsl from '../../../dsl/index.js'
import * as core from '../../../src/index.js'
import { acquire, InvalidArgument, key, normal, tensor, tree } from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Every activation with the function it is. */
const activations = [
  [dsl.relu, core.relu],
  [dsl.leakyRelu, core.leakyRelu],
  [dsl.elu, core.elu],
  [dsl.selu, core.selu],
  [dsl.gelu, core.gelu],
  [dsl.silu, core.silu],
  [dsl.softplus, core.softplus],
  [dsl.relu6, core.relu6],
  [dsl.hardSigmoid, core.hardSigmoid],
  [dsl.hardSwish, core.hardSwish],
  [dsl.mish, core.mish],
  [dsl.softsign, core.softsign],
  [dsl.logSigmoid, core.logSigmoid],
  [dsl.celu, core.celu],
  [dsl.softmax, core.softmax],
  [dsl.logSoftmax, core.logSoftmax],
  [dsl.sigmoid, core.sigmoid],
  [dsl.tanh, core.tanh],
] as const

/** Layers, each with shapes that it takes. */
const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
const layers: readonly Layer[] = [
  dsl.dense(3),
  dsl.flatten,
  dsl.dropout(0.5),
  dsl.identity,
  dsl.residual(dsl.relu),
  dsl.serial(dsl.dense(4), dsl.relu, dsl.flatten),
  dsl.sumOf(dsl.dense(4), dsl.dense(4)),
  dsl.productOf(dsl.identity, dsl.sigmoid),
  dsl.concatOf(dsl.dense(4), dsl.identity),
  dsl.repeated(2, dsl.dense(4)),
  dsl.batchNorm(),
  dsl.layerNorm(),
  dsl.rmsNorm(),
  dsl.groupNorm(1),
  dsl.prelu(),
  dsl.rrelu(),
  dsl.maxout(3, 2),
  dsl.alphaDropout(0.5),
  dsl.gaussianNoise(0.5),
  dsl.stochasticDepth(dsl.dense(4), 0.5),
  dsl.weightNorm(dsl.dense(4)),
  dsl.spectralNorm(dsl.dense(4)),
  dsl.when(true, dsl.dense(4)),
  dsl.frozen(dsl.dense(4)),
  dsl.lambda((x) => core.mul(x, 2)),
  ...activations.map(([layer]) => layer),
]

describe.each(layers.map((layer) => [layer.name, layer] as const))('%s', (_, layer) => {
  it('gives the shape that its shape rule states', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 0, max: 3 }), async (input, batch) => {
        const variables = layer.init(key(1), input)
        const [y] = single(layer).forward(variables, normal(key(2), [batch, ...input]), { training: true, key: key(3) })
        expect(layer.output(input)).toEqual(right(y.shape.slice(1)))
        expect((await y.data()).length).toBe(y.size)
      }),
      { numRuns: 10 },
    )
  })

  it('treats each example by itself', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (input) => {
        const variables = layer.init(key(1), input)
        const x = normal(key(2), [2, ...input])
        const run = (batch: core.AnyTensor) => single(layer).forward(variables, batch, { training: false, key: undefined })[0]
        const [both, second] = [await run(x).data(), run(core.slice(x, [1, 2]))]
        await close(second, both.slice(both.length / 2))
      }),
      { numRuns: 5 },
    )
  })
})

describe('dense', () => {
  it('is x * kernel + bias', async () => {
    const params = {
      kernel: tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      bias: tensor([10, 20]),
    }
    const [y] = single(dsl.dense(2)).forward(
      { params, state: {} },
      tensor([
        [1, 0, 2],
        [0, 1, 0],
      ]),
      { training: false, key: undefined },
    )
    await close(y, [21, 34, 13, 24])
  })

  it('starts with a kernel drawn by heNormal and a bias of zeros', async () => {
    const { params } = dsl.dense(50).init(key(3), [40])
    const [bias, kernel] = tree.leaves(params)
    expect([kernel?.shape, bias?.shape]).toEqual([[40, 50], [50]])
    expect(Math.max(...((await bias?.data()) ?? [1]))).toBe(0)
    expect(await kernel?.data()).toEqual(await dsl.heNormal(key(3), [40, 50]).data())
  })

  it('needs a last dimension, and units', () => {
    expect(dsl.dense(3).output([])).toEqual(left('dense(3): the input needs a last dimension, got []'))
    expect(() => dsl.dense(0)).toThrow('dense: the number of units is a whole number, at least 1; got 0')
    expect(() => dsl.dense(2.5)).toThrow(InvalidArgument)
  })
})

describe('what is no float', () => {
  it('is refused with the name of the layer that met it', () => {
    const model = dsl.sequential([3, 3, 1], dsl.residual(dsl.conv2d(1, 3, { padding: 'same' })), dsl.flatten, dsl.dense(2))
    const pixels = core.zeros([1, 3, 3, 1], { dtype: 'i32' })
    expect(() => dsl.predict(model, dsl.init(model, key(0)), pixels as never)).toThrow(
      new core.DTypeMismatch("conv: i32 is not a floating dtype; convert it with astype(x, 'f32'), in the layer conv2d(1, 3)"),
    )
  })
})

describe('activation', () => {
  it('is made of a function', () => {
    expect(() => dsl.activation('mine', 5 as never)).toThrow(new InvalidArgument('activation: the function of mine is a function; got 5'))
  })
})

describe('dropout', () => {
  const [ones, x] = [1000, core.ones([10, 100])]

  it('is the identity in prediction', async () => {
    const [y] = single(dsl.dropout(0.5)).forward({ params: {}, state: {} }, x, { training: false, key: undefined })
    await close(y, new Array(ones).fill(1))
  })

  it('drops the share it states, and scales the rest so that the mean stays', async () => {
    const [y] = single(dsl.dropout(0.2)).forward({ params: {}, state: {} }, x, { training: true, key: key(5) })
    const values = [...(await y.data())]
    const kept = values.filter((value) => value !== 0)
    expect(new Set(kept.map((value) => value.toFixed(5)))).toEqual(new Set(['1.25000']))
    // Five standard errors of 1,000 draws.
    expect(Math.abs(kept.length / ones - 0.8)).toBeLessThan(5 * Math.sqrt((0.8 * 0.2) / ones))
  })

  it('drops the same for equal keys, and others for others', async () => {
    const run = async (seed: number) => {
      const [y] = single(dsl.dropout(0.5)).forward({ params: {}, state: {} }, x, { training: true, key: key(seed) })
      return [...(await y.data())]
    }
    expect(await run(1)).toEqual(await run(1))
    expect(await run(1)).not.toEqual(await run(2))
  })

  it('needs a rate below 1, and a key in training', () => {
    for (const rate of [1, -0.1, Number.NaN])
      expect(() => dsl.dropout(rate)).toThrow(`dropout: the rate is from 0 up to 1, 1 left out; got ${rate}`)
    const run = () => single(dsl.dropout(0.2)).forward({ params: {}, state: {} }, x, { training: true, key: undefined })
    expect(run).toThrow('dropout(0.2): training draws at random; pass a key, apply(model, variables, x, { training: true, key })')
  })
})

type Pointwise = (x: core.AnyTensor) => core.AnyTensor

// All of them take any tensor of floats.
describe.each(activations.map(([layer, f]) => [layer.name, layer as Pointwise & Layer, f as Pointwise] as const))(
  '%s',
  (_, activation, f) => {
    it('is the same function of tensors as in the core, and a layer', async () => {
      const x = tensor([[-2, -0.5, 0, 0.5, 3]])
      const expected = await f(x).data()
      expect(await activation(x).data()).toEqual(expected)
      const [y] = single(activation).forward({ params: {}, state: {} }, x, { training: false, key: undefined })
      expect(await y.data()).toEqual(expected)
      expect('forward' in f).toBe(false)
    })

    it('is still a function like any other', async () => {
      const x = tensor([[1, 2]])
      expect(await flow(activation, core.neg)(x).data()).toEqual(await core.neg(f(x)).data())
      expect(await activation.call(undefined, x).data()).toEqual(await f(x).data())
    })
  },
)
