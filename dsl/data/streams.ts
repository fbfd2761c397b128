import { check } from '../../src/index.js'
import type { Dataset } from './dataset.js'

/** Whether it is a dataset, whose examples can be taken by number. */
export const isDataset = (given: unknown): given is Dataset =>
  typeof given === 'object' && given !== null && 'size' in given && 'take' in given && typeof given.take === 'function'

/** Whether it gives one item after the other. */
export const isStream = (given: unknown): given is AsyncIterable<unknown> =>
  typeof given === 'object' && given !== null && Symbol.asyncIterator in given

/** @throws InvalidArgument unless it gives one item after the other */
export function demandStream(op: string, name: string, given: unknown): asserts given is AsyncIterable<unknown> {
  if (!isStream(given)) check.refuse(op, name, 'a dataset, or what batches, map and other async generators give', given)
}

/** @throws InvalidArgument unless the first argument gives one item after the other, where a dataset is none */
export function demandItems(op: string, given: unknown): asserts given is AsyncIterable<unknown> {
  if (!isStream(given))
    check.refuse(
      op,
      'the first argument',
      'what batches, map and other async generators give',
      given,
      isDataset(given) ? `write ${op}(batches(data, size), ...)` : '',
    )
}

/**
 * A stream of the web, as `fetch(url)` has in its body and a file in `stream()`.
 *
 * @category Data
 */
export interface WebStream {
  getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: unknown }>; cancel?(): Promise<unknown> }
}

/** Its pieces. Whoever goes away in the middle wants nothing more of it. */
export async function* chunksOf(stream: WebStream): AsyncGenerator<unknown> {
  const reader = stream.getReader()
  let isDone = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isDone = done
      if (done) return
      yield value
    }
  } finally {
    if (!isDone) await reader.cancel?.()
  }
}
