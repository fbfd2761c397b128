import { type Dataset, range } from './dataset.js'

/**
 * The examples in order, `size` at a time. The last batch holds what is left, unless `partial` is `'drop'`.
 *
 * @example
 * ```ts
 * for await (const { x, y } of batches(await shuffle(digits, key(0)), 128)) { ... }
 * ```
 */
export async function* batches<Row>(
  data: Dataset<Row>,
  size: number,
  { partial = 'keep' }: { partial?: 'keep' | 'drop' } = {},
): AsyncGenerator<Row> {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`batches: the size is a whole number, at least 1; got ${size}`)
  for (let start = 0; start < data.size; start += size) {
    const end = Math.min(start + size, data.size)
    if (end - start === size || partial === 'keep') yield data.take(range(start, end))
  }
}
