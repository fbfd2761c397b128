import { Heap } from './heap.js'

/** Two tokens that stand side by side, as one number: a key of maps. Tokens are below 2^21. */
export const pairOf = (left: number, right: number): number => left * 2 ** 21 + right

const partsOf = (pair: number): readonly [number, number] => [Math.floor(pair / 2 ** 21), pair % 2 ** 21]

interface Word {
  tokens: readonly number[]
  readonly count: number
}

/** Tokens with each pair that is the given one joined to one token, from the left. */
export const joined = (tokens: readonly number[], pair: number, token: number): number[] => {
  const result: number[] = []
  for (let i = 0; i < tokens.length; i++) {
    const [one = 0, next] = [tokens[i], tokens[i + 1]]
    if (next !== undefined && pairOf(one, next) === pair) {
      result.push(token)
      i++
    } else result.push(one)
  }
  return result
}

/** Pairs of words, how often they are there, and in which words. */
class Pairs {
  readonly counts = new Map<number, number>()
  readonly #places = new Map<number, Set<Word>>()

  /** A word's pairs are there so many times more, or less. */
  add(word: Word, times: 1 | -1): void {
    for (const [i, right] of word.tokens.entries()) {
      const left = word.tokens[i - 1]
      if (left === undefined) continue
      const pair = pairOf(left, right)
      this.counts.set(pair, (this.counts.get(pair) ?? 0) + times * word.count)
      if (times > 0) this.#places.set(pair, (this.#places.get(pair) ?? new Set()).add(word))
    }
  }

  /** The words that a pair is or was in. */
  placesOf(pair: number): readonly Word[] {
    return [...(this.#places.get(pair) ?? [])]
  }

  forget(pair: number): void {
    this.counts.delete(pair)
    this.#places.delete(pair)
  }
}

/**
 * Learns byte pairs: again and again the pair that is there most often becomes a token; of those that are there as often, the one with the smaller first token,
 * then with the smaller second. It ends before `merges` where no pair is left that is there twice.
 *
 * @param words Bytes of words, and how often each is there.
 * @see Sennrich, Haddow, Birch, Neural Machine Translation of Rare Words with Subword Units, 2016, algorithm 1
 */
export const learnPairs = (words: Iterable<readonly [Uint8Array, number]>, merges: number): (readonly [number, number])[] => {
  const pairs = new Pairs()
  for (const [bytes, count] of words) pairs.add({ tokens: Array.from(bytes), count }, 1)
  // Counts in the heap may be older than those of `pairs`, and larger; they are looked at again where they come out.
  const queue = new Heap<readonly [pair: number, count: number]>(([a, m], [b, n]) => n - m || a - b)
  for (const entry of pairs.counts) queue.push(entry)
  const learnt: (readonly [number, number])[] = []
  while (learnt.length < merges) {
    const top = queue.pop()
    if (!top) break
    const [pair, count] = top
    const now = pairs.counts.get(pair) ?? 0
    if (now !== count) {
      if (now > 0) queue.push([pair, now])
      continue
    }
    if (count < 2) break
    const token = 256 + learnt.length
    learnt.push(partsOf(pair))
    const touched = new Set<number>()
    for (const word of pairs.placesOf(pair)) {
      const after = joined(word.tokens, pair, token)
      if (after.length === word.tokens.length) continue
      pairs.add(word, -1)
      word.tokens = after
      pairs.add(word, 1)
      for (const [i, right] of after.entries()) {
        const left = after[i - 1]
        if (left !== undefined && (left === token || right === token)) touched.add(pairOf(left, right))
      }
    }
    pairs.forget(pair)
    for (const one of touched) queue.push([one, pairs.counts.get(one) ?? 0])
  }
  return learnt
}
