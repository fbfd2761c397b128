/**
 * Bits that a character of a text costs by models that count, of 1 to `most` characters in a row: how often `c` came after the last ones, `h`, in what they
 * have read, mixed with what the shorter ones say of it (Witten and Bell, *The zero-frequency problem*, 1991),
 *
 *     P(c | h) = (N(h c) + D(h) P(c | h without its first)) / (N(h) + D(h))
 *
 * where `N` counts, and `D(h)` is how many different characters came after `h`. The shortest is mixed with equal chances.
 */
export const nGrams = (read: Int32Array, text: Int32Array, alphabet: number, most: number): readonly number[] => {
  const counts = countsOf(read, most)
  const bits = new Float64Array(most)
  const all = lettersOf(text)
  for (let i = 0; i < all.length; i++) {
    let probability = 1 / alphabet
    for (let n = 1; n <= most; n++) {
      const seen = i >= n - 1 ? counts.get(all.slice(i - n + 1, i)) : undefined
      if (seen) probability = ((seen.after.get(all.charCodeAt(i)) ?? 0) + seen.after.size * probability) / (seen.total + seen.after.size)
      bits[n - 1] = (bits[n - 1] ?? 0) - Math.log2(probability)
    }
  }
  return Array.from(bits, (sum) => sum / all.length)
}

/** What came after some characters, and how often. */
interface Seen {
  total: number
  readonly after: Map<number, number>
}

/** What came after up to `most - 1` characters in a row. */
const countsOf = (read: Int32Array, most: number): ReadonlyMap<string, Seen> => {
  const counts = new Map<string, Seen>()
  const all = lettersOf(read)
  for (let i = 0; i < all.length; i++) {
    const next = all.charCodeAt(i)
    for (let n = 1; n <= Math.min(most, i + 1); n++) {
      const before = all.slice(i - n + 1, i)
      const seen = counts.get(before) ?? { total: 0, after: new Map<number, number>() }
      seen.total++
      seen.after.set(next, (seen.after.get(next) ?? 0) + 1)
      counts.set(before, seen)
    }
  }
  return counts
}

/** Numbers as a text, a letter each, of which parts are keys. */
const lettersOf = (numbers: Int32Array): string => {
  let letters = ''
  for (const number of numbers) letters += String.fromCharCode(number)
  return letters
}
