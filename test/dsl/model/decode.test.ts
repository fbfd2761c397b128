import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  batchNorm,
  bidirectional,
  type DecodeState,
  decode,
  decodeState,
  dense,
  dropout,
  embedding,
  flatten,
  frozen,
  gru,
  identity,
  init,
  type Layer,
  layerNorm,
  lstm,
  multiHeadAttention,
  named,
  positionalEncoding,
  predict,
  relu,
  repeated,
  residual,
  rmsNorm,
  rnn,
  sequential,
  serial,
  shared,
  spectralNorm,
  stacked,
  stochasticDepth,
  sumOf,
  tiedEmbedding,
  transformerBlock,
  type Variables,
  weightNorm,
} from '../../../dsl/index.js'
import type { AnyModel } from '../../../dsl/model/model.js'
import { type AnyTensor, acquire, astype, inspect, jit, key, randint, slice, squeeze, tensor, zeros } from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const [time, vocabulary] = [6, 7] as const

/** Parts of models of `[time, 8]`. */
const parts: Readonly<Record<string, Layer>> = {
  'a causal block': transformerBlock({ heads: 2, hidden: 5, causal: true }),
  'a block that is turned, with one head of keys': transformerBlock({ heads: 2, hidden: 5, causal: true, rotary: true, keyValueHeads: 1 }),
  'a block that normalises last': transformerBlock({ heads: 4, hidden: 5, causal: true, norm: 'last', activation: relu }),
  attention: residual(serial(rmsNorm(), multiHeadAttention({ heads: 2, headSize: 6, causal: true, rotary: { base: 50 }, bias: false }))),
  'positions by waves': positionalEncoding(),
  'an lstm': lstm(8, { returnSequences: true }),
  'a stack of lstms': stacked(2, lstm(8, { returnSequences: true }), { dropout: 0.5 }),
  'a gru and an rnn': sumOf(gru(8, { returnSequences: true, resetAfter: false }), rnn(8, { returnSequences: true }), identity),
  'two blocks': repeated(2, transformerBlock({ heads: 2, hidden: 5, causal: true })),
  'what is frozen': frozen(serial(transformerBlock({ heads: 2, hidden: 5, causal: true }), batchNorm())),
  'what is used twice': shared(transformerBlock({ heads: 2, hidden: 5, causal: true }), [time, 8], (block) =>
    serial(block, layerNorm(), block),
  ),
  'a shared lstm in a loop': repeated(
    2,
    shared(lstm(8, { returnSequences: true }), [time, 8], (read) => sumOf(read, serial(dense(8), read))),
  ),
  'what may be left out': residual(stochasticDepth(gru(8, { returnSequences: true, bias: false }), 0.5)),
  'kernels of a learned length': serial(weightNorm(dense(6)), relu, weightNorm(lstm(8, { returnSequences: true }))),
  'kernels that stretch nothing': serial(
    spectralNorm(dense(6)),
    spectralNorm(rnn(8, { returnSequences: true })),
    frozen(spectralNorm(dense(8))),
  ),
  'what is done at each place': named('each', serial(dense(8), relu, layerNorm(), dropout(0.5))),
}

/** A model of tokens of these parts. */
const modelOf = (names: readonly string[]): AnyModel =>
  (sequential as (...args: unknown[]) => AnyModel)(
    { shape: [time], dtype: 'i32' },
    embedding(vocabulary, 8),
    ...names.map((name) => parts[name]),
    dense(vocabulary),
  )

/** `decode` of a model whose types are not known. */
const next = decode as unknown as (model: AnyModel, variables: Variables, state: DecodeState, x: AnyTensor) => [AnyTensor, DecodeState]
const whole = predict as unknown as (model: AnyModel, variables: Variables, x: AnyTensor) => AnyTensor

/** Each step gives what `predict` gives of the whole sequence at its place. */
const placeByPlace = async (model: AnyModel, variables: Variables, tokens: AnyTensor): Promise<void> => {
  const expected = whole(model, variables, tokens)
  const [batch = 0] = tokens.shape
  let state = decodeState(model, { batch })
  for (let place = 0; place < time; place++) {
    const [logits, after] = next(model, variables, state, squeeze(slice(tokens, null, [place, place + 1]), 1))
    expect(logits.shape).toEqual([batch, vocabulary])
    await close(logits, await slice(expected, null, place).data())
    state = after
  }
}

