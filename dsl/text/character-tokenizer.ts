import { check } from '../../src/index.js'
import { DataError } from '../data/error.js'
import { bytesOf, decodeBytes, demandText, type Fallback, singleBytes, type Tokenizer } from './tokenizer.js'

/**
 * How characters that the text lacks are written.
 *
 * @category Data
 */
export interface CharacterOptions {
  /** `'bytes'` if left out: 256 tokens more, and every text can be encoded. `'error'`: none more, and a `DataError` for a text with such a character. */
  readonly fallback?: Fallback
}

/**
 * A token for each character (code point) of a text, in the order of their numbers in Unicode, and behind them one for each byte, as which all other characters
 * are written.
 *
 * @example
 * ```ts
 * const tokens = characterTokenizer('hello', { fallback: 'error' }) // e, h, l, o
 * tokens.encode('hole') // Int32Array [1, 3, 2, 0]
 * tokens.decode([1, 0, 2, 2, 3]) // 'hello'
 * ```
 *
 * @category Data
 */
export const characterTokenizer = (text: string, options?: CharacterOptions): Tokenizer => {
  const { fallback = 'bytes' } = check.options<CharacterOptions>('characterTokenizer', 'text', options, ['fallback'])
  demandText('characterTokenizer', 'the first argument', text)
  if (fallback !== 'bytes' && fallback !== 'error') check.refuse('characterTokenizer', 'fallback', "'bytes' or 'error'", fallback)
  const characters = [...new Set(text)].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0))
  return ofCharacters(characters, fallback)
}

/** The tokenizer of these characters, in this order. */
export const ofCharacters = (characters: readonly string[], fallback: Fallback): Tokenizer => {
  const tokens = new Map(characters.map((character, token) => [character, token]))
  const bytes = [...characters.map(bytesOf), ...(fallback === 'bytes' ? singleBytes() : [])]
  const tokensOf = (character: string): readonly number[] => {
    const token = tokens.get(character)
    if (token !== undefined) return [token]
    if (fallback === 'bytes') return Array.from(bytesOf(character), (byte) => characters.length + byte)
    throw new DataError(`characterTokenizer: '${character}' is none of the ${characters.length} characters that there are tokens for`)
  }
  return {
    size: bytes.length,
    encode: (text) => {
      demandText('characterTokenizer', 'what is encoded', text)
      return Int32Array.from(Array.from(text).flatMap(tokensOf))
    },
    decode: (given) => decodeBytes('characterTokenizer', bytes, given),
    toJSON: () => ({ kind: 'character', characters, fallback }),
  }
}
