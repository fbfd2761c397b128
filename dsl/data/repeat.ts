import { check } from '../../src/index.js'
import type { Dataset } from './dataset.js'
import { select } from './select.js'
import { isDataset, isStream } from './streams.js'

/**
 * The examples in order, so many times over.
 *
 * @example repeat(fromArrays({ x: { values: [1, 2] } }), 3) // 1, 2, 1, 2, 1, 2
 */
export function repeat<Row>(data: Dataset<Row>, times: number): Dataset<Row>
/**
 * Epoch after epoch, each begun by `begin`, which is given its number from 0 on: so many, or without end.
 *
 * @example
 * ```ts
 * const endless = repeat(async (epoch) => batches(await shuffle(digits, foldIn(key(0), epoch)), 128))
 * ```
 */
export function repeat<Item>(
  begin: (epoch: number) => AsyncIterable<Item> | Promise<AsyncIterable<Item>>,
  times?: number,
): AsyncGenerator<Item>
/**
 * The items of `source` so many times over, or without end. It has to be one that can be gone through anew, as what `cache` gives can; a generator can't.
 *
 * @example repeat(cache(batches(digits, 128)), 10)
 */
export function repeat<Item>(source: AsyncIterable<Item>, times?: number): AsyncGenerator<Item>
export function repeat(source: unknown, times?: number): unknown {
  if (isDataset(source)) {
    check.count('repeat', 'how often', times, 0)
    return select(
      'repeat',
      source,
      Uint32Array.from({ length: source.size * times }, (_, i) => i % source.size),
    )
  }
  if (times !== undefined && times !== Number.POSITIVE_INFINITY) check.count('repeat', 'how often', times, 0)
  if (typeof source === 'function') return again(source as Begin, times) // as the signature says; what it gives is looked at
  if (!isStream(source)) return check.refuse('repeat', 'the first argument', wanted, source)
  if (isGenerator(source))
    return check.refuse('repeat', 'the first argument', 'one that can be gone through anew', source, 'write repeat(() => ...), or cache it')
  return again(() => source, times)
}

/** Whether it is its own iterator, which ends once. */
const isGenerator = (source: AsyncIterable<unknown>): boolean => Object.is(source, source[Symbol.asyncIterator]())

type Begin = (epoch: number) => unknown

const wanted = 'a dataset, or a function that begins an epoch, (epoch) => batches(...)'

async function* again(begin: Begin, times = Number.POSITIVE_INFINITY): AsyncGenerator {
  for (let epoch = 0; epoch < times; epoch++) {
    const source = await begin(epoch)
    if (!isStream(source)) return check.refuse('repeat', 'what the function gives', 'what can be gone through by for await', source)
    yield* source
  }
}
