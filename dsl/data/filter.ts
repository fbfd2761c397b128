import { type AnyTensor, check, copy, scope, type Tensor } from '../../src/index.js'
import { type Dataset, range } from './dataset.js'
import { select } from './select.js'
import { demandStream, isDataset } from './streams.js'

/** Examples that are asked about at once. */
const atOnce = 1024

/**
 * What says of an item whether it is kept; of a dataset's examples, of many at once.
 *
 * @category Data
 */
export type Keep<S> =
  S extends Dataset<infer Row>
    ? (batch: Row) => Tensor<['N'], 'bool'>
    : S extends AsyncIterable<infer Item>
      ? (item: Item) => boolean | Promise<boolean>
      : never

/**
 * What is kept, in the form in which it came; of a dataset it is known once all examples were asked about.
 *
 * @category Data
 */
export type Filtered<S> =
  S extends Dataset<infer Row> ? Promise<Dataset<Row>> : S extends AsyncIterable<infer Item> ? AsyncGenerator<Item> : never

/**
 * What `keep` is true of, in order. Of a dataset, the examples: `keep` is a function of tensors, asked about many examples at once, and gives a `bool` for each.
 * Of what comes one after the other, the items.
 *
 * @throws InvalidArgument if `keep` gives anything but a `bool` for each example
 * @example
 * ```ts
 * const zerosAndOnes = await filter(digits, ({ y }) => less(y, 2))
 * ```
 * @example filter(lines, (line) => line !== '')
 *
 * @category Data
 */
export function filter<S extends Dataset | AsyncIterable<unknown>>(source: S, keep: Keep<S>): Filtered<S>
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
    using answer = scope(() => copy(asked(keep(data.take(range(start, end)))))) // which may be whoever's that gave it
    if (answer.dtype !== 'bool' || answer.rank !== 1 || answer.shape[0] !== end - start)
      check.refuse('filter', 'what the function gives', `a bool for each of ${end - start} examples`, answer)
    for (const [i, kept] of (await answer.data()).entries()) if (kept) rows.push(start + i)
  }
  return select('filter', data, Uint32Array.from(rows))
}

const asked = (answer: unknown): AnyTensor => {
  check.tensor('filter', 'what the function gives', answer)
  return answer
}
