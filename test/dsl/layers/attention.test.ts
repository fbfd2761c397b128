import fc from 'fast-check'
import { left, right } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { turned } from '../../../dsl/attention/rotary.js'
import {
  attention,
  dense,
  fanOut,
  type Layer,
  multiHeadAttention,
  pick,
  repeated,
  serial,
  type Tensors,
  transformerBlock,
  transformerDecoderBlock,
} from '../../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  arange,
  concat,
  einsum,
  key,
  mul,
  normal,
  repeat,
  reshape,
  scaledDotProductAttention,
  slice,
  sum,
  type Tree,
  tensor,
  tree,
  zeros,
} from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const predicting = { training: false, key: undefined }
const run = (layer: Layer, params: Tree, x: Tensors, context = predicting): AnyTensor =>
  layer.forward({ params, state: {} }, x, context)[0] as AnyTensor
const same = async (actual: AnyTensor, expected: AnyTensor): Promise<void> => {
  expect(actual.shape).toEqual(expected.shape)
  await close(actual, await expected.data())
}
const parametersIn = (layer: Layer, input: readonly number[] | readonly (readonly number[])[]): number =>
  tree.reduce((total, leaf) => total + leaf.size, 0, layer.init(key(0), input).params)
const seed = fc.nat({ max: 1000 })

describe('multiHeadAttention', () => {
  it('of a masked sequence is, at places that are seen, that of the sequence without the others', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (number, length, causal) => {
        const [x, layer] = [normal(key(number), [2, 5, 6]), multiHeadAttention({ heads: 2, causal })]
        const { params } = layer.init(key(1), [5, 6])
        const mask = tensor([0, 1].map(() => Array.from({ length: 5 }, (_, i) => Number(i < length))))
        const all = run(multiHeadAttention({ heads: 2, causal, masked: true }), params, [x, mask])
        await same(slice(all, null, [0, length]), run(layer, params, slice(x, null, [0, length])))
      }),
      { numRuns: 20 },
    ))

  it('of a sequence as its own memory is that of the sequence', async () => {
    const [x, layer] = [normal(key(1), [2, 5, 6]), multiHeadAttention({ heads: 3, keyValueHeads: 1 })]
    const { params } = layer.init(key(1), [5, 6])
    await same(run(layer, params, [x, x]), run(layer, params, x))
    await same(run(layer, params, [x, x, x]), run(layer, params, x))
    expect(
      layer.flops([
        [5, 6],
        [5, 6],
      ]),
    ).toBe(layer.flops([5, 6]))
  })

  it('of fewer heads of keys is that of as many, whose kernels are equal where they share one', async () => {
    const x = normal(key(1), [2, 5, 8])
    const few = multiHeadAttention({ heads: 4, keyValueHeads: 2, bias: false })
    const params = few.init(key(1), [5, 8]).params as Readonly<Record<string, { readonly kernel: AnyTensor }>>
    const shared = ({ kernel }: { readonly kernel: AnyTensor }) => ({ kernel: reshape(repeat(reshape(kernel, [8, 2, 2]), 2, 1), [8, 8]) })
    const { query, key: ofKeys, value, output } = params
    if (!query || !ofKeys || !value || !output) return expect.fail()
    const full = { query, key: shared(ofKeys), value: shared(value), output }
    await same(run(few, params, x), run(multiHeadAttention({ heads: 4, bias: false }), full, x))
    expect(parametersIn(few, [5, 8])).toBe(2 * 64 + 2 * 32)
    expect(few.flops([5, 8])).toBe(2 * dense(8).flops([5, 8]) + 2 * dense(4).flops([5, 8]) + 2 * (2 * 5 * 5 * 8) + 2 * 4 * 25)
  })

  it('leaves out weights in training, which are greater then, so that the mean stays', async () => {
    const [x, layer] = [zeros([1, 4, 2]), multiHeadAttention({ heads: 1, dropout: 0.5 })]
    const drawn = layer.init(key(1), [4, 2]).params as Readonly<Record<string, object>>
    const params = {
      ...drawn,
      value: { kernel: zeros([2, 2]), bias: tensor([1, 1]) },
      output: {
        kernel: tensor([
          [1, 0],
          [0, 1],
        ]),
        bias: zeros([2]),
      },
    }
    const y = layer.forward({ params, state: {} }, x, { training: true, key: key(2) })[0] as AnyTensor
    const values = [...(await y.data())]
    // Of 4 equal weights some are left out, and the others doubled.
    expect(values.every((value) => [0, 0.5, 1, 1.5, 2].includes(value))).toBe(true)
    expect(new Set(values).size).toBeGreaterThan(1)
    await close(
      run(layer, params, x),
      Array.from({ length: 8 }, () => 1),
    )
  })

  it('refuses options that are none', () => {
    expect(() => multiHeadAttention({ heads: 2, rotary: 5 as never })).toThrow(
      'multiHeadAttention: rotary is true, false or { base }; got 5',
    )
    expect(() => multiHeadAttention({ heads: 2, rotary: { base: 0 } })).toThrow(
      'multiHeadAttention: the base of rotary is a number above 0; got 0',
    )
    expect(() => multiHeadAttention({ heads: 2, keyValueHeads: 0 })).toThrow(
      'multiHeadAttention: the number of heads of keys is a whole number',
    )
    expect(() => multiHeadAttention({ heads: 2, headSize: 0.5 })).toThrow('multiHeadAttention: the size of a head is a whole number')
    expect(() => multiHeadAttention({ heads: 2, masked: 1 as never })).toThrow('multiHeadAttention: masked is true or false; got 1')
    expect(() => multiHeadAttention({ heads: 2, dropout: 1 })).toThrow('dropout: the rate is from 0 up to 1')
  })
})

