import { check } from '../../src/index.js'
import { demandItems } from './streams.js'

/**
 * The same items in the same order, asked for up to `ahead` before they are needed: while one batch is learned from, the next are on
 * their way.
 *
 * @category Data
 */
export async function* prefetch<Item>(source: AsyncIterable<Item>, ahead = 2): AsyncGenerator<Item> {
  demandItems('prefetch', source)
  check.count('prefetch', 'how many are asked for ahead', ahead, 0)
  const items = source[Symbol.asyncIterator]()
  const ask = (): Promise<IteratorResult<Item>> => {
    const asked = items.next()
    // Whoever awaits it sees the error; without this, one that nobody reaches any more would end the process.
    asked.catch(() => undefined)
    return asked
  }
  const coming = Array.from({ length: Math.max(1, ahead) }, ask)
  try {
    for (let next = await coming.shift(); next && !next.done; next = await coming.shift()) {
      coming.push(ask())
      yield next.value
    }
  } finally {
    await items.return?.()
  }
}
