/**
 * Each item of `source`, through `f`, in order.
 *
 * @category Data
 */
export async function* map<A, B>(source: AsyncIterable<A>, f: (item: A) => B | Promise<B>): AsyncGenerator<B> {
  for await (const item of source) yield f(item)
}
