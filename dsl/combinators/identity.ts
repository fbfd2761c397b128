import { right } from 'fp-ts/lib/Either.js'
import { type Layer, layer, type SameShape } from '../layer.js'

/** `y = x`: the unit of `serial`, and the skip of a residual connection. */
export const identity: Layer<SameShape> = layer('identity', { output: right, apply: (_, x) => x })
