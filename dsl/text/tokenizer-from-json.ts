import { DataError } from '../data/error.js'
import { ofPairs } from './byte-pair-tokenizer.js'
import { ofCharacters } from './character-tokenizer.js'
import type { Tokenizer } from './tokenizer.js'

/**
 * The tokenizer that was written as JSON: `JSON.stringify(tokenizer)`, as a text or read already.
 *
 * @throws DataError if it is none
 * @example const tokenizer = tokenizerFromJson(await readFile('tokens.json', 'utf8'))
 *
 * @category Data
 */
export const tokenizerFromJson = (json: unknown): Tokenizer => {
  const value = typeof json === 'string' ? parsed(json) : json
  const { kind, characters, fallback, merges } = { ...(typeof value === 'object' ? value : {}) } as Readonly<Record<string, unknown>> // looked at below
  if (kind === 'character' && isCharacters(characters) && (fallback === 'bytes' || fallback === 'error'))
    return ofCharacters(characters, fallback)
  if (kind === 'byte-pair' && isMerges(merges)) return ofPairs(merges)
  throw new DataError(
    "tokenizerFromJson: that is no tokenizer; one is { kind: 'character', characters, fallback } or { kind: 'byte-pair', merges }, as JSON.stringify(tokenizer) writes it",
  )
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new DataError(`tokenizerFromJson: the text is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** Different characters, each by itself. */
const isCharacters = (given: unknown): given is readonly string[] =>
  Array.isArray(given) && new Set(given).size === given.length && given.every((one) => typeof one === 'string' && [...one].length === 1)

/** Pairs of tokens that are there before them. */
const isMerges = (given: unknown): given is readonly (readonly [number, number])[] =>
  Array.isArray(given) &&
  given.every(
    (pair, i) => Array.isArray(pair) && pair.length === 2 && pair.every((one) => Number.isInteger(one) && one >= 0 && one < 256 + i),
  )
