import fc from 'fast-check'
import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  alphaDropout,
  apply,
  batchNorm,
  constant,
  conv2d,
  dense,
  gaussianNoise,
  glu,
  groupNorm,
  init,
  instanceNorm,
  type Layer,
  leakyRelu,
  maxout,
  prelu,
  relu,
  residual,
  rrelu,
  sequential,
  serial,
  spatialDropout,
  spectralNorm,
  stochasticDepth,
  weightNorm,
} from '../../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  add,
  div,
  grad,
  key,
  matmul,
  mul,
  normal,
  ones,
  square,
  sub,
  sum,
  tensor,
  transpose,
  tree,
} from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const training = { training: true, key: key(7) }
const nothing = { params: {}, state: {} }
const x = normal(key(2), [5, 4, 3, 6])
const of = (
  layer: Layer,
  input: AnyTensor,
  context: typeof predicting | typeof training,
  variables: typeof nothing | ReturnType<Layer['init']> = nothing,
) => single(layer).forward(variables, input, context)[0]
const average = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length
const spread = (values: readonly number[]): number => average(values.map((value) => (value - average(values)) ** 2))

const drawing = [spatialDropout(0.3), alphaDropout(0.3), gaussianNoise(0.3), rrelu(), stochasticDepth(relu, 0.3)]

describe.each(drawing.map((layer) => [layer.name, layer] as const))('%s', (name, layer) => {
  it('draws by its key in training, and does not in prediction', async () => {
    const [one, again, other] = [of(layer, x, training), of(layer, x, training), of(layer, x, { training: true, key: key(8) })]
    expect(await one.data()).toEqual(await again.data())
    expect(await one.data()).not.toEqual(await other.data())
    const wanted = name === 'rrelu' ? leakyRelu(x, (1 / 8 + 1 / 3) / 2) : name.startsWith('stochasticDepth') ? relu(x) : x
    await close(of(layer, x, predicting), await wanted.data())
    expect(() => of(layer, x, { training: true, key: undefined })).toThrow(
      `${name}: training draws at random; pass a key, apply(model, variables, x, { training: true, key })`,
    )
    expect(layer.output([4, 3, 6])).toEqual(right([4, 3, 6]))
  })
})

it('rates are from 0 up to 1', () => {
  for (const rate of [1, -0.1, Number.NaN]) {
    expect(() => spatialDropout(rate)).toThrow(`spatialDropout: the rate is from 0 up to 1, 1 left out; got ${rate}`)
    expect(() => alphaDropout(rate)).toThrow(`alphaDropout: the rate is from 0 up to 1, 1 left out; got ${rate}`)
    expect(() => stochasticDepth(relu, rate)).toThrow(`stochasticDepth: the rate is from 0 up to 1, 1 left out; got ${rate}`)
  }
  expect(() => gaussianNoise(-1)).toThrow('gaussianNoise: the deviation is a number, 0 or more; got -1')
  expect(() => rrelu({ lower: 0.5, upper: 0.4 })).toThrow('rrelu: lower is at most upper, 0.4; got 0.5')
})

