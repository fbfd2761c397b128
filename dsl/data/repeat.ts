import { check } from '../../src/index.js'
import type { Dataset } from './dataset.js'
import { select } from './select.js'
import { isDataset, isStream } from './streams.js'

type Begin = (epoch: number) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>

/**
 * What was repeated, so many times over.
 *
 * @category Data
 */
export type RepeatedData<S> =
  S extends Dataset<infer Row>
    ? Dataset<Row>
    : S extends AsyncIterable<infer Item>
      ? AsyncGenerator<Item>
      : S extends (epoch: number) => AsyncIterable<infer Item> | Promise<AsyncIterable<infer Item>>
        ? AsyncGenerator<Item>
        : never

/**
 * The same again: the examples of a dataset, so many times over; the items of what can be gone through anew, as what `cache` gives can; or epoch after epoch,
 * each begun by a function, which is given its number from 0 on. Without end, where no number is said; a dataset has one.
 *
 * @throws InvalidArgument for a generator, which can't be gone through twice
 * @example repeat(fromArrays({ x: { values: [1, 2] } }), 3) // 1, 2, 1, 2, 1, 2
 * @example repeat(cache(batches(digits, 128)), 10)
 * @example
 * ```ts
 * const endless = repeat(async (epoch) => batches(await shuffle(digits, foldIn(key(0), epoch)), 128))
 * ```
 *
 * @category Data
 */
export function repeat<S extends Dataset | AsyncIterable<unknown> | Begin>(
  source: S,
  ...times: S extends Dataset ? [times: number] : [times?: number]
): RepeatedData<S>
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
  if (typeof source === 'function') return again(source as Begin, times) // what it gives is looked at
  if (!isStream(source)) return check.refuse('repeat', 'the first argument', wanted, source)
  if (isGenerator(source))
    return check.refuse('repeat', 'the first argument', 'one that can be gone through anew', source, 'write repeat(() => ...), or cache it')
  return again(() => source, times)
}

/** Whether it is its own iterator, which ends once. */
const isGenerator = (source: AsyncIterable<unknown>): boolean => Object.is(source, source[Symbol.asyncIterator]())

const wanted = 'a dataset, or a function that begins an epoch, (epoch) => batches(...)'

async function* again(begin: (epoch: number) => unknown, times = Number.POSITIVE_INFINITY): AsyncGenerator {
  for (let epoch = 0; epoch < times; epoch++) {
    const source = await begin(epoch)
    if (!isStream(source)) return check.refuse('repeat', 'what the function gives', 'what can be gone through by for await', source)
    yield* source
  }
}
