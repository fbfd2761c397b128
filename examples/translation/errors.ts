/** The least number of sounds that are left out, put in or taken for others between two sequences (Levenshtein 1966). */
export const distance = (a: readonly number[], b: readonly number[]): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, sound] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries())
      next.push(Math.min((row[j] ?? 0) + (sound === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}

/** The pronunciation of a word that is nearest to what was said, and how far that is. */
export const nearest = (said: readonly number[], spoken: readonly (readonly number[])[]) =>
  spoken
    .map((sounds) => ({ sounds, apart: distance(said, sounds) }))
    .reduce((best, one) => (one.apart < best.apart ? one : best), { sounds: [] as readonly number[], apart: Number.POSITIVE_INFINITY })

/** Errors in per cent, against the nearest pronunciation of each word. */
export interface Errors {
  /** Sounds left out, put in or taken for others, over the sounds there are. */
  readonly phonemes: number
  /** Words not said as any of their pronunciations. */
  readonly words: number
}

/** What was said of words, against their pronunciations. */
export const errorsOf = (all: readonly { readonly said: readonly number[]; readonly spoken: readonly (readonly number[])[] }[]): Errors => {
  const found = all.map(({ said, spoken }) => nearest(said, spoken))
  const sum = (of: (one: (typeof found)[number]) => number): number => found.reduce((total, one) => total + of(one), 0)
  return {
    phonemes: (100 * sum(({ apart }) => apart)) / sum(({ sounds }) => sounds.length),
    words: (100 * sum(({ apart }) => (apart > 0 ? 1 : 0))) / found.length,
  }
}
