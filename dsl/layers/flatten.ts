import { right } from 'fp-ts/lib/Either.js'
import { type Product, reshape, type Shape } from '../../src/index.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'

/** @category Layers */
export interface Flatten extends Stateless {
  readonly whole: 'kept'
  readonly out: this['in'] extends Shape ? (number extends this['in']['length'] ? [number] : [Product<this['in']>]) : never
  readonly params: Empty
}

/**
 * All of an example's numbers in one dimension, row-major: `[28, 28, 1]` becomes `[784]`.
 *
 * @category Layers
 */
export const flatten: Layer<Flatten> = layer('flatten', {
  whole: 'kept',
  output: (input) => right([sizeOf(input)]),
  apply: (_, x) => {
    const [batch = 1, ...example] = x.shape
    return reshape(x, [batch, sizeOf(example)])
  },
})
