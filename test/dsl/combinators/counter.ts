import { right } from 'fp-ts/lib/Either.js'
import type { Layer } from '../../../dsl/index.js'
import { type AnyTensor, add, zeros } from '../../../src/index.js'

/** Counts the batches it has seen. */
export const counter: Layer = {
  name: 'counter',
  output: right,
  init: () => ({ params: {}, state: { batches: zeros([]) } }),
  forward: ({ state }, x) => {
    const { batches } = state as { readonly batches: AnyTensor } // what init makes
    return [x, { batches: add(batches, 1) }]
  },
  flops: () => 0,
}
