import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  beamSearch,
  type DecodeState,
  decode,
  decodeState,
  dense,
  embedding,
  fanOut,
  generate,
  identity,
  init,
  type Layer,
  layerNorm,
  lstm,
  multiHeadAttention,
  parallel,
  pick,
  positionalEncoding,
  predict,
  relu,
  repeated,
  residual,
  sampleToken,
  sequential,
  serial,
  sumOf,
  transformerBlock,
  transformerDecoderBlock,
  type Variables,
  type VariablesOf,
} from '../../../dsl/index.js'
import type { AnyModel } from '../../../dsl/model/model.js'
import {
  type AnyTensor,
  acquire,
  concat,
  inspect,
  jit,
  key,
  normal,
  randint,
  slice,
  squeeze,
  type Tensor,
  type Tree,
  tensor,
  tree,
  zeros,
} from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const [time, places, vocabulary] = [5, 4, 7] as const

/** Parts of decoders of `[time, 8]` and a memory, `[places, 8]` or with a mask of it, which pass the memory on. */
const parts = (masked: boolean): Readonly<Record<string, Layer>> => {
  const onward = (layer: Layer): Layer => fanOut(layer, pick(1), ...(masked ? [pick(2)] : []))
  const added = (layer: Layer): Layer => serial(fanOut(pick(0), layer), sumOf(identity, identity))
  const block = (options: object) => transformerDecoderBlock({ heads: 2, hidden: 5, masked, ...options })
  return {
    'a block': onward(block({})),
    'a block that is turned, with one head of keys': onward(block({ rotary: true, keyValueHeads: 1 })),
    'a block that normalises last': onward(block({ norm: 'last', activation: relu })),
    'two blocks in a loop': repeated(2, onward(block({ headSize: 3 }))),
    'attention to the memory': onward(added(multiHeadAttention({ heads: 2, masked }))),
    'causal attention to the memory, turned': onward(added(multiHeadAttention({ heads: 2, masked, causal: true, rotary: true }))),
    'what looks at the past alone': onward(serial(pick(0), lstm(8, { returnSequences: true }), layerNorm())),
    'what makes another memory': fanOut(pick(0), serial(pick(1), transformerBlock({ heads: 2, hidden: 3 })), ...(masked ? [pick(2)] : [])),
    'all of it': identity,
  }
}

/** A model of tokens, `[time]`, that reads a source, `[places]`, and perhaps its mask. */
const modelOf = (names: readonly string[], masked: boolean, encoded: boolean): AnyModel => {
  const written = serial(embedding(vocabulary, 8), positionalEncoding())
  const encoder = encoded ? identity : serial(embedding(3, 8), repeated(2, transformerBlock({ heads: 2, hidden: 5 })))
  return (sequential as (...args: unknown[]) => AnyModel)(
    [[time], encoded ? [places, 8] : [places], ...(masked ? [[places]] : [])],
    parallel(written, encoder, ...(masked ? [identity] : [])),
    ...names.map((name) => parts(masked)[name]),
    pick(0),
    dense(vocabulary),
  )
}

/** The functions, of a model whose types are not known. */
const next = decode as unknown as (model: AnyModel, variables: Variables, state: DecodeState, x: AnyTensor) => [AnyTensor, DecodeState]
const whole = predict as unknown as (model: AnyModel, variables: Variables, x: readonly AnyTensor[]) => AnyTensor
const begin = decodeState as unknown as (model: AnyModel, options: object) => DecodeState

const at = (tokens: AnyTensor, place: number): AnyTensor => squeeze(slice(tokens, null, [place, place + 1]), 1)
const names = fc.array(fc.constantFrom(...Object.keys(parts(false))), { minLength: 1, maxLength: 3 })
/** What is known from the start, of three sequences. */
const memoryOf = (seed: number, masked: boolean, encoded: boolean): readonly AnyTensor[] => [
  encoded ? normal(key(seed), [3, places, 8]) : randint(key(seed), 0, 3, [3, places]),
  ...(masked
    ? [
        tensor([
          [1, 1, 1, 1],
          [1, 1, 0, 0],
          [0, 1, 0, 1],
        ]),
      ]
    : []),
]
const oneOrAll = (memory: readonly AnyTensor[]) => (memory.length === 1 ? memory[0] : memory)

