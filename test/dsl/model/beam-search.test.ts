import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  beamSearch,
  dense,
  embedding,
  fanOut,
  generate,
  gru,
  init,
  parallel,
  pick,
  predict,
  repeated,
  sequential,
  serial,
  transformerBlock,
  transformerDecoderBlock,
  type VariablesOf,
} from '../../../dsl/index.js'
import { acquire, key, logSoftmax, mul, randint, slice, type Tensor, tensor, tree } from '../../../src/index.js'

import { backends } from '../../support/targets.js'

beforeAll(() => acquire({ backend: 'reference' }))

const [vocabulary, time] = [3, 8] as const

const model = sequential(
  { shape: [time], dtype: 'i32' },
  embedding(vocabulary, 4),
  repeated(2, transformerBlock({ heads: 2, hidden: 4, causal: true, rotary: true })),
  gru(6, { returnSequences: true }),
  dense(vocabulary),
)
/** Variables of a model whose tokens are not alike. */
const drawn = (seed: number): VariablesOf<typeof model> => tree.map((x) => mul(x, 2), init(model, key(seed)))
const promptsOf = (seed: number, batch: number, length: number) =>
  randint(key(seed), 0, vocabulary, [batch, length]) as Tensor<[number, number], 'i32'>
const seed = fc.nat({ max: 999 })

/** The log-probability of tokens after a prompt, by `predict`. */
const logProbabilityOf = async (
  variables: VariablesOf<typeof model>,
  prompt: readonly number[],
  tokens: readonly number[],
): Promise<number> => {
  const all = [...prompt, ...tokens]
  const padded = tensor([Array.from({ length: time }, (_, place) => all[place] ?? 0)], { dtype: 'i32' }) as Tensor<[1, 8], 'i32'>
  const logs = (await logSoftmax(predict(model, variables, padded)).toArray())[0] ?? []
  return tokens.reduce((sum, token, i) => sum + (logs[prompt.length - 1 + i]?.[token] ?? Number.NaN), 0)
}

/** All sequences of tokens that end, or have so many. */
const everySequence = (count: number, end: number | undefined): readonly (readonly number[])[] =>
  count === 0
    ? [[]]
    : Array.from({ length: vocabulary }, (_, token) =>
        token === end ? [[token]] : everySequence(count - 1, end).map((rest) => [token, ...rest]),
      ).flat()

const penaltyOf = (length: number, power: number): number => ((5 + length) / 6) ** power