describe('what is drawn', () => {
  it('spatialDropout: whole channels, of each example by itself, and the mean stays', async () => {
    const values = [...(await of(spatialDropout(0.4), ones([100, 2, 3, 10]), training).data())]
    const scaled = Math.fround(1 / 0.6)
    let kept = 0
    for (let example = 0; example < 100; example++)
      for (let channel = 0; channel < 10; channel++) {
        const all = [0, 1, 2, 3, 4, 5].map((place) => values[example * 60 + place * 10 + channel] ?? Number.NaN)
        expect(new Set(all).size).toBe(1)
        expect([0, scaled].some((value) => Math.abs(value - (all[0] ?? Number.NaN)) < 1e-6)).toBe(true)
        if (all[0] !== 0) kept++
      }
    // Five standard errors of 1,000 draws.
    expect(Math.abs(kept / 1000 - 0.6)).toBeLessThan(5 * Math.sqrt((0.6 * 0.4) / 1000))
    expect(spatialDropout(0.4).output([6])).toEqual(left('spatialDropout: the input needs spatial dimensions before its channels, got [6]'))
  })

  it('alphaDropout: mean and variance stay, and what is dropped has one value', async () => {
    const values = [...(await of(alphaDropout(0.2), normal(key(1), [20_000]), training).data())]
    // Five standard errors; the fourth moment of a mixture of this kind is below 4.
    expect(Math.abs(average(values))).toBeLessThan(5 / Math.sqrt(20_000))
    expect(Math.abs(spread(values) - 1)).toBeLessThan((5 * Math.sqrt(3)) / Math.sqrt(20_000))
    const counts = new Map<string, number>()
    for (const value of values) counts.set(value.toFixed(5), (counts.get(value.toFixed(5)) ?? 0) + 1)
    expect(Math.abs(Math.max(...counts.values()) / 20_000 - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 20_000))
  })

  it('gaussianNoise: of the deviation stated', async () => {
    const noise = [...(await sub(of(gaussianNoise(0.3), x, training), x).data())]
    expect(Math.abs(average(noise))).toBeLessThan((5 * 0.3) / Math.sqrt(noise.length))
    expect(Math.abs(Math.sqrt(spread(noise)) - 0.3)).toBeLessThan((5 * 0.3) / Math.sqrt(2 * noise.length))
  })

  it('rrelu: slopes between the two, one for each number', async () => {
    const slopes = [...(await div(of(rrelu({ lower: 0.2, upper: 0.4 }), mul(ones([2000]), -2), training), mul(ones([2000]), -2)).data())]
    expect(Math.min(...slopes)).toBeGreaterThanOrEqual(0.2 - 1e-6)
    expect(Math.max(...slopes)).toBeLessThanOrEqual(0.4 + 1e-6)
    expect(Math.abs(average(slopes) - 0.3)).toBeLessThan((5 * 0.2) / Math.sqrt(12 * 2000))
    await close(of(rrelu(), tensor([1, 2, 3]), training), [1, 2, 3])
  })

  it('stochasticDepth: an example passes, or the branch is scaled', async () => {
    const block = residual(stochasticDepth(dense(3), 0.25))
    const variables = block.init(key(1), [3])
    const batch = normal(key(2), [400, 3])
    const branch = await of(dense(3), batch, predicting, variables).data()
    const moved = await sub(of(block, batch, training, variables), batch).data()
    let kept = 0
    for (let example = 0; example < 400; example++) {
      const ratios = [0, 1, 2].map((i) => (moved[3 * example + i] ?? Number.NaN) / (branch[3 * example + i] ?? Number.NaN))
      const [first = Number.NaN] = ratios
      for (const ratio of ratios) expect(Math.abs(ratio - (first > 0.5 ? 1 / 0.75 : 0))).toBeLessThan(1e-2)
      if (first > 0.5) kept++
    }
    expect(Math.abs(kept / 400 - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / 400))
  })
})

describe('gates and slopes', () => {
  it('glu halves the last dimension', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }), (shape) => {
        const channels = shape.at(-1) ?? 0
        expect(glu.output(shape)).toEqual(
          channels % 2 === 0
            ? right([...shape.slice(0, -1), channels / 2])
            : left(`glu: the last dimension of [${shape.join(', ')}] is odd; it is cut into two halves`),
        )
      }),
    )
    expect(glu.output([])).toEqual(left('glu: the input needs a last dimension, got []'))
  })

  it('prelu begins as leakyRelu of 0.25, and learns a slope for each channel', async () => {
    const model = sequential([4, 3, 6], prelu())
    const variables = init(model, key(0))
    await close(apply(model, variables, x)[0], await leakyRelu(x, 0.25).data())
    expect(variables.params[0].slope.shape).toEqual([6])
    const steeper = prelu({ init: 0.5 }).init(key(0), [6])
    await close(of(prelu(), x, predicting, steeper), await leakyRelu(x, 0.5).data())
  })

  it('maxout of one piece is dense, and of two can be the absolute value', async () => {
    const one = maxout(4, 1)
    const variables = one.init(key(1), [6])
    await close(of(one, x, predicting, variables), await of(dense(4), x, predicting, variables).data())
    const params = { kernel: tensor([[1, -1]]), bias: tensor([0, 0]) }
    await close(of(maxout(1, 2), tensor([[-3], [2]]), predicting, { params, state: {} }), [3, 2])
    expect(() => maxout(2, 0)).toThrow('maxout: the number of pieces is a whole number, at least 1; got 0')
    expect(maxout(3, 2).flops([5])).toBe(dense(6).flops([5]) + 3)
  })
})

describe('instanceNorm', () => {
  it('is groupNorm of as many groups as channels', async () => {
    const variables = { params: { scale: normal(key(3), [6]), offset: normal(key(4), [6]) }, state: {} }
    await close(of(instanceNorm(), x, predicting, variables), await of(groupNorm(6), x, predicting, variables).data(), 1e-5)
    expect(instanceNorm().output([6])).toEqual(left('instanceNorm: the input needs spatial dimensions before its channels, got [6]'))
  })
})