describe('decode of a model that looks at a memory', () => {
  it('gives place by place what predict gives of both sequences', () =>
    fc.assert(
      fc.asyncProperty(names, fc.boolean(), fc.boolean(), fc.nat({ max: 99 }), async (some, masked, encoded, seed) => {
        const model = modelOf(some, masked, encoded)
        const variables = init(model, key(seed)) as Variables
        const tokens = randint(key(seed + 1), 0, vocabulary, [3, time])
        const memory = memoryOf(seed + 2, masked, encoded)
        const expected = whole(model, variables, [tokens, ...memory])
        let state = begin(model, { variables, memory: oneOrAll(memory) })
        for (let place = 0; place < time; place++) {
          const [logits, after] = next(model, variables, state, at(tokens, place))
          expect(logits.shape).toEqual([3, vocabulary])
          await close(logits, await slice(expected, null, place).data())
          state = after
        }
      }),
      { numRuns: 15 },
    ))

  const blocks = modelOf(['two blocks in a loop', 'a block'], true, false)

  it('reads the memory once: neither the encoder nor keys and values of it are made again', async () => {
    const variables = init(blocks, key(0)) as Variables
    const memory = memoryOf(1, true, false)
    const state = begin(blocks, { variables, memory })
    // Numbers of the encoder, and of keys and values of cross attention, are not read by a step.
    const [paths, leaves] = [tree.paths(variables.params), tree.leaves(variables.params)]
    const spent = paths.map((path) => /^\[?\.?0\]?\[?\.?1|cross\W*(key|value)/.test(path))
    expect(spent.filter(Boolean).length).toBeGreaterThan(20)
    let i = 0
    const params = tree.map((leaf) => (spent[i++] ? zeros(leaf.shape) : leaf), variables.params)
    expect(leaves.length).toBe(i)
    const token = tensor([1, 2, 3], { dtype: 'i32' })
    await close(next(blocks, { ...variables, params }, state, token)[0], await next(blocks, variables, state, token)[0].data())
  })

  it('is one program whatever the place, whose work grows with what is kept and not with its square', async () => {
    await acquire({ backend: 'cpu' })
    const variables = init(blocks, key(0)) as Variables
    const memory = memoryOf(1, true, false)
    let traced = 0
    const step = jit((state: DecodeState, token: AnyTensor) => {
      traced++
      return next(blocks, variables, state, token)
    })
    let state = begin(blocks, { variables, memory })
    const tokens = randint(key(2), 0, vocabulary, [3, time])
    const expected = whole(blocks, variables, [tokens, ...memory])
    for (let place = 0; place < time; place++) {
      const [logits, after] = step(state, at(tokens, place)) as [AnyTensor, DecodeState]
      await close(logits, await slice(expected, null, place).data())
      state = after
    }
    expect(traced).toBe(1)
    const sizeOf = (length: number): { readonly peakBytes: number; readonly kernels: number } =>
      inspect((from: DecodeState, token: AnyTensor) => next(blocks, variables, from, token))(
        begin(blocks, { variables, memory, length }),
        tensor([1, 2, 3], { dtype: 'i32' }),
      ).counts
    const [some, twice, fourfold] = [sizeOf(1000), sizeOf(2000), sizeOf(4000)]
    expect((fourfold.peakBytes - twice.peakBytes) / (twice.peakBytes - some.peakBytes)).toBeCloseTo(2, 1)
    expect(fourfold.kernels).toBe(some.kernels)
    await acquire({ backend: 'reference' })
  })

  it('is of models that are written out', async () => {
    const model = sequential(
      [[time], [places, 6]],
      parallel(embedding(vocabulary, 8), identity),
      fanOut(transformerDecoderBlock({ heads: 2, hidden: 8 }), pick(1)),
      pick(0),
      dense(vocabulary),
    )
    const variables = init(model, key(0))
    const memory = normal(key(1), [2, places, 6])
    const [y, state] = decode(model, variables, decodeState(model, { variables, memory }), tensor([1, 2], { dtype: 'i32' }))
    const tokens = concat([tensor([[1], [2]], { dtype: 'i32' }), zeros([2, time - 1], { dtype: 'i32' })], 1) as Tensor<[2, 5], 'i32'>
    await close(y, await slice(predict(model, variables, [tokens, memory]), null, 0).data())
    expect(await state.place.item()).toBe(1)
  })

  it('says what does not fit', () => {
    const variables = init(blocks, key(0)) as Variables
    const memory = memoryOf(1, true, false)
    const [source, mask] = memory as readonly [AnyTensor, AnyTensor]
    expect(() => begin(blocks, { variables })).toThrow(
      'decodeState: the model takes [5], [4] and [4]; the first is decoded, the option memory is given the rest',
    )
    expect(() => begin(blocks, { memory })).toThrow('decodeState: the option variables is the variables of the model, { params, state }')
    expect(() => begin(blocks, { variables, memory: source })).toThrow('decodeState: the model takes [N, 4] and [N, 4], got [3, 4]')
    expect(() => begin(blocks, { batch: 3 })).toThrow("decodeState: there is no option 'batch'")
    const state = begin(blocks, { variables, memory: [source, mask] })
    expect(() => next(blocks, variables, state, zeros([2], { dtype: 'i32' }))).toThrow('decode: the state is of 3 sequences, got 2')
    const refused = (...layers: Layer[]) => {
      const model = (sequential as (...args: unknown[]) => AnyModel)(
        [
          [5, 2],
          [5, 2],
        ],
        ...layers,
      )
      return () => begin(model, { variables: init(model, key(0)), memory: zeros([1, 5, 2]) })
    }
    expect(refused(sumOf(identity, identity))).toThrow(
      'decodeState: sumOf: what comes place by place is not joined with what is known from the start',
    )
    expect(refused(pick(1), dense(3))).toThrow('decodeState: what the model gives comes of the memory alone, not place by place')
    expect(refused(fanOut(pick(1), pick(0)), multiHeadAttention({ heads: 1 }))).toThrow(
      'decodeState: multiHeadAttention(1): a place sees more than those before it',
    )
    expect(refused(residual(fanOut(pick(1), pick(0))), pick(0))).toThrow(
      'decodeState: residual: what comes place by place is not added to what is known from the start',
    )
    expect(refused(repeated(2, fanOut(pick(1), pick(0))), pick(0))).toThrow(
      'decodeState: repeated: what is known from the start is not the same before and after fanOut',
    )
  })
})

describe('generate of a model that looks at a memory', () => {
  const model = sequential(
    [[12], [places]],
    parallel(embedding(vocabulary, 8), serial(embedding(3, 8), transformerBlock({ heads: 2, hidden: 5 }))),
    repeated(2, fanOut(transformerDecoderBlock({ heads: 2, hidden: 8, rotary: true }), pick(1))),
    pick(0),
    dense(vocabulary),
  )
  const drawn = (seed: number): VariablesOf<typeof model> => init(model, key(seed))

  it('writes what predict holds for the likeliest, token by token', () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 99 }), fc.integer({ min: 1, max: 3 }), async (seed, length) => {
        const variables = drawn(seed)
        const prompts = randint(key(seed), 0, vocabulary, [2, length]) as Tensor<[2, number], 'i32'>
        const memory = randint(key(seed + 1), 0, 3, [2, places])
        const written = await generate(model, variables, prompts, { count: 6, memory }).toArray()
        for (const [i, row] of written.entries()) {
          const tokens = [...((await prompts.toArray())[i] ?? [])]
          for (const token of row) {
            const padded = tensor([Array.from({ length: 12 }, (_, place) => tokens[place] ?? 0)], { dtype: 'i32' }) as Tensor<
              [1, 12],
              'i32'
            >
            const logits = predict(model, variables, [padded, slice(memory, [i, i + 1])])
            expect(token).toBe(await sampleToken(slice(logits, 0, tokens.length - 1)).item())
            tokens.push(token)
          }
        }
      }),
      { numRuns: 5 },
    ))

  it('draws by its key, and says what does not fit', async () => {
    const [variables, prompts, memory] = [drawn(0), tensor([[1], [2]], { dtype: 'i32' }), zeros([2, places], { dtype: 'i32' })] as const
    const written = (seed: number) => generate(model, variables, prompts, { count: 8, memory, key: key(seed), temperature: 5 }).toArray()
    expect(await written(1)).toEqual(await written(1))
    expect(await written(1)).not.toEqual(await written(2))
    const one = slice(memory, [0, 1])
    expect(() => generate(model, variables, prompts, { count: 8, memory: one })).toThrow(
      'generate: there are 2 prompts, and the memory is of 1 sequences; each has its own',
    )
    const without = generate as unknown as (model: unknown, variables: Tree, prompts: AnyTensor, options: object) => void
    expect(() => without(model, variables, prompts, { count: 8 })).toThrow(
      'generate: the model takes [12] and [4]; the first is decoded, the option memory is given the rest',
    )
  })
})

