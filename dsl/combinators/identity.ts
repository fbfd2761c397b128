import { right } from 'fp-ts/lib/Either.js'
import type { Layer, SameShape, TakesLists } from '../layer.js'

/** @category Models */
export interface Identity extends SameShape {
  readonly lists: TakesLists['lists']
}

/**
 * `y = x`: the unit of `serial`, and the skip of a residual connection.
 *
 * @category Models
 */
export const identity: Layer<Identity> = {
  name: 'identity',
  output: right,
  init: () => ({ params: {}, state: {} }),
  forward: ({ state }, x) => [x, state],
  flops: () => 0,
  decoding: (_, known) => right({ known, start: () => ({}), remember: (_, x) => [x, {}], step: (_, kept, x) => [x, kept] }),
}
