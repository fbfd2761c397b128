import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  dense,
  embedding,
  generate,
  gru,
  init,
  layerNorm,
  predict,
  relu,
  repeated,
  sampleToken,
  sequential,
  transformerBlock,
  type VariablesOf,
} from '../../../dsl/index.js'
import { acquire, broadcastTo, debug, type Key, key, mul, randint, slice, softmax, type Tensor, tensor, tree } from '../../../src/index.js'

import { backends } from '../../support/targets.js'

beforeAll(() => acquire({ backend: 'reference' }))
afterEach(() => debug.keyReuse(false))

const vocabulary = 9
const model = sequential(
  { shape: [12], dtype: 'i32' },
  embedding(vocabulary, 8),
  repeated(2, transformerBlock({ heads: 2, hidden: 8, causal: true, rotary: true })),
  layerNorm(),
  dense(vocabulary),
)
const drawn = (seed: number): VariablesOf<typeof model> => init(model, key(seed))
const seed = fc.nat({ max: 1000 })

describe('generate', () => {
  it('writes what predict holds for the likeliest, token by token', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 8 }), async (number, length, count) => {
        const variables = drawn(number)
        const prompts = randint(key(number), 0, vocabulary, [2, length])
        const written = await generate(model, variables, prompts as Tensor<[2, number], 'i32'>, { count }).toArray()
        expect(written.map((row) => row.length)).toEqual([count, count])
        for (const [i, row] of written.entries()) {
          const tokens = [...((await prompts.toArray())[i] ?? [])]
          for (const token of row) {
            const padded = Array.from({ length: 12 }, (_, at) => tokens[at] ?? 0)
            const logits = predict(model, variables, tensor([padded], { dtype: 'i32' }) as Tensor<[1, 12], 'i32'>)
            expect(token).toBe(await sampleToken(slice(logits, 0, tokens.length - 1)).item())
            tokens.push(token)
          }
        }
      }),
      { numRuns: 8 },
    ))

  it('writes the same on all backends, drawn or not', async () => {
    const prompts = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: 'i32' },
    )
    const written: number[][] = []
    for (const backend of backends) {
      await acquire({ backend })
      const variables = drawn(1)
      for (const choice of [{}, { key: key(2), topK: 5 }])
        written.push([...(await generate(model, variables, prompts, { count: 10, ...choice }).data())])
    }
    await acquire({ backend: 'reference' })
    const [likeliest, random] = written
    expect(likeliest).not.toEqual(random)
    expect(written).toEqual(backends.flatMap(() => [likeliest, random]))
  })

  it('draws by its key, anew at each place, and each key once', async () => {
    const prompts = tensor([[1, 2]], { dtype: 'i32' })
    const variables = init(model, key(1))
    const written = async (by: Key, topK?: number) => [
      ...(await generate(model, variables, prompts, { count: 10, key: by, ...(topK !== undefined && { topK }) }).data()),
    ]
    debug.keyReuse(true)
    expect(await written(key(3))).toEqual(await written(key(3)))
    expect(await written(key(3))).not.toEqual(await written(key(4)))
    expect(await written(key(3), 1)).toEqual([...(await generate(model, variables, prompts, { count: 10 }).data())])
    const hot = { count: 30, key: key(5), temperature: 5 }
    const tokens = [...(await generate(model, variables, prompts, hot).data())]
    expect(new Set(tokens).size).toBeGreaterThan(2)
    expect(tokens.every((token) => token >= 0 && token < vocabulary)).toBe(true)
  })

  it('goes on from what a recurrent layer carries, of tokens that are floats to the model', async () => {
    const recurrent = sequential([4], embedding(5, 3), gru(6, { returnSequences: true }), dense(5))
    const variables = tree.map((x) => mul(x, 3), init(recurrent, key(2)))
    const [first, second] = (await generate(recurrent, variables, tensor([[1, 4]], { dtype: 'u32' }), { count: 2 }).toArray())[0] ?? []
    const logits = predict(recurrent, variables, tensor([[1, 4, first ?? 0, 0]]) as Tensor<[1, 4]>)
    expect(await sampleToken(slice(logits, 0, [1, 3])).toArray()).toEqual([first, second])
  })

  it('says what is wrong', () => {
    const variables = init(model, key(0))
    const prompts = tensor([[1, 2]], { dtype: 'i32' })
    const numbers = sequential([3, 4], dense(2))
    expect(() => generate(numbers as never, init(numbers, key(0)) as never, prompts, { count: 1 })).toThrow(
      'generate: a model of tokens maps [time] to [time, vocabulary], this one [3, 4] to [3, 2]',
    )
    expect(() => generate(model, variables, tensor([1, 2]) as never, { count: 1 })).toThrow(
      'generate: the prompts is i32[N, length]; got a tensor f32[2]',
    )
    expect(() => generate(model, variables, prompts, { count: 0 })).toThrow(
      'generate: the number of tokens, count, is a whole number, at least 1',
    )
    expect(() => generate(model, variables, prompts, { count: 1, topK: 2 })).toThrow('generate: without a key it is the likeliest token')
    expect(() => generate(model, variables, prompts, { count: 1, key: key(0), topK: 10 })).toThrow(
      'generate: topK is 10, and there are 9 tokens',
    )
    expect(() => generate(model, variables, prompts, { count: 1, key: key(0), temperature: 0 })).toThrow(
      'generate: the temperature is a number above 0; got 0; for the likeliest token leave out the key',
    )
    expect(() => generate(model, variables, slice(prompts, null, [0, 0]) as never, { count: 1 })).toThrow(
      'generate: the prompts are empty, [1, 0]',
    )
    const seeing = sequential([4], embedding(5, 3), transformerBlock({ heads: 1, hidden: 2 }), relu)
    expect(() => generate(seeing, init(seeing, key(0)), prompts, { count: 1 })).toThrow(
      'generate: transformerBlock(1, 2): a place sees more than those before it',
    )
  })
})

describe('sampleToken', () => {
  const logits = tensor([0, 1, 2, 3])

  it('takes the likeliest without a key', async () => {
    expect(
      await sampleToken(
        tensor([
          [1, 3, 2],
          [5, 4, 0],
        ]),
      ).toArray(),
    ).toEqual([1, 0])
  })

  it.each([
    [1, undefined],
    [0.5, undefined],
    [2, 3],
    [1, 1],
  ])('draws as often as softmax says, at temperature %d of the likeliest %s', async (temperature, few) => {
    const draws = 20_000
    const many = broadcastTo(logits, [draws, 4])
    const tokens = [...(await sampleToken(many, { key: key(7), temperature, ...(few !== undefined && { topK: few }) }).data())]
    const allowed = tensor([0, 1, 2, 3].map((i) => (few !== undefined && i < 4 - few ? -1e9 : i / temperature)))
    for (const [token, share] of [...(await softmax(allowed).data())].entries()) {
      const found = tokens.filter((one) => one === token).length / draws
      expect(Math.abs(found - share)).toBeLessThanOrEqual(5 * Math.sqrt((share * (1 - share)) / draws))
    }
  })

  it('refuses what are no logits', () => {
    expect(() => sampleToken(tensor(1) as never)).toThrow('sampleToken: logits need a last dimension, got []')
    expect(() => sampleToken(logits, { topK: 2 })).toThrow('sampleToken: without a key it is the likeliest token')
  })
})
