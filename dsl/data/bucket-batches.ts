import { check, type DType, type Key } from '../../src/index.js'
import { range } from './dataset.js'
import { drawnOrder } from './order.js'
import { bucketOf, demandSequences, type Padded, type PadOptions, padded, padOptionNames } from './pad-batch.js'

/**
 * A batch of sequences of like lengths, and which they are.
 *
 * @category Data
 */
export interface BucketBatch<D extends DType> extends Padded<D> {
  /** The numbers of the sequences: `labels.take(rows)` are their labels. */
  readonly rows: readonly number[]
}

/**
 * How to pad, and in which order.
 *
 * @category Data
 */
export interface BucketOptions<D extends DType = DType> extends PadOptions<D> {
  /** The lengths that are padded to. */
  readonly buckets: readonly number[]
  /** Draws the order of the sequences; that of the list, if left out. */
  readonly key?: Key
}

/**
 * Sequences in batches of `size`, each of sequences that go into one bucket, so that little is padded. A batch comes when its bucket is full; what is left in
 * the buckets comes at the end. Each sequence comes once.
 *
 * @throws DataError if a sequence is longer than the largest bucket
 * @example
 * ```ts
 * for await (const { x, mask, rows } of bucketBatches(sentences, 32, { buckets: [16, 32, 64], key: key(0) })) console.log(x.shape, mask.shape, rows)
 * ```
 *
 * @category Data
 */
export const bucketBatches = <D extends DType = 'i32'>(
  sequences: readonly ArrayLike<number>[],
  size: number,
  options: BucketOptions<D>,
): AsyncGenerator<BucketBatch<D>> => {
  const given = check.options<BucketOptions<D>>('bucketBatches', 'sequences, size', options, [...padOptionNames, 'key'])
  demandSequences('bucketBatches', sequences, given)
  check.count('bucketBatches', 'the size', size)
  if (given.buckets === undefined) check.refuse('bucketBatches', 'buckets', 'a list of lengths, as in [16, 32, 64]', undefined)
  if (given.key !== undefined) check.key('bucketBatches', given.key)
  const places = sequences.map((one) => bucketOf('bucketBatches', one.length, given.buckets))
  return filled(sequences, size, given, places)
}

async function* filled<D extends DType>(
  sequences: readonly ArrayLike<number>[],
  size: number,
  options: BucketOptions<D>,
  places: readonly number[],
): AsyncGenerator<BucketBatch<D>> {
  const batch = (rows: readonly number[]): BucketBatch<D> => ({
    rows,
    ...padded(
      'bucketBatches',
      rows.map((row) => sequences[row] ?? []),
      options,
    ),
  })
  const waiting = new Map<number, number[]>()
  const order = options.key ? await drawnOrder(options.key, sequences.length) : range(0, sequences.length)
  for (const row of order) {
    const place = places[row] ?? 0
    const rows = [...(waiting.get(place) ?? []), row]
    waiting.set(place, rows.length < size ? rows : [])
    if (rows.length === size) yield batch(rows)
  }
  for (const [, rows] of [...waiting].sort(([a], [b]) => a - b)) if (rows.length > 0) yield batch(rows)
}
