import { add, mean, mul, ones, rsqrt, type Shape, square } from '../../src/index.js'
import { type Channels, type WithChannels, withChannels } from '../channels.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import type { Scale } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import { epsilonIn, type NormOptions } from './layer-norm.js'

/** @category Layers */
export interface RmsNorm extends Stateless {
  readonly out: this['in'] extends Shape ? WithChannels<'rmsNorm', this['in']> : never
  readonly params: Scale<Channels<this['in']>>
}

/**
 * `y = x / sqrt(mean(x^2) + epsilon) * scale`, where the mean is that of the last dimension, place by place. `scale: [channels]`, ones.
 *
 * @see Zhang, Sennrich, Root mean square layer normalization, arXiv:1910.07467
 * @example
 * ```ts
 * const model = sequential([128, 64], dense(64), rmsNorm(), silu) // [128, 64] to [128, 64]
 * ```
 *
 * @category Layers
 */
export const rmsNorm = (options?: NormOptions): Layer<RmsNorm> => {
  const epsilon = epsilonIn('rmsNorm', '', options)
  return layer('rmsNorm', {
    output: (input) => withChannels('rmsNorm', input),
    init: (_, input) => ({ scale: ones([input.at(-1) ?? 0]) }),
    apply: ({ scale }, x) => mul(mul(x, rsqrt(add(mean(square(x), { axis: -1, keepDims: true }), epsilon))), scale),
    wide: true,
    flops: (input) => 4 * sizeOf(input),
    pointwise: true,
  })
}
