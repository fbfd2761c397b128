import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  dense,
  dropout,
  embedding,
  gelu,
  type Layer,
  layerNorm,
  multiHeadAttention,
  positionalEncoding,
  residual,
  serial,
  transformerBlock,
} from '../../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  concat,
  grad,
  key,
  mul,
  normal,
  ones,
  slice,
  sum,
  type Tensor,
  tensor,
  tree,
  zeros,
} from '../../../src/index.js'
import { close } from '../close.js'
import { single } from '../single.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const run = (layer: Layer, params: unknown, x: AnyTensor): AnyTensor => single(layer).forward({ params, state: {} }, x, predicting)[0]
const parametersIn = (layer: Layer, input: readonly number[]): number =>
  tree.reduce((total, leaf) => total + leaf.size, 0, layer.init(key(0), input).params)

describe('embedding', () => {
  const table = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ])

  it('looks up a row for each token, which may be a whole number of any dtype', async () => {
    for (const dtype of ['i32', 'u32', 'f32'] as const)
      await close(
        run(
          embedding(3, 2),
          { table },
          tensor(
            [
              [2, 0],
              [1, 2],
            ],
            { dtype },
          ),
        ),
        [5, 6, 1, 2, 3, 4, 5, 6],
      )
    expect(embedding(3, 2).output([7, 5])).toEqual(right([7, 5, 2]))
  })

  it('learns the rows that were looked up, as often as they were', async () => {
    const loss = (rows: Tensor<[3, 2]>): Tensor<[]> =>
      sum(mul(run(embedding(3, 2), { table: rows }, tensor([[2, 0, 2]], { dtype: 'i32' })) as Tensor<[1, 3, 2]>, 1))
    await close(grad(loss)(table), [1, 1, 0, 0, 2, 2])
  })

  it('starts with rows of length 1 or so', async () => {
    const { params } = embedding(100, 64).init(key(1), [5])
    const values = [...((await tree.leaves(params)[0]?.data()) ?? [])]
    const squares = values.reduce((total, value) => total + value * value, 0) / 100
    expect(Math.abs(squares - 1)).toBeLessThan(5 * Math.sqrt(2 / 6400))
    expect(() => embedding(0, 5)).toThrow('embedding: the size of the vocabulary is a whole number, at least 1; got 0')
    expect(() => embedding(5, 0.5)).toThrow('embedding: the number of features is a whole number, at least 1; got 0.5')
  })
})

describe('positionalEncoding', () => {
  it.each([[6], [5]])('adds sines and cosines of %i features', async (features) => {
    const time = 40
    const wave = (i: number) => {
      const [t, feature] = [Math.floor(i / features), i % features]
      const angle = t / 10_000 ** ((2 * Math.floor(feature / 2)) / features)
      return feature % 2 ? Math.cos(angle) : Math.sin(angle)
    }
    const y = run(positionalEncoding(), {}, ones([2, time, features]))
    await close(
      y,
      Array.from({ length: 2 * time * features }, (_, i) => 1 + wave(i % (time * features))),
      1e-5,
    )
  })

  it('needs time and features', () =>
    expect(positionalEncoding().output([5])).toEqual(left('positionalEncoding: the input needs [time, features], got [5]')))
})

type Matrix = readonly (readonly number[])[]

/** `x · kernel + bias`, in plain numbers. */
const linear = (x: Matrix, kernel: Matrix, bias: readonly number[]): number[][] =>
  x.map((row) => bias.map((b, j) => row.reduce((total, value, i) => total + value * (kernel[i]?.[j] ?? 0), b)))

