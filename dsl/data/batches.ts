import { check } from '../../src/index.js'
import { demandDataset } from '../check.js'
import { type Dataset, range } from './dataset.js'

/**
 * The examples in order, `size` at a time. The last batch holds what is left, unless `partial` is `'drop'`.
 *
 * @example
 * ```ts
 * for await (const { x, y } of batches(await shuffle(digits, key(0)), 128)) console.log(x.shape, y.shape)
 * ```
 *
 * @category Data
 */
export async function* batches<Row>(data: Dataset<Row>, size: number, options?: { partial?: 'keep' | 'drop' }): AsyncGenerator<Row> {
  demandDataset('batches', 'the first argument', data)
  check.count('batches', 'the size', size)
  const { partial = 'keep' } = check.options('batches', 'data, size', options, ['partial'])
  check.oneOf('batches', 'partial', partial, ['keep', 'drop'])
  for (let start = 0; start < data.size; start += size) {
    const end = Math.min(start + size, data.size)
    if (end - start === size || partial === 'keep') yield data.take(range(start, end))
  }
}