describe('decode', () => {
  it('has one table for what comes and what is written', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(parts)), { maxLength: 2 }), fc.nat({ max: 99 }), async (names, seed) => {
        const layers = serial(...names.flatMap((name) => parts[name] ?? []))
        const model = (sequential as (...args: unknown[]) => AnyModel)(
          { shape: [time], dtype: 'i32' },
          tiedEmbedding(vocabulary, 8, layers),
        )
        const variables = init(model, key(seed)) as Variables
        const tokens = randint(key(seed + 1), 0, vocabulary, [3, time])
        await placeByPlace(model, variables, tokens)
      }),
      { numRuns: 8 },
    ))

  it('goes by the rule of every layer, one by one', async () => {
    for (const name of Object.keys(parts)) {
      const model = modelOf([name])
      const variables = init(model, key(5)) as Variables
      const tokens = randint(key(6), 0, vocabulary, [2, time])
      await placeByPlace(model, variables, tokens)
    }
  })

  it('gives place by place what predict gives of the whole sequence', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(parts)), { maxLength: 3 }), fc.nat({ max: 99 }), async (names, seed) => {
        const model = modelOf(names)
        const variables = init(model, key(seed)) as Variables
        const tokens = randint(key(seed + 1), 0, vocabulary, [3, time])
        await placeByPlace(model, variables, tokens)
      }),
      { numRuns: 25 },
    ))

  it('of a model of numbers takes the features of a place', async () => {
    const model = sequential([time, 4], multiHeadAttention({ heads: 2, causal: true }), dense(3))
    const variables = init(model, key(0))
    const x = zeros([2, time, 4])
    const [y, { place }] = decode(model, variables, decodeState(model, { batch: 2 }), zeros([2, 4]))
    await close(y, await slice(predict(model, variables, x), null, 0).data())
    expect(await place.item()).toBe(1)
  })

  it('is one program whatever the place, whose work grows with what is kept and not with its square', async () => {
    await acquire({ backend: 'cpu' })
    const model = modelOf(['two blocks', 'positions by waves'])
    const variables = init(model, key(0)) as Variables
    let traced = 0
    const step = jit((state: DecodeState, token: AnyTensor) => {
      traced++
      return next(model, variables, state, token)
    })
    let state = decodeState(model, { batch: 1 })
    const tokens = [1, 2, 3, 0, 4, 5]
    const expected = whole(model, variables, tensor([tokens], { dtype: 'i32' }))
    for (const [place, token] of tokens.entries()) {
      const [logits, after] = step(state, tensor([token], { dtype: 'i32' })) as [AnyTensor, DecodeState]
      await close(logits, await slice(expected, 0, place).data())
      state = after
    }
    expect(traced).toBe(1)
    expect(await state.place.item()).toBe(6)
    const bytes = (length: number): number =>
      inspect((from: DecodeState, token: AnyTensor) => next(model, variables, from, token))(
        decodeState(model, { batch: 1, length }),
        tensor([1], { dtype: 'i32' }),
      ).counts.peakBytes
    const [some, twice, fourfold] = [bytes(1000), bytes(2000), bytes(4000)]
    expect((fourfold - twice) / (twice - some)).toBeCloseTo(2, 1)
    await acquire({ backend: 'reference' })
  })

  it('goes on for as long as there is room, which may be more than the model was made for', async () => {
    const model = modelOf(['a block that is turned, with one head of keys'])
    const variables = init(model, key(0)) as Variables
    const longer = (sequential as (...args: unknown[]) => AnyModel)([time + 4], ...model.layers)
    const tokens = randint(key(1), 0, vocabulary, [1, time + 4])
    const expected = whole(longer, variables, astype(tokens, 'f32'))
    let state = decodeState(model, { batch: 1, length: time + 4 })
    for (let place = 0; place < time + 4; place++) {
      const [logits, after] = next(model, variables, state, squeeze(slice(tokens, null, [place, place + 1]), 1))
      await close(logits, await slice(expected, null, place).data())
      state = after
    }
  })

  it('says which layer is not decoded, and what does not fit', () => {
    const refused = (...layers: Layer[]) => (sequential as (...args: unknown[]) => AnyModel)([time, 8], ...layers)
    expect(() => decodeState(refused(multiHeadAttention({ heads: 2 })), { batch: 1 })).toThrow(
      'decodeState: multiHeadAttention(2): a place sees more than those before it; with { causal: true } one sequence is decoded place by place',
    )
    expect(() => decodeState(refused(residual(transformerBlock({ heads: 2, hidden: 3 }))), { batch: 1 })).toThrow(
      'decodeState: transformerBlock(2, 3): a place sees more than those before it',
    )
    expect(() => decodeState(refused(relu, flatten), { batch: 1 })).toThrow(
      'decodeState: flatten: it has no rule for one place after the other, so no model with it is decoded',
    )
    expect(() => decodeState(refused(lstm(3)), { batch: 1 })).toThrow('decodeState: lstm(3): place by place goes one that has')
    expect(() => decodeState(refused(bidirectional(gru(3, { returnSequences: true }))), { batch: 1 })).toThrow(
      'decodeState: bidirectional(gru(3)): it looks at places that come later, so no model with it is decoded place by place',
    )
    expect(() => decodeState(sequential([5], dense(3)), { batch: 1 })).toThrow(
      'decodeState: dense(3): to be decoded place by place the input needs [time, features], got [5]',
    )
    const model = modelOf(['a causal block'])
    const variables = init(model, key(0)) as Variables
    const state = decodeState(model, { batch: 2 })
    const token = zeros([3], { dtype: 'i32' })
    expect(() => next(model, variables, state, token)).toThrow('decode: the state is of 2 sequences, got 3; both have one number of them')
    expect(() => next(model, variables, decodeState(modelOf(['two blocks']), { batch: 3 }), token)).toThrow(
      'decode: the state is of another model',
    )
    expect(() => next(model, variables, state, zeros([3, 2], { dtype: 'i32' }))).toThrow('decode: the model takes i32[N], got [3, 2]')
    expect(() => next(model, variables, {} as DecodeState, token)).toThrow('decode: the state is what decodeState gives; got an object')
  })
})
