import { bernoulli, mul, type Shape, where } from '../../src/index.js'
import { type WithPlaces, withPlaces } from '../channels.js'
import { demandRate, keyOf } from '../drawing.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'

/** @category Layers */
export interface SpatialDropout extends Stateless {
  readonly out: this['in'] extends Shape ? WithPlaces<'spatialDropout', this['in']> : never
  readonly params: Empty
}

/**
 * Dropout of whole channels of `[...spatial, channels]`: in training, a channel of an example is zero everywhere with probability `rate`, and the others are scaled
 * by `1 / (1 - rate)`; in prediction, `y = x`. Neighbouring places are alike, so that dropping them one by one would drop little.
 *
 * @throws InvalidArgument unless `0 <= rate < 1`; also in training, if there is no key.
 * @see Tompson, Goroshin, Jain, LeCun, Bregler, Efficient object localization using convolutional networks, arXiv:1411.4280
 * @example
 * ```ts
 * const model = sequential([28, 28, 1], conv2d(32, 3), relu, spatialDropout(0.2), flatten, dense(10)) // [28, 28, 1] to [10]
 * ```
 *
 * @category Layers
 */
export const spatialDropout = (rate: number): Layer<SpatialDropout> => {
  demandRate('spatialDropout', rate)
  const name = `spatialDropout(${rate})`
  return layer(name, {
    output: (input) => withPlaces('spatialDropout', input),
    apply: (_, x, { training, key }) => {
      if (!training || rate === 0) return x
      const [batch = 0, ...example] = x.shape
      const kept = bernoulli(keyOf(name, key), 1 - rate, [batch, ...example.slice(1).map(() => 1), example.at(-1) ?? 0])
      return where(kept, mul(x, 1 / (1 - rate)), 0)
    },
    flops: sizeOf,
  })
}
