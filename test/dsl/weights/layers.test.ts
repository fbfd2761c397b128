import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  bidirectional,
  conv2d,
  convTranspose2d,
  dense,
  depthwiseConv1d,
  depthwiseConv2d,
  embedding,
  flaxNames,
  groupNorm,
  gru,
  kerasNames,
  lambda,
  layerNorm,
  lstm,
  multiHeadAttention,
  predict,
  prelu,
  rmsNorm,
  rnn,
  separableConv1d,
  separableConv2d,
  sequential,
  stacked,
  torchNames,
  toSafetensors,
} from '../../../dsl/index.js'
import { load } from '../../../node/weights.js'
import { type AnyTensor, acquire, add, key, normal, slice, type Tensor, tensor, transpose, zeros } from '../../../src/index.js'

/* Layers of all kinds with weights that PyTorch, Keras and Flax wrote (scripts/fixtures/weights_of_layers.py), and what theirs give. */

interface Fixture {
  readonly given: Readonly<Record<'image' | 'tokens' | 'query' | 'key' | 'value', readonly number[]>>
  readonly outputs: Readonly<Record<string, readonly number[]>>
}

const folder = fileURLToPath(new URL('../../fixtures/weights/layers/', import.meta.url))
let fixture: Fixture

beforeAll(async () => {
  await acquire({ backend: 'cpu' })
  fixture = JSON.parse(await readFile(`${folder}outputs.json`, 'utf8'))
})

const at = (name: string): string => `${folder}${name}.safetensors`

const gives = async (name: string, y: AnyTensor): Promise<void> => {
  const wanted = fixture.outputs[name] ?? []
  const got = [...(await y.data())]
  expect(got.length).toBe(wanted.length)
  expect(got.length).toBeGreaterThan(0)
  for (const [i, value] of got.entries()) expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 4)
}

const image = () => tensor(Float32Array.from(fixture.given.image), { shape: [2, 6, 6, 3] })
const tokens = () => tensor(Int32Array.from(fixture.given.tokens), { shape: [2, 4] })
const every = { returnSequences: true } as const
const norms = [groupNorm(2), prelu(), layerNorm(), rmsNorm()] as const

describe('weights of Keras', () => {
  it('for depthwise, separable and transposed convolutions, and norms', async () => {
    const model = sequential(
      [6, 6, 3],
      depthwiseConv2d(3, { multiplier: 2 }),
      separableConv2d(5, 2, { multiplier: 2 }),
      convTranspose2d(5, 2, { stride: 2 }),
      convTranspose2d(4, 3),
      ...norms,
    )
    const modules = ['each', 'apart', 'larger', 'wider', 'groups', 'slopes', 'channels', 'sizes']
    const rename = kerasNames(Object.fromEntries(modules.map((module, i) => [i, `images/${module}`])))
    await gives('keras-images', predict(model, await load(model, at('keras-images'), { rename }), image()))
  })

  it('for those along one axis', async () => {
    const model = sequential([6, 3], depthwiseConv1d(2, { multiplier: 2 }), separableConv1d(4, 2))
    const variables = await load(model, at('keras-signal'), { rename: kerasNames({ 0: 'channel/each', 1: 'channel/apart' }) })
    await gives('keras-signal', predict(model, variables, slice(image(), null, 0)))
  })

  it('for tokens, recurrent layers and attention', async () => {
    const model = sequential(
      { shape: [4], dtype: 'i32' },
      embedding(7, 6),
      lstm(5, every),
      gru(5, every),
      gru(5, { ...every, resetAfter: false }),
      rnn(6, every),
      bidirectional(lstm(3, every)),
      multiHeadAttention({ heads: 2, headSize: 3 }),
      multiHeadAttention({ heads: 4, keyValueHeads: 2, headSize: 3 }),
    )
    const rename = kerasNames({
      0: 'words',
      1: 'lstm',
      2: 'gru/gru_cell',
      3: 'before',
      4: 'rnn',
      '5/forward': 'both/forward_lstm',
      '5/backward': 'both/backward_lstm',
      6: 'heads',
      7: 'shared',
    })
    await gives('keras-sequences', predict(model, await load(model, at('keras-sequences'), { rename }), tokens()))
  })
})

