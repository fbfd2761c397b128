import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError } from '../../../dsl/data/error.js'
import { bytePairTokenizer, ofPairs } from '../../../dsl/text/byte-pair-tokenizer.js'
import { characterTokenizer } from '../../../dsl/text/character-tokenizer.js'
import type { Tokenizer } from '../../../dsl/text/tokenizer.js'
import { tokenizerFromJson } from '../../../dsl/text/tokenizer-from-json.js'
import { InvalidArgument } from '../../../src/index.js'
import tokens from '../../fixtures/huggingface/tokens.json' with { type: 'json' }

const page = readFileSync(new URL('../../../docs/guide/backpropagation.md', import.meta.url), 'utf8')

/** Any text there is, of few characters and of all of Unicode. */
const texts = fc.oneof(fc.string({ unit: fc.constantFrom(..."abc  '\n") }), fc.string(), fc.string({ unit: 'binary', maxLength: 40 }))

const kinds: Readonly<Record<string, (text: string) => Tokenizer>> = {
  characterTokenizer,
  bytePairTokenizer: (text) => bytePairTokenizer(text, { size: 300 }),
}

describe.each(Object.entries(kinds))('%s', (_, make) => {
  it('gives any text back', () => {
    fc.assert(
      fc.property(texts, texts, (learnt, text) => {
        const tokenizer = make(learnt)
        for (const one of [learnt, text]) {
          const encoded = tokenizer.encode(one)
          expect(encoded.every((token) => token >= 0 && token < tokenizer.size)).toBe(true)
          expect(tokenizer.decode(encoded)).toBe(one)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is the same after a way through JSON', () => {
    fc.assert(
      fc.property(texts, texts, (learnt, text) => {
        const tokenizer = make(learnt)
        const json = JSON.stringify(tokenizer)
        const read = tokenizerFromJson(json)
        expect(read.size).toBe(tokenizer.size)
        expect(read.encode(text)).toEqual(tokenizer.encode(text))
        expect(JSON.stringify(read)).toBe(json)
        expect(JSON.stringify(tokenizerFromJson(JSON.parse(json)))).toBe(json)
      }),
    )
  })

  it('decodes any tokens, broken characters too', () => {
    const tokenizer = make(page)
    fc.assert(
      fc.property(fc.array(fc.nat(tokenizer.size - 1)), (drawn) => {
        expect(typeof tokenizer.decode(drawn)).toBe('string')
      }),
    )
    expect(() => tokenizer.decode([tokenizer.size])).toThrow(DataError)
    expect(() => tokenizer.decode([0.5])).toThrow(/there is no token 0\.5; there are \d+$/)
  })
})

describe('characterTokenizer', () => {
  it('numbers characters in their order, and bytes behind them', () => {
    const tokenizer = characterTokenizer('hello')
    expect(tokenizer.size).toBe(4 + 256)
    expect([...tokenizer.encode('hole')]).toEqual([1, 3, 2, 0])
    expect([...tokenizer.encode('é')]).toEqual([4 + 0xc3, 4 + 0xa9])
  })

  it('refuses other characters if told to', () => {
    const tokenizer = characterTokenizer('hello', { fallback: 'error' })
    expect(tokenizer.size).toBe(4)
    expect(() => tokenizer.encode('help')).toThrow(
      new DataError("characterTokenizer: 'p' is none of the 4 characters that there are tokens for"),
    )
  })
})

/** The algorithm as it is defined: all pairs are counted anew each time. */
const learnSlowly = (text: string, size: number): (readonly [number, number])[] => {
  const words = [...text.matchAll(/'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu)].map(([word]) => [
    ...new TextEncoder().encode(word),
  ])
  const merges: (readonly [number, number])[] = []
  while (256 + merges.length < size) {
    const counts = new Map<string, number>()
    for (const word of words)
      for (let i = 1; i < word.length; i++) counts.set(`${word[i - 1]},${word[i]}`, (counts.get(`${word[i - 1]},${word[i]}`) ?? 0) + 1)
    const pairs = [...counts].map(([pair, count]) => ({ pair: pair.split(',').map(Number), count }))
    const [best] = pairs.sort((a, b) => b.count - a.count || (a.pair[0] ?? 0) - (b.pair[0] ?? 0) || (a.pair[1] ?? 0) - (b.pair[1] ?? 0))
    if (!best || best.count < 2) break
    const [left = 0, right = 0] = best.pair
    for (const word of words)
      for (let i = 1; i < word.length; i++) if (word[i - 1] === left && word[i] === right) word.splice(i - 1, 2, 256 + merges.length)
    merges.push([left, right])
  }
  return merges
}

describe('bytePairTokenizer', () => {
  it('learns the pairs of the definition', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(bytePairTokenizer(text, { size: 290 }).toJSON()).toEqual({ kind: 'byte-pair', merges: learnSlowly(text, 290) })
      }),
      { numRuns: 200 },
    )
    expect(bytePairTokenizer(page, { size: 500 }).toJSON()).toEqual({ kind: 'byte-pair', merges: learnSlowly(page, 500) })
  })

  it('learns from one word as long as a book, and from nothing', () => {
    const long = 'a'.repeat(600_000)
    const tokenizer = bytePairTokenizer(long, { size: 280 })
    expect(tokenizer.decode(tokenizer.encode(long))).toBe(long)
    const bare = bytePairTokenizer('', { size: 280 })
    expect([bare.size, bare.encode('').length, bare.decode(bare.encode('häß'))]).toEqual([256, 0, 'häß'])
  })

  it('writes a text it knows in fewer tokens than bytes', () => {
    const tokenizer = bytePairTokenizer(page, { size: 600 })
    expect(tokenizer.size).toBe(600)
    expect(tokenizer.encode(page).length).toBeLessThan(new TextEncoder().encode(page).length / 2)
  })

  it.each(tokens.texts)('splits as the tokenizers of Hugging Face do: $text', ({ text, tokens: expected }) => {
    const merges = tokens.merges.map(([left = 0, right = 0]) => [left, right] as const)
    expect([...ofPairs(merges).encode(text)]).toEqual(expected)
  })
})

describe('tokenizerFromJson', () => {
  it.each([
    ['{', /^tokenizerFromJson: the text is no JSON: /],
    ['7', /^tokenizerFromJson: that is no tokenizer; /],
    [null, /that is no tokenizer/],
    [{ kind: 'character', characters: ['a', 'a'], fallback: 'bytes' }, /that is no tokenizer/],
    [{ kind: 'byte-pair', merges: [[256, 1]] }, /that is no tokenizer/],
    [{ kind: 'byte-pair', merges: [[1]] }, /that is no tokenizer/],
  ] as const)('refuses %j', (json, sentence) => {
    expect(() => tokenizerFromJson(json)).toThrow(DataError)
    expect(() => tokenizerFromJson(json)).toThrow(sentence)
  })

  it('is not reached by what is no text', () => {
    expect(() => characterTokenizer(3 as never)).toThrow(new InvalidArgument('characterTokenizer: the first argument is a text; got 3'))
    expect(() => bytePairTokenizer('a', { size: 10 })).toThrow(InvalidArgument)
  })
})