describe('rotary', () => {
  it('makes products of queries and keys depend on how far apart they are', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.integer({ min: 0, max: 50 }), fc.constantFrom(10_000, 10), async (number, far, base) => {
        const [query, ofKeys] = [normal(key(number), [1, 4, 2, 6]), normal(key(number + 1), [1, 4, 2, 6])]
        const products = (from: number) => {
          const places = arange(from + 4, { start: from })
          return einsum('nthd,nshd->nhts', turned(query, places, base), turned(ofKeys, places, base))
        }
        await close(products(far), await products(0).data(), 1e-4)
      }),
      { numRuns: 20 },
    ))

  it('leaves the lengths of heads as they are, and place 0', async () => {
    const x = normal(key(1), [2, 4, 2, 6])
    const y = turned(x, arange(4), 10_000)
    await same(sum(mul(y, y), { axis: -1 }), sum(mul(x, x), { axis: -1 }))
    await same(slice(y, null, 0), slice(x, null, 0))
  })
})

describe('attention', () => {
  it('is the function of tensors, of one, two or three', async () => {
    const [query, ofKeys, value] = [normal(key(1), [2, 3, 4]), normal(key(2), [2, 5, 4]), normal(key(3), [2, 5, 6])]
    await same(run(attention(), {}, query), scaledDotProductAttention(query, query, query))
    await same(run(attention({ causal: true }), {}, [query, ofKeys]), scaledDotProductAttention(query, ofKeys, ofKeys, { causal: true }))
    await same(run(attention({ scale: 1 }), {}, [query, ofKeys, value]), scaledDotProductAttention(query, ofKeys, value, { scale: 1 }))
    expect(
      attention().output([
        [3, 4],
        [5, 4],
        [5, 6],
      ]),
    ).toEqual(right([3, 6]))
    expect(
      attention().output([
        [3, 4],
        [5, 3],
      ]),
    ).toEqual(left('attention: query [3, 4] and key [5, 3]: features 4 and 3 differ'))
    expect(
      attention().flops([
        [3, 4],
        [5, 4],
        [5, 6],
      ]),
    ).toBe(2 * 3 * 5 * 4 + 2 * 3 * 5 * 6 + 2 * 3 * 5)
  })

  it('does not see what a mask hides, of each example', async () => {
    const [query, ofKeys] = [normal(key(1), [2, 3, 4]), normal(key(2), [2, 5, 4])]
    const mask = tensor([
      [1, 1, 0, 0, 0],
      [1, 1, 1, 1, 1],
    ])
    const short = run(attention(), {}, [slice(query, [0, 1]), slice(ofKeys, [0, 1], [0, 2])])
    const long = run(attention(), {}, [slice(query, [1, 2]), slice(ofKeys, [1, 2])])
    await same(run(attention({ masked: true }), {}, [query, ofKeys, mask]), concat([short, long]))
  })
})

describe('blocks', () => {
  it('pass on a mask with pick, and see no padding', async () => {
    const deep = serial(repeated(2, fanOut(transformerBlock({ heads: 2, hidden: 5, masked: true }), pick(1))), pick(0))
    const plain = repeated(2, transformerBlock({ heads: 2, hidden: 5 }))
    const [x, mask] = [normal(key(1), [1, 5, 4]), tensor([[1, 1, 1, 0, 0]])]
    const { params, state } = deep.init(key(2), [[5, 4], [5]])
    // The blocks of both are one tree, with an axis in front; of the deep one, of a block and of what passes the mask on.
    const [[own]] = params as readonly [readonly [Tree, Tree]]
    const [all] = deep.forward({ params, state }, [x, mask], predicting)
    const [short] = plain.forward({ params: own, state: {} }, slice(x, null, [0, 3]), predicting)
    await same(slice(all as AnyTensor, null, [0, 3]), short as AnyTensor)
  })

  it('of a decoder do not see later places, and count the work of their parts', async () => {
    const layer = transformerDecoderBlock({ heads: 2, hidden: 5 })
    const { params } = layer.init(key(1), [
      [4, 6],
      [3, 2],
    ])
    const [x, memory] = [normal(key(2), [2, 4, 6]), normal(key(3), [2, 3, 2])]
    const all = run(layer, params, [x, memory])
    await same(slice(all, null, [0, 2]), run(layer, params, [slice(x, null, [0, 2]), memory]))
    const [own, cross] = [multiHeadAttention({ heads: 2 }), multiHeadAttention({ heads: 2 })]
    const parts =
      own.flops([4, 6]) +
      cross.flops([
        [4, 6],
        [3, 2],
      ]) +
      dense(5).flops([4, 6]) +
      4 * 5 +
      dense(6).flops([4, 5])
    expect(
      layer.flops([
        [4, 6],
        [3, 2],
      ]),
    ).toBe(parts + 3 * (8 * 24 + 24))
  })

  it('refuse options that are none', () => {
    expect(() => transformerBlock({ heads: 2, hidden: 8, norm: 'before' as 'first' })).toThrow(
      "transformerBlock: norm is 'first' or 'last'; got 'before'",
    )
    expect(() => transformerDecoderBlock({ heads: 2, hidden: 0 })).toThrow(
      'transformerDecoderBlock: the number of hidden units is a whole number',
    )
    expect(() => transformerDecoderBlock({ heads: 2, hidden: 8, activation: 1 as never })).toThrow(
      'transformerDecoderBlock: the activation is a function',
    )
    expect(() => pick(-1)).toThrow('pick: the place is a whole number, at least 0; got -1')
  })
})
