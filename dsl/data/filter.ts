import { check, type Tensor } from '../../src/index.js'
import { type Dataset, range } from './dataset.js'
import { select } from './select.js'
import { demandStream, isDataset } from './streams.js'

/** Examples that are asked about at once. */
const atOnce = 1024

/**
 * The examples for which `keep` is true, in order. It is a function of tensors, asked about many examples at once: a `bool` for each.
 *
 * @throws InvalidArgument if `keep` gives anything else
 * @example
 * ```ts
 * const zerosAndOnes = await filter(digits, ({ y }) => less(y, 2))
 * ```
 */
export function filter<Row>(data: Dataset<Row>, keep: (batch: Row) => Tensor<['N'], 'bool'>): Promise<Dataset<Row>>
/**
 * The items of `source` for which `keep` is true, in order.
 *
 * @example filter(lines, (line) => line !== '')
 */
export function filter<Item>(source: AsyncIterable<Item>, keep: (item: Item) => boolean | Promise<boolean>): AsyncGenerator<Item>
export function filter(source: unknown, keep: (item: unknown) => unknown): unknown {
  if (isDataset(source)) return chosen(source, keep)
  demandStream('filter', 'the first argument', source)
  check.callable('filter', 'the second argument', keep)
  return passing(source, keep)
}

async function* passing(source: AsyncIterable<unknown>, keep: (item: unknown) => unknown): AsyncGenerator {
  for await (const item of source) if (await keep(item)) yield item
}

const chosen = async (data: Dataset, keep: (batch: unknown) => unknown): Promise<Dataset> => {
  check.callable('filter', 'the second argument', keep)
  const rows: number[] = []
  for (let start = 0; start < data.size; start += atOnce) {
    const end = Math.min(start + atOnce, data.size)
    const answer = keep(data.take(range(start, end)))
    check.tensor('filter', 'what the function gives', answer)
    if (answer.dtype !== 'bool' || answer.rank !== 1 || answer.shape[0] !== end - start)
      check.refuse('filter', 'what the function gives', `a bool for each of ${end - start} examples`, answer)
    for (const [i, kept] of (await answer.data()).entries()) if (kept) rows.push(start + i)
  }
  return select('filter', data, Uint32Array.from(rows))
}
