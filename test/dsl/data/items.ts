import type { Dataset } from '../../../dsl/data/dataset.js'

/** A dataset whose examples are their own numbers. */
export const numbers = (size: number): Dataset<number[]> => ({ size, take: (rows) => Array.from(rows) })

/** The items of a source, in a list. */
export const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

/** The whole numbers up to `to`, one after the other. */
export async function* count(to: number): AsyncGenerator<number> {
  for (let i = 0; i < to; i++) yield i
}

export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** How far a source was gone through, and whether it was let go. */
export const watched = (to: number) => {
  const seen = { asked: 0, closed: false }
  async function* source(): AsyncGenerator<number> {
    try {
      for (let i = 0; i < to; i++) {
        seen.asked++
        yield i
      }
    } finally {
      seen.closed = true
    }
  }
  return { seen, source: source() }
}