describe('beamSearch', () => {
  it('of width 1 writes what generate writes, up to the end', () =>
    fc.assert(
      fc.asyncProperty(
        seed,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.option(fc.nat({ max: vocabulary - 1 }), { nil: undefined }),
        fc.constantFrom(0, 0.6, -1),
        async (number, length, count, end, lengthPenalty) => {
          const [variables, prompts] = [drawn(number), promptsOf(number, 2, length)]
          const options = { width: 1, count, lengthPenalty, ...(end !== undefined && { end }) }
          const { tokens, lengths } = beamSearch(model, variables, prompts, options)
          const written = await generate(model, variables, prompts, { count }).toArray()
          const ends = written.map((row) => (end !== undefined && row.includes(end) ? row.indexOf(end) + 1 : count))
          expect(await lengths.toArray()).toEqual(ends.map((one) => [one]))
          expect(await tokens.toArray()).toEqual(written.map((row, i) => [row.map((token, at) => (at < (ends[i] ?? 0) ? token : end))]))
        },
      ),
      { numRuns: 15 },
    ))

  it('as wide as there are sequences finds them all, the best first', () =>
    fc.assert(
      fc.asyncProperty(
        seed,
        fc.integer({ min: 1, max: 3 }),
        fc.option(fc.nat({ max: vocabulary - 1 }), { nil: undefined }),
        fc.constantFrom(0, 0.6, 2),
        async (number, count, end, lengthPenalty) => {
          const [variables, prompts] = [drawn(number), promptsOf(number, 2, 2)]
          const every = everySequence(count, end)
          const options = { width: every.length, count, lengthPenalty, ...(end !== undefined && { end }) }
          const found = beamSearch(model, variables, prompts, options)
          const [tokens, scores, lengths] = [await found.tokens.toArray(), await found.scores.toArray(), await found.lengths.toArray()]
          for (const [i, prompt] of (await prompts.toArray()).entries()) {
            const exact = await Promise.all(
              every.map(async (one) => ({
                one,
                score: (await logProbabilityOf(variables, prompt, one)) / penaltyOf(one.length, lengthPenalty),
              })),
            )
            exact.sort((a, b) => b.score - a.score)
            for (const [rank, { score }] of exact.entries()) {
              expect(scores[i]?.[rank]).toBeCloseTo(score, 4)
              const length = lengths[i]?.[rank] ?? 0
              const written = tokens[i]?.[rank]?.slice(0, length) ?? []
              const same = exact.find((other) => other.one.join() === written.join())
              expect(same?.score).toBeCloseTo(score, 4) // two of one score may stand in either order
            }
            expect(new Set(tokens[i]?.map((row, at) => row.slice(0, lengths[i]?.[at]).join())).size).toBe(every.length)
          }
        },
      ),
      { numRuns: 8 },
    ))

  it('gives the score of what it writes, and no better one when it is narrower', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.integer({ min: 1, max: 4 }), async (number, width) => {
        const [variables, prompts] = [drawn(number), promptsOf(number, 2, 1)]
        const options = { count: 4, end: 0, lengthPenalty: 0.6 }
        const { tokens, scores, lengths } = beamSearch(model, variables, prompts, { width, ...options })
        const [written, scored, long] = [await tokens.toArray(), await scores.toArray(), await lengths.toArray()]
        const wide = await beamSearch(model, variables, prompts, { width: vocabulary ** 4, ...options }).scores.toArray()
        for (const [i, prompt] of (await prompts.toArray()).entries()) {
          for (const [at, row] of (written[i] ?? []).entries()) {
            const length = long[i]?.[at] ?? 0
            const expected = (await logProbabilityOf(variables, prompt, row.slice(0, length))) / penaltyOf(length, 0.6)
            expect(scored[i]?.[at]).toBeCloseTo(expected, 4)
            expect(row.slice(length).every((token) => token === 0)).toBe(true)
          }
          expect(scored[i]?.[0]).toBeLessThanOrEqual((wide[i]?.[0] ?? 0) + 1e-4)
          expect(scored[i]).toEqual([...(scored[i] ?? [])].sort((a, b) => b - a))
        }
      }),
      { numRuns: 3 },
    ))

  it('gives minus infinity in the place of sequences that there are not', async () => {
    const { scores } = beamSearch(model, drawn(1), promptsOf(1, 1, 1), { width: 3, count: 1 })
    expect((await scores.toArray())[0]?.every(Number.isFinite)).toBe(true)
    const two = sequential({ shape: [time], dtype: 'i32' }, embedding(2, 3), dense(2))
    const found = beamSearch(two, init(two, key(0)), promptsOf(1, 1, 1), { width: 4, count: 2, end: 0 })
    const [values = []] = await found.scores.toArray()
    expect(values.filter(Number.isFinite).length).toBe(3) // 0, 1 0, and 1 1
    expect(values[3]).toBe(Number.NEGATIVE_INFINITY)
  })

  const reading = () => {
    const layers = [repeated(2, fanOut(transformerDecoderBlock({ heads: 2, hidden: 4 }), pick(1))), pick(0), dense(vocabulary)] as const
    const encoder = serial(embedding(5, 4), transformerBlock({ heads: 2, hidden: 4 }))
    const reader = sequential([[time], [4]], parallel(embedding(vocabulary, 4), encoder), ...layers)
    const options = { width: 3, count: 4, end: 1, lengthPenalty: 1 }
    return { reader, variables: init(reader, key(3)), prompts: promptsOf(1, 3, 1), source: randint(key(2), 0, 5, [3, 4]), options }
  }

  it('finds the same on all backends', async () => {
    const found: unknown[] = []
    for (const backend of backends) {
      await acquire({ backend })
      const { reader, variables, prompts, source, options } = reading()
      const { tokens, lengths } = beamSearch(reader, variables, prompts, { ...options, memory: source })
      found.push([await tokens.toArray(), await lengths.toArray()])
    }
    await acquire({ backend: 'reference' })
    for (const one of found) expect(one).toEqual(found[0])
  })

  it('follows each sequence with its own memory', async () => {
    const { reader, variables, prompts, source, options } = reading()
    const all = await beamSearch(reader, variables, prompts, { ...options, memory: source }).scores.toArray()
    for (const [i, scores] of all.entries()) {
      const one = beamSearch(reader, variables, slice(prompts, [i, i + 1]) as typeof prompts, {
        ...options,
        memory: slice(source, [i, i + 1]),
      })
      for (const [at, score] of ((await one.scores.toArray())[0] ?? []).entries()) expect(scores[at]).toBeCloseTo(score, 4)
    }
    expect(all[0]).not.toEqual(all[1])
  })

  it('says what is wrong', () => {
    const [variables, prompts] = [drawn(0), promptsOf(0, 1, 2)]
    expect(() => beamSearch(model, variables, prompts, { width: 0, count: 1 })).toThrow(
      'beamSearch: the width is a whole number, at least 1; got 0',
    )
    expect(() => beamSearch(model, variables, prompts, { width: 1, count: 0 })).toThrow(
      'beamSearch: the number of tokens, count, is a whole number, at least 1; got 0',
    )
    expect(() => beamSearch(model, variables, prompts, { width: 1, count: 1, end: 3 })).toThrow(
      'beamSearch: the token that ends a sequence is below 3; got 3',
    )
    expect(() => beamSearch(model, variables, prompts, { width: 1, count: 1, lengthPenalty: Number.NaN })).toThrow(
      'beamSearch: lengthPenalty is a number; got NaN',
    )
    expect(() => beamSearch(model, variables, tensor([1]) as never, { width: 1, count: 1 })).toThrow(
      'beamSearch: the prompts is i32[N, length]',
    )
  })
})
