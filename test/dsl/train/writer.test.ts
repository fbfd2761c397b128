import { beforeAll, expect, it } from 'vitest'
import {
  adam,
  dense,
  embedding,
  fit,
  fromArrays,
  generate,
  layerNorm,
  repeated,
  sequential,
  softmaxCrossEntropy,
  transformerBlock,
} from '../../../dsl/index.js'
import { acquire, key, tensor } from '../../../src/index.js'

beforeAll(() => acquire({ backend: 'cpu' }))

const [time, vocabulary] = [8, 6] as const

/** Sequences in which each token is the sum of the two before, modulo 6: what comes next is read off places, not off one token. */
const sums = (first: number, second: number, length: number): readonly number[] => {
  const tokens = [first, second]
  while (tokens.length < length) tokens.push(((tokens.at(-1) ?? 0) + (tokens.at(-2) ?? 0)) % vocabulary)
  return tokens
}

it('a model of causal blocks learns a rule of two places, and writes by it', async () => {
  const model = sequential(
    { shape: [time], dtype: 'i32' },
    embedding(vocabulary, 32),
    repeated(2, transformerBlock({ heads: 4, hidden: 64, causal: true, rotary: true })),
    layerNorm(),
    dense(vocabulary),
  )
  const starts = Array.from({ length: vocabulary ** 2 }, (_, i) => [Math.floor(i / vocabulary), i % vocabulary] as const)
  const rows = starts.map(([first, second]) => sums(first, second, time + 1))
  const data = fromArrays({
    x: { values: rows.flatMap((row) => row.slice(0, -1)), shape: [time], dtype: 'i32' },
    y: { values: rows.flatMap((row) => row.slice(1)), shape: [time], dtype: 'i32' },
  })
  const settings = { loss: softmaxCrossEntropy, optimizer: adam(0.003), epochs: 150, batchSize: 36, key: key(1), progress: false } as const
  const { variables } = await fit(model, data, settings)
  const prompts = starts.map((start) => [...start])
  const written = await generate(model, variables, tensor(prompts, { shape: [36, 2], dtype: 'i32' }), { count: 6 }).toArray()
  expect(written).toEqual(starts.map(([first, second]) => sums(first, second, time).slice(2)))
})