describe('weightNorm', () => {
  it.each([
    ['dense', dense(4), [6]],
    ['conv2d', conv2d(4, 2), [4, 3, 6]],
  ] as const)('of %s begins as the layer, and its length is the gain alone', async (_, one, shape) => {
    const layer: Layer = one
    const normed = weightNorm(layer)
    const variables = normed.init(key(1), shape)
    const input = normal(key(2), [3, ...shape])
    await close(of(normed, input, predicting, variables), await of(layer, input, predicting, layer.init(key(1), shape)).data(), 1e-5)
    const params = variables.params as Readonly<Record<'kernel' | 'bias' | 'gain', AnyTensor>> // as documented
    const longer = { params: { ...params, kernel: mul(params.kernel, 3) }, state: {} }
    await close(of(normed, input, predicting, longer), await of(normed, input, predicting, variables).data(), 1e-5)
    const twice = { params: { ...params, gain: mul(params.gain, 2) }, state: {} }
    await close(of(normed, input, predicting, twice), await mul(of(normed, input, predicting, variables), 2).data(), 1e-4)
  })

  it('needs a kernel', () => {
    expect(weightNorm(relu).output([3])).toEqual(left('weightNorm: the layer has no kernel'))
    expect(weightNorm(serial(dense(3))).output([3])).toEqual(left('weightNorm: the layer has no kernel'))
    expect(weightNorm(dense(3)).output([])).toEqual(left('dense(3): the input needs a last dimension, got []'))
  })
})

describe('spectralNorm', () => {
  it('makes the largest singular value 1, after some steps', async () => {
    const layer = spectralNorm(dense(4, { bias: false }))
    let variables = layer.init(key(1), [6])
    const input = normal(key(2), [3, 6])
    for (let i = 0; i < 60; i++) variables = { ...variables, state: single(layer).forward(variables, input, training)[1] }
    const { kernel } = variables.params as { readonly kernel: AnyTensor } // as documented
    // The normed kernel is what it makes of the identity.
    const eye = tensor(
      Float32Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 1 : 0)),
      { shape: [6, 6] },
    )
    const normed = of(layer, eye, predicting, variables)
    let u: AnyTensor = ones([4])
    for (let i = 0; i < 200; i++) {
      const v = matmul(transpose(normed), matmul(normed, u))
      u = div(v, Math.sqrt((await sum(square(v)).item()) as number))
    }
    expect(Math.sqrt((await sum(square(matmul(normed, u))).item()) as number)).toBeCloseTo(1, 3)
    expect(kernel.shape).toEqual([6, 4])
  })

  it('moves on in training alone, by as many turns as are said, and has no gradient in its direction', async () => {
    const [one, two] = [spectralNorm(dense(4)), spectralNorm(dense(4), { iterations: 2 })]
    const variables = one.init(key(1), [6])
    const input = normal(key(2), [3, 6])
    const step = (layer: Layer, given: typeof variables) => ({ ...given, state: single(layer).forward(given, input, training)[1] })
    const read = async ({ state }: typeof variables) => [...((await tree.leaves(state)[0]?.data()) ?? [])]
    await close(tree.leaves(step(two, variables).state)[0] ?? input, await read(step(one, step(one, variables))), 1e-5)
    expect(single(one).forward(variables, input, predicting)[1]).toEqual(variables.state)
    const slope = grad((state: unknown) =>
      sum(square(of(one, input, training, { params: variables.params, state })) as ReturnType<typeof ones<[]>>),
    )(variables.state)
    expect(await read({ params: {}, state: slope })).toEqual([0, 0, 0, 0])
    expect(() => spectralNorm(dense(4), { iterations: 0 })).toThrow('spectralNorm: iterations is a whole number, at least 1; got 0')
    expect(spectralNorm(relu).output([3])).toEqual(left('spectralNorm: the layer has no kernel'))
  })
})

describe('batchNorm', () => {
  it('takes the share of a batch in the place of the momentum, and one of them', async () => {
    const input = add(mul(normal(key(1), [8, 3]), 2), 1)
    const [ours, theirs] = [batchNorm({ momentum: 0.7 }), batchNorm({ batchShare: 0.3 })]
    const variables = ours.init(key(0), [3])
    const moved = (layer: Layer) => single(layer).forward(variables, input, training)[1] as Readonly<Record<'mean' | 'variance', AnyTensor>>
    await close(moved(theirs).mean, await moved(ours).mean.data())
    await close(moved(theirs).variance, await moved(ours).variance.data())
    expect(() => batchNorm({ momentum: 0.7, batchShare: 0.3 })).toThrow(
      'batchNorm: momentum and batchShare say the same, batchShare = 1 - momentum; pass one of them',
    )
    expect(() => batchNorm({ batchShare: 2 })).toThrow('batchNorm: batchShare is from 0 to 1; got 2')
    expect(() => batchNorm({ unbiased: 1 as never })).toThrow('batchNorm: unbiased is true or false; got 1')
  })

  it('begins with the scale it is given: with zeros, a residual block passes its input on', async () => {
    const block = residual(serial(dense(6), batchNorm({ scaleInit: constant(0) })))
    await close(of(block, x, predicting, block.init(key(1), [4, 3, 6])), await x.data())
    expect([...((await tree.leaves(batchNorm({ scaleInit: constant(3) }).init(key(0), [2]).params)[1]?.data()) ?? [])]).toEqual([3, 3])
  })
})
