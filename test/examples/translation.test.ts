import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsOf, written } from '../../examples/translation/dictionary.js'
import { distance, errorsOf } from '../../examples/translation/errors.js'
import { example } from '../../examples/translation/example.js'
import { found, quick } from './quick.js'

it('learns 300 short words by heart, and to say a part of what it has not seen, by recurrence and by attention alone', {
  timeout: 300_000,
}, async () => {
  const { findings, pictures, text } = await quick(example)
  // Before it has learned, it has more than 90 % of the sounds wrong.
  for (const [name, learned, heldOut] of [
    ['GRU with attention, 64 units', 10, 40],
    ['transformer, 1 + 1 blocks of 64', 30, 60],
  ] as const) {
    expect(found({ findings }, `${name}: phonemes wrong, of words learned from`)).toBeLessThan(learned)
    expect(found({ findings }, `${name}: phonemes wrong, of words held out`)).toBeLessThan(heldOut)
  }
  expect(pictures?.errors).toContain('<polyline')
  expect(pictures?.attention).toContain('data:image/png')
  expect(text).toMatch(/^word {2,}gru .*transformer .*dictionary\n/)
})

describe('the dictionary', () => {
  it('holds out every tenth word, with all of its pronunciations', () => {
    const { train, heldOut } = wordsOf('full')
    expect(heldOut.length / (train.length + heldOut.length)).toBeCloseTo(0.1, 3)
    const known = new Set(train.map(({ spelling }) => spelling))
    expect(known.size).toBe(train.length)
    expect(heldOut.filter(({ spelling }) => known.has(spelling))).toEqual([])
    const read = [...train, ...heldOut].find(({ spelling }) => spelling === 'read')
    expect(read?.spoken.map(written)).toEqual(['R EH D', 'R IY D'])
    for (const { spoken } of train.slice(0, 1000)) for (const sounds of spoken) expect(written(sounds)).not.toMatch(/[\d?#]/)
  })
})

describe('errors', () => {
  const sounds = fc.array(fc.integer({ min: 2, max: 5 }), { maxLength: 8 })

  it('are a distance', () => {
    expect(distance([2, 3, 4], [2, 4])).toBe(1)
    expect(distance([2, 3], [3, 2])).toBe(2)
    fc.assert(
      fc.property(sounds, sounds, sounds, (a, b, c) => {
        expect(distance(a, a)).toBe(0)
        expect(distance(a, b)).toBe(distance(b, a))
        expect(distance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c))
      }),
    )
  })

  it('are those of the nearest pronunciation', () =>
    expect(
      errorsOf([
        {
          said: [2, 3, 4],
          spoken: [
            [2, 3],
            [2, 3, 4],
          ],
        },
        {
          said: [2],
          spoken: [
            [3, 3],
            [2, 3],
          ],
        },
      ]),
    ).toEqual({ phonemes: 20, words: 50 }))
})
