import { check } from '../../src/index.js'
import type { Dataset } from './dataset.js'
import { DataError } from './error.js'
import { demandStream, isDataset } from './streams.js'

type Named<T> = Readonly<Record<string, T>> | readonly T[]

/**
 * Rows or items side by side, by the names or places of their sources.
 *
 * @category Data
 */
export type Zipped<S> =
  S extends Named<Dataset>
    ? Dataset<{ readonly [K in keyof S]: S[K] extends Dataset<infer Row> ? Row : never }>
    : AsyncGenerator<{ readonly [K in keyof S]: S[K] extends AsyncIterable<infer Item> ? Item : never }>

/**
 * Datasets side by side, by name or in a list: example `i` holds example `i` of each. Or what comes one after the other, up to the end of the shortest; then, or
 * when nobody listens any more, all are let go.
 *
 * @throws DataError if datasets are not of one size
 * @example zip({ x: pictures, y: captions }).take([0, 1]) // { x: two pictures, y: their captions }
 * @example for await (const [image, label] of batches(zip([images, labels]), 32)) console.log(image, label)
 *
 * @category Data
 */
export function zip<const S extends Named<Dataset> | Named<AsyncIterable<unknown>>>(sources: S): Zipped<S>
export function zip(sources: Named<unknown>): unknown {
  if (typeof sources !== 'object' || sources === null || ArrayBuffer.isView(sources))
    return check.refuse('zip', 'its argument', 'datasets or sources by name or in a list, zip({ x, y })', sources)
  const entries: readonly [string, unknown][] = Object.entries(sources)
  if (entries.length === 0) return check.refuse('zip', 'its argument', 'one dataset or source at least', sources)
  const joined = (values: readonly unknown[]): unknown =>
    Array.isArray(sources) ? values : Object.fromEntries(entries.map(([name], i) => [name, values[i]]))
  if (entries.some(([, one]) => isDataset(one))) return datasetOf(entries, joined)
  for (const [name, one] of entries) demandStream('zip', name, one)
  return streamOf(entries as readonly [string, AsyncIterable<unknown>][], joined) // as was just seen
}

type Join = (values: readonly unknown[]) => unknown

const datasetOf = (entries: readonly [string, unknown][], joined: Join): Dataset => {
  const datasets = entries.map(([name, one]) => (isDataset(one) ? one : check.refuse('zip', name, 'a dataset as the others are', one)))
  const [first] = datasets
  const size = first?.size ?? 0
  for (const [i, one] of datasets.entries())
    if (one.size !== size) throw new DataError(`zip: ${entries[0]?.[0]} holds ${size} examples, ${entries[i]?.[0]} holds ${one.size}`)
  return { size, take: (rows) => joined(datasets.map((one) => one.take(rows))) }
}

async function* streamOf(entries: readonly [string, AsyncIterable<unknown>][], joined: Join): AsyncGenerator {
  const iterators = entries.map(([, source]) => source[Symbol.asyncIterator]())
  try {
    for (;;) {
      const results = await Promise.all(iterators.map((iterator) => iterator.next()))
      if (results.some(({ done }) => done)) return
      yield joined(results.map(({ value }) => value))
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()))
  }
}
