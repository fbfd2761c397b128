import { expect, it } from 'vitest'
import { example } from '../../examples/characters/example.js'
import { nGrams } from '../../examples/characters/n-gram.js'
import { nothing, streams } from '../../examples/characters/streams.js'
import { found, quick } from './quick.js'

it('reads nine chapters three times, and has learned which character comes next, and to write', { timeout: 300_000 }, async () => {
  const { findings, pictures, text } = await quick(example, { only: 'gru' })
  // Equal chances cost 6.3 bits; the shares of characters, without those before, 4.35; with one before 3.45.
  expect(found({ findings }, 'GRU, 64 units')).toBeLessThan(3.2)
  expect(found({ findings }, '1-gram')).toBeGreaterThan(4.2)
  expect(pictures?.bits).toContain('<polyline')
  expect(text).toMatch(/after epoch 3:\nThe [\s\S]{240}/)
})

it('goes on in each row where it ended, to the end of the text', () => {
  const text = Int32Array.from({ length: 11 }, (_, i) => i)
  const read = [...streams(text, 2, 3)]
  return Promise.all(read.map(async ({ x, y }) => [await x.toArray(), await y.toArray()])).then((all) =>
    expect(all).toEqual([
      [
        [
          [0, 1, 2],
          [5, 6, 7],
        ],
        [
          [1, 2, 3],
          [6, 7, 8],
        ],
      ],
      [
        [
          [3, 4, 0],
          [8, 9, 0],
        ],
        [
          [4, 5, nothing],
          [9, 10, nothing],
        ],
      ],
    ]),
  )
})

it('counts: probabilities of what comes next add up to 1, and a text that repeats itself costs little', () => {
  const read = Int32Array.from({ length: 300 }, (_, i) => [0, 1, 2, 1][i % 4] ?? 0)
  const bits = [0, 1, 2, 3].map((next) => (nGrams(read, Int32Array.of(0, 1, next), 4, 3).at(-1) ?? 0) * 3)
  const [before = 0] = nGrams(read, Int32Array.of(0, 1), 4, 3).slice(-1)
  const total = bits.reduce((sum, all) => sum + 2 ** (2 * before - all), 0)
  expect(total).toBeCloseTo(1, 10)
  expect(nGrams(read, read, 4, 3).at(-1)).toBeLessThan(0.05)
})