describe('multiHeadAttention', () => {
  const [time, features, heads] = [4, 6, 2] as const
  const layer = multiHeadAttention({ heads })
  const causal = multiHeadAttention({ heads, causal: true })
  const drawn = layer.init(key(1), [time, features]).params as Record<
    'query' | 'key' | 'value' | 'output',
    Record<'kernel' | 'bias', Tensor<[6, 6]>>
  >
  /** With biases that are not zero. */
  const params = Object.fromEntries(
    Object.entries(drawn).map(([name, part], i) => [name, { ...part, bias: normal(key(10 + i), [features]) }]),
  )
  const x = normal(key(2), [3, time, features])

  it.each([
    ['each place sees all', layer, () => true],
    ['if causal, each place sees those before it', causal, (from: number, to: number) => to <= from],
  ] as const)('is the formula of the paper, head by head; %s', async (_, attention, sees) => {
    const plain = async (name: string) => {
      const { kernel, bias } = params[name] ?? {}
      return [await (kernel as Tensor<[6, 6]>).toArray(), await (bias as Tensor<[6]>).toArray()] as const
    }
    const example: Matrix = (await x.toArray())[1] ?? []
    const [query, keys, value] = await Promise.all(['query', 'key', 'value'].map(async (name) => linear(example, ...(await plain(name)))))
    const width = features / heads
    const gathered = example.map((_, t) =>
      Array.from({ length: features }, (_, j) => {
        const head = Math.floor(j / width)
        const meeting = example.map((_, s) =>
          sees(t, s)
            ? Math.exp(
                Array.from(
                  { length: width },
                  (_, d) => (query?.[t]?.[head * width + d] ?? 0) * (keys?.[s]?.[head * width + d] ?? 0),
                ).reduce((a, b) => a + b) / Math.sqrt(width),
              )
            : 0,
        )
        const total = meeting.reduce((a, b) => a + b)
        return meeting.reduce((sum, weight, s) => sum + (weight / total) * (value?.[s]?.[j] ?? 0), 0)
      }),
    )
    const expected = linear(gathered, ...(await plain('output'))).flat()
    await close(slice(run(attention, params, x), [1, 2]), expected)
  })

  it('has no order of its own: places that change seats change what comes out alike', async () => {
    const turned = (tensorOf: AnyTensor) => concat([slice(tensorOf, null, [2, 4]), slice(tensorOf, null, [0, 2])], 1)
    await close(run(layer, params, turned(x)), await turned(run(layer, params, x)).data())
  })

  it('has a gradient, also where nothing is seen', async () => {
    const loss = (input: Tensor<[3, 4, 6]>): Tensor<[]> => sum(slice(run(causal, params, input) as Tensor<[3, 4, 6]>, null, [0, 2]))
    const values = [...(await grad(loss)(x).data())]
    expect(values.every(Number.isFinite)).toBe(true)
    const later = values.filter((_, i) => Math.floor((i % (time * features)) / features) >= 2)
    expect(later.every((value) => value === 0)).toBe(true)
    expect(values.some((value) => value !== 0)).toBe(true)
  })

  it('has four dense layers, and counts their work and that between them', () => {
    expect(parametersIn(layer, [time, features])).toBe(4 * (36 + 6))
    expect(layer.flops([time, features])).toBe(4 * dense(6).flops([4, 6]) + 2 * (2 * 4 * 4 * 6) + 2 * heads * 16)
  })

  it('needs time, and features that its heads share', () => {
    expect(layer.output([7])).toEqual(left('multiHeadAttention(2): the input needs [time, features], got [7]'))
    expect(layer.output([4, 7])).toEqual(left('multiHeadAttention(2): 2 heads do not divide 7 features'))
    expect(() => multiHeadAttention({ heads: 0 })).toThrow('multiHeadAttention: the number of heads is a whole number, at least 1; got 0')
  })
})

describe('transformerBlock', () => {
  const block = transformerBlock({ heads: 2, hidden: 8, causal: true })
  const params = block.init(key(1), [4, 6]).params as Record<'attentionNorm' | 'attention' | 'denseNorm' | 'hidden' | 'output', unknown>
  const x = normal(key(2), [3, 4, 6])

  it('is two residual connections, each around a normalised branch', async () => {
    const same = serial(
      residual(serial(layerNorm(), multiHeadAttention({ heads: 2, causal: true }))),
      residual(serial(layerNorm(), dense(8), gelu, dense(6))),
    )
    const { attentionNorm, attention, denseNorm, hidden, output } = params
    const state = same.init(key(0), [4, 6]).state
    const [y] = single(same).forward(
      {
        params: [
          [attentionNorm, attention],
          [denseNorm, hidden, {}, output],
        ],
        state,
      },
      x,
      predicting,
    )
    await close(run(block, params, x), await y.data())
    expect(block.flops([4, 6])).toBe(same.flops([4, 6]))
  })

  it('drops numbers of both halves, in training', async () => {
    const dropping = transformerBlock({ heads: 2, hidden: 8, dropout: 0.5 })
    const train = (seed: number) =>
      single(dropping)
        .forward({ params, state: {} }, x, { training: true, key: key(seed) })[0]
        .data()
    expect(await train(1)).toEqual(await train(1))
    expect(await train(1)).not.toEqual(await train(2))
    // With biases alone, what is added is known: nothing, or twice the bias, from each half.
    const silent = tree.map((leaf) => mul(leaf, 0), params)
    const biased = { ...silent, attention: { ...(silent.attention as object), output: { kernel: zeros([6, 6]), bias: ones([6]) } } }
    const only = { ...biased, output: { kernel: zeros([8, 6]), bias: mul(ones([6]), 10) } }
    const [y] = single(dropping).forward({ params: only, state: {} }, zeros([20, 4, 6]), { training: true, key: key(4) })
    expect(new Set(await y.data())).toEqual(new Set([0, 2, 20, 22]))
    expect(() => single(dropping).forward({ params, state: {} }, x, { training: true, key: undefined })).toThrow(
      'dropout(0.5): training draws at random',
    )
    expect(dropout(0.5).output([4, 6])).toEqual(dropping.output([4, 6]))
  })

  it('needs time, features that its heads share, and hidden units', () => {
    expect(block.output([7])).toEqual(left('transformerBlock(2, 8): the input needs [time, features], got [7]'))
    expect(block.output([4, 7])).toEqual(left('transformerBlock(2, 8): 2 heads do not divide 7 features'))
    expect(() => transformerBlock({ heads: 0, hidden: 8 })).toThrow(
      'transformerBlock: the number of heads is a whole number, at least 1; got 0',
    )
    expect(() => transformerBlock({ heads: 2, hidden: 0 })).toThrow(
      'transformerBlock: the number of hidden units is a whole number, at least 1; got 0',
    )
  })
})