describe('weights of PyTorch', () => {
  it('for grouped and transposed convolutions, and norms', async () => {
    const model = sequential(
      [6, 6, 3],
      depthwiseConv2d(3, { multiplier: 2 }),
      conv2d(5, 1),
      convTranspose2d(5, 2, { stride: 2 }),
      convTranspose2d(4, 3),
      ...norms,
    )
    const rename = torchNames({ 0: '0', 1: '1', 2: '2', 3: '3', 4: '4', 5: '5', 6: '6.inner', 7: '7.inner' })
    await gives('torch-images', predict(model, await load(model, at('torch-images'), { rename }), image()))
  })

  it('for tokens, recurrent layers and attention', async () => {
    const model = sequential(
      { shape: [4], dtype: 'i32' },
      embedding(7, 6),
      lstm(5, every),
      gru(5, { ...every, gates: 'torch' }),
      rnn(6, every),
      stacked(2, bidirectional(lstm(3, every))),
      multiHeadAttention({ heads: 2 }),
    )
    const rename = torchNames({ 0: 'words', 1: 'lstm', 2: 'gru', 3: 'rnn', 4: 'both', 5: 'heads' })
    await gives('torch-sequences', predict(model, await load(model, at('torch-sequences'), { rename }), tokens()))
  })

  it('of a file that is one module alone', async () => {
    const ofLstm = {
      weight_ih_l0: normal(key(0), [20, 3]),
      weight_hh_l0: normal(key(1), [20, 5]),
      bias_ih_l0: normal(key(2), [20]),
      bias_hh_l0: normal(key(3), [20]),
    }
    const [{ bias, kernel }] = (await load(sequential([4, 3], lstm(5)), await toSafetensors(ofLstm), { rename: torchNames({ 0: '' }) }))
      .params
    expect(await kernel.toArray()).toEqual(await transpose(ofLstm.weight_ih_l0).toArray())
    expect(await bias.toArray()).toEqual(await add(ofLstm.bias_ih_l0, ofLstm.bias_hh_l0).toArray())
    const ofLinear = { weight: normal(key(0), [2, 3]), bias: zeros([2]) }
    const [linear] = (await load(sequential([3], dense(2)), await toSafetensors(ofLinear), { rename: torchNames({ 0: '' }) })).params
    expect(await linear.kernel.toArray()).toEqual(await transpose(ofLinear.weight).toArray())
  })

  it('for attention to other sizes, and for cells', async () => {
    const model = sequential(
      [
        [4, 6],
        [3, 3],
        [3, 4],
      ],
      multiHeadAttention({ heads: 2 }),
      lstm(5),
    )
    const variables = await load(model, at('torch-cross'), { rename: torchNames({ 0: 'heads', 1: 'cell' }) })
    const { query, key, value } = fixture.given
    const x = [
      tensor(Float32Array.from(query), { shape: [2, 4, 6] }),
      tensor(Float32Array.from(key), { shape: [2, 3, 3] }),
      tensor(Float32Array.from(value), { shape: [2, 3, 4] }),
    ] as const
    await gives('torch-cross', predict(model, variables, x))
  })
})

describe('weights of Flax', () => {
  it('for grouped and transposed convolutions, and norms', async () => {
    const model = sequential(
      [6, 6, 3],
      depthwiseConv2d(3, { multiplier: 2 }),
      conv2d(5, 1),
      convTranspose2d(5, 2, { stride: 2 }),
      convTranspose2d(4, 3),
      lambda((x: Tensor<['N', 10, 10, 4]>) => slice(x, null, null, null, [0, 3])),
      convTranspose2d(4, [2, 3]),
      ...norms,
    )
    const rename = flaxNames({
      0: 'Conv_0',
      1: 'Conv_1',
      2: 'ConvTranspose_0',
      3: 'wider',
      5: 'adjoint',
      6: 'GroupNorm_0',
      7: 'PReLU_0',
      8: 'LayerNorm_0',
      9: 'RMSNorm_0',
    })
    await gives('flax-images', predict(model, await load(model, at('flax-images'), { rename }), image()))
  })

  it('for tokens, recurrent layers and attention', async () => {
    const model = sequential(
      { shape: [4], dtype: 'i32' },
      embedding(7, 6),
      lstm(5, every),
      lstm(5, every),
      gru(5, every),
      rnn(6, every),
      bidirectional(lstm(3, every)),
      multiHeadAttention({ heads: 2, headSize: 4 }),
    )
    const rename = flaxNames({
      0: 'Embed_0',
      1: 'OptimizedLSTMCell_0',
      2: 'LSTMCell_0',
      3: 'GRUCell_0',
      4: 'SimpleCell_0',
      '5/forward': 'there',
      '5/backward': 'back',
      6: 'MultiHeadAttention_0',
    })
    await gives('flax-sequences', predict(model, await load(model, at('flax-sequences'), { rename }), tokens()))
  })
})

describe('tensors made of several of a file', () => {
  const model = sequential([2], dense(3))
  const file = () => toSafetensors({ a: zeros([2, 3]), b: zeros([3]), c: tensor([1, 2, 3]) })
  const rename = (make: (...parts: AnyTensor[]) => AnyTensor, names: readonly string[] = ['b', 'c']) => ({
    rename: (name: string) => (name === '0/kernel' ? 'a' : { names, make }),
  })

  it('are what the function makes of them', async () => {
    const { params } = await load(
      model,
      await file(),
      rename((b, c) => add(b as AnyTensor, c as AnyTensor)),
    )
    expect(await params[0].bias.toArray()).toEqual([1, 2, 3])
  })

  it('are refused unless they fit, and all are there', async () => {
    await expect(
      load(
        model,
        await file(),
        rename(() => zeros([4])),
      ),
    ).rejects.toThrow('load: what is made of "b", "c", for "0/bias", is f32 [4], and f32 [3] in the model')
    await expect(
      load(
        model,
        await file(),
        rename((b) => b as AnyTensor, ['b', 'd']),
      ),
    ).rejects.toThrow('load: the file has no tensor "d", f32 [3], of dense(3); it has "a", "b", "c"')
    await expect(
      load(
        model,
        await file(),
        rename((b) => b as AnyTensor, []),
      ),
    ).rejects.toThrow('load: what "0/bias" is made of is one name or more, and a function of their tensors')
  })
})
