import { add, mean, mul, rsqrt, type Shape, sub, variance } from '../../src/index.js'
import { type Channels, type WithPlaces, withPlaces } from '../channels.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import { type ScaleAndOffset, scaleAndOffset } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import { epsilonIn, type NormOptions } from './layer-norm.js'

/** @category Layers */
export interface InstanceNorm extends Stateless {
  readonly out: this['in'] extends Shape ? WithPlaces<'instanceNorm', this['in']> : never
  readonly params: ScaleAndOffset<Channels<this['in']>>
}

/**
 * `y = (x - mean) / sqrt(variance + epsilon) * scale + offset`, where mean and variance are those of a channel of an example, over all its places. `scale:
 * [channels]`, ones; `offset: [channels]`, zero. It is `groupNorm` of as many groups as channels.
 *
 * @see Ulyanov, Vedaldi, Lempitsky, Instance normalization, arXiv:1607.08022
 * @example
 * ```ts
 * const model = sequential([28, 28, 1], conv2d(32, 3), instanceNorm(), relu) // [28, 28, 1] to [26, 26, 32]
 * ```
 *
 * @category Layers
 */
export const instanceNorm = (options?: NormOptions): Layer<InstanceNorm> => {
  const epsilon = epsilonIn('instanceNorm', '', options)
  return layer('instanceNorm', {
    output: (input) => withPlaces('instanceNorm', input),
    init: (_, input) => scaleAndOffset(input),
    apply: ({ scale, offset }, x) => {
      const places = { axis: x.shape.slice(2).map((_, i) => i + 1), keepDims: true } as const
      return add(mul(mul(sub(x, mean(x, places)), rsqrt(add(variance(x, places), epsilon))), scale), offset)
    },
    wide: true,
    flops: (input) => 8 * sizeOf(input),
  })
}
