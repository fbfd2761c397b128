import { demandItems } from './streams.js'

/**
 * The items of `source`, which is gone through once: they are kept, and can be gone through again and again, by several at a time. What is kept is shared, so
 * tensors in it must not be disposed of or donated. An error of the source comes again, in its place.
 *
 * @example
 * ```ts
 * const once = cache(map(files, async (file: string) => decodeImage(await readFile(file)))) // each is read and decoded once
 * ```
 *
 * @category Data
 */
export const cache = <Item>(source: AsyncIterable<Item>): AsyncIterable<Item> => {
  demandItems('cache', source)
  const items: Promise<IteratorResult<Item>>[] = []
  let iterator: AsyncIterator<Item> | undefined
  const ask = (): Promise<IteratorResult<Item>> => {
    iterator ??= source[Symbol.asyncIterator]()
    const asked = iterator.next()
    items.push(asked)
    return asked
  }
  return {
    async *[Symbol.asyncIterator]() {
      for (let i = 0; ; i++) {
        const { done, value } = await (items[i] ?? ask())
        if (done) return
        yield value
      }
    },
  }
}
