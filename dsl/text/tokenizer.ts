import { check } from '../../src/index.js'
import { DataError } from '../data/error.js'
import { joinedBytes } from '../joined-bytes.js'

/**
 * Texts as numbers, and back.
 *
 * @category Data
 */
export interface Tokenizer {
  /** How many tokens there are: they are the whole numbers from 0 up to it, that left out. What `embedding` and the last `dense` need to know. */
  readonly size: number
  /** The tokens of a text. What they decode to is the text again, whatever stands in it; but for half a surrogate pair, which UTF-8 has not, stands U+FFFD. */
  encode(text: string): Int32Array
  /** The text of tokens. Where their bytes are no UTF-8, as a model's may be, stands the replacement character, U+FFFD. */
  decode(tokens: ArrayLike<number>): string
  /** What `tokenizerFromJson` makes the same of; `JSON.stringify` asks for it. */
  toJSON(): TokenizerJson
}

/**
 * A tokenizer as plain data.
 *
 * @category Data
 */
export type TokenizerJson = CharacterJson | BytePairJson

/** @category Data */
export interface CharacterJson {
  readonly kind: 'character'
  /** In the order of their tokens. */
  readonly characters: readonly string[]
  /** Whether other characters are written as their bytes. */
  readonly fallback: Fallback
}

/** @category Data */
export interface BytePairJson {
  readonly kind: 'byte-pair'
  /** Which two tokens became token 256, 257 and so on. */
  readonly merges: readonly (readonly [number, number])[]
}

/**
 * What becomes of a character that has no token: its bytes in UTF-8, a token each, or an error.
 *
 * @category Data
 */
export type Fallback = 'bytes' | 'error'

const encoder = new TextEncoder()

/** The bytes of a text in UTF-8. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text)

/** All bytes, by their numbers. */
export const singleBytes = (): Uint8Array[] => Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))

/** The text of tokens of which each stands for bytes. */
export const decodeBytes = (op: string, bytes: readonly Uint8Array[], tokens: ArrayLike<number>): string => {
  if (typeof tokens !== 'object' || tokens === null || typeof tokens.length !== 'number')
    check.refuse(op, 'what is decoded', 'an array of tokens', tokens)
  const parts = Array.from(tokens, (token) => {
    const part = bytes[token]
    if (!part) throw new DataError(`${op}: there is no token ${token}; there are ${bytes.length}`)
    return part
  })
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(joinedBytes(parts))
}

/** @throws InvalidArgument unless it is a text */
export function demandText(op: string, name: string, given: unknown): asserts given is string {
  if (typeof given !== 'string') check.refuse(op, name, 'a text', given)
}
