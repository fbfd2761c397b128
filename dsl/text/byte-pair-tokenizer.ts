import { check } from '../../src/index.js'
import { joinedBytes } from '../joined-bytes.js'
import { joined, learnPairs, pairOf } from './byte-pairs.js'
import { bytesOf, decodeBytes, demandText, singleBytes, type Tokenizer } from './tokenizer.js'

/**
 * How many tokens are learned.
 *
 * @category Data
 */
export interface BytePairOptions {
  /** How many tokens there are at most, with the 256 of single bytes. There are fewer if the text has no more pairs that are there twice. */
  readonly size: number
}

/** Contractions; letters, digits and others with the space before them; spaces. No token reaches from one of these into the next. GPT-2's. */
const words = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

/** Words whose tokens are remembered. */
const remembered = 2 ** 16

/**
 * Byte-pair encoding, learned from a text: the 256 bytes, and for each pair of tokens that is there most often a token more, within words, up to `size`. Any text
 * can be encoded, if need be byte by byte. The same text gives the same tokens.
 *
 * @see Sennrich, Haddow, Birch, Neural Machine Translation of Rare Words with Subword Units, 2016; over bytes and split into words as in Radford et al., Language
 * Models are Unsupervised Multitask Learners, 2019
 * @example
 * ```ts
 * const tokenizer = bytePairTokenizer(await readFile('moby-dick.txt', 'utf8'), { size: 4096 })
 * const tokens = tokenizer.encode('Call me Ishmael.')
 * tokenizer.decode(tokens) // 'Call me Ishmael.'
 * await writeFile('tokens.json', JSON.stringify(tokenizer)) // tokenizerFromJson reads it
 * ```
 *
 * @category Data
 */
export const bytePairTokenizer = (text: string, options: BytePairOptions): Tokenizer => {
  const { size } = check.options<BytePairOptions>('bytePairTokenizer', 'text', options, ['size'])
  demandText('bytePairTokenizer', 'the first argument', text)
  check.count('bytePairTokenizer', 'the size', size, 256)
  if (size > 2 ** 21) check.refuse('bytePairTokenizer', 'the size', 'at most 2^21', size)
  const counts = new Map<string, number>()
  for (const word of text.match(words) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  return ofPairs(
    learnPairs(
      Array.from(counts, ([word, count]) => [bytesOf(word), count] as const),
      size - 256,
    ),
  )
}

const nothing = new Uint8Array()

/** The tokenizer whose tokens from 256 on were made of these pairs. */
export const ofPairs = (merges: readonly (readonly [number, number])[]): Tokenizer => {
  const ranks = new Map(merges.map(([left, right], rank) => [pairOf(left, right), rank]))
  const bytes = singleBytes()
  for (const [left, right] of merges) bytes.push(joinedBytes([bytes[left] ?? nothing, bytes[right] ?? nothing]))
  const known = new Map<string, readonly number[]>()

  /** A word's tokens: its bytes, joined pair by pair in the order in which they were learned. */
  const tokensOf = (word: string): readonly number[] => {
    const found = known.get(word)
    if (found) return found
    let tokens: readonly number[] = Array.from(bytesOf(word))
    for (let rank = firstOf(tokens, ranks); rank !== undefined; rank = firstOf(tokens, ranks)) {
      const [left = 0, right = 0] = merges[rank] ?? []
      tokens = joined(tokens, pairOf(left, right), 256 + rank)
    }
    if (known.size >= remembered) known.clear()
    known.set(word, tokens)
    return tokens
  }
  return {
    size: bytes.length,
    encode: (text) => {
      demandText('bytePairTokenizer', 'what is encoded', text)
      return Int32Array.from((text.match(words) ?? []).flatMap(tokensOf))
    },
    decode: (tokens) => decodeBytes('bytePairTokenizer', bytes, tokens),
    toJSON: () => ({ kind: 'byte-pair', merges }),
  }
}

/** The rank of the pair that was learned first, of those that are in a word. */
const firstOf = (tokens: readonly number[], ranks: ReadonlyMap<number, number>): number | undefined => {
  let first: number | undefined
  for (const [i, right] of tokens.entries()) {
    const left = tokens[i - 1]
    const rank = left === undefined ? undefined : ranks.get(pairOf(left, right))
    if (rank !== undefined && (first === undefined || rank < first)) first = rank
  }
  return first
}