describe('a translator of tokens, as its type says', () => {
  const source = { shape: [places], dtype: 'i32' } as const
  const target = { shape: [time], dtype: 'i32' } as const
  const translator = sequential(
    [target, source],
    parallel(serial(embedding(vocabulary, 8), positionalEncoding()), serial(embedding(3, 8), transformerBlock({ heads: 2, hidden: 5 }))),
    transformerDecoderBlock({ heads: 2, hidden: 5 }),
    dense(vocabulary),
  )
  const variables = init(translator, key(3))
  const memory = randint(key(4), 0, 3, [2, places])
  const written = randint(key(5), 0, vocabulary, [2, time])

  it('is decoded place by place as it predicts', async () => {
    const whole = predict(translator, variables, [written, memory])
    let state: DecodeState = decodeState(translator, { variables, memory })
    for (let place = 0; place < time; place++) {
      const [logits, next] = decode(translator, variables, state, slice(written, [0, null], place))
      await close(logits, await slice(whole, [0, null], place).data())
      state = next
    }
  })

  it('writes, by itself and along a beam of one', async () => {
    const begins = slice(written, [0, null], [0, 1])
    const tokens = await generate(translator, variables, begins, { count: 4, memory }).data()
    const beam = beamSearch(translator, variables, begins, { count: 4, memory, width: 1 })
    expect(await beam.tokens.data()).toEqual(tokens)
  })
})
