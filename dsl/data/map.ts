import { check } from '../../src/index.js'
import { demandItems } from './streams.js'

/**
 * Each item of `source`, through `f`, in order.
 *
 * @category Data
 */
export async function* map<A, B>(source: AsyncIterable<A>, f: (item: A) => B | Promise<B>): AsyncGenerator<B> {
  if (!Array.isArray(source)) demandItems('map', source) // of a list it takes each item, as `for await` does
  check.callable('map', 'the second argument', f)
  for await (const item of source) yield f(item)
}
