import { add, check, mean, mul, rsqrt, type Shape, sub, variance } from '../../src/index.js'
import { type Channels, type WithChannels, withChannels } from '../channels.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import { type ScaleAndOffset, scaleAndOffset } from '../parameters.js'
import { sizeOf } from '../size-of.js'

/**
 * How to normalise.
 *
 * @category Layers
 */
export interface NormOptions {
  /** Added to a variance, so that nothing is divided by 0; 1e-5 if left out. */
  readonly epsilon?: number
}

/** How much is added to a variance, once the options are what they should be. */
export const epsilonIn = (op: string, call: string, options: NormOptions | undefined): number => {
  const { epsilon = 1e-5 } = check.options(op, call, options, ['epsilon'])
  check.number(op, 'epsilon', epsilon)
  return epsilon
}

/** @category Layers */
export interface LayerNorm extends Stateless {
  readonly out: this['in'] extends Shape ? WithChannels<'layerNorm', this['in']> : never
  readonly params: ScaleAndOffset<Channels<this['in']>>
}

/**
 * `y = (x - mean) / sqrt(variance + epsilon) * scale + offset`, where mean and variance are those of the last dimension, place by place. `scale:
 * [channels]`, ones; `offset: [channels]`, zero.
 *
 * @see Ba, Kiros, Hinton, Layer normalization, arXiv:1607.06450
 * @example
 * ```ts
 * const model = sequential([128, 64], dense(64), layerNorm(), gelu) // [128, 64] to [128, 64]
 * ```
 *
 * @category Layers
 */
export const layerNorm = (options?: NormOptions): Layer<LayerNorm> => {
  const epsilon = epsilonIn('layerNorm', '', options)
  return layer('layerNorm', {
    output: (input) => withChannels('layerNorm', input),
    init: (_, input) => scaleAndOffset(input),
    apply: ({ scale, offset }, x) => {
      const last = { axis: -1, keepDims: true } as const
      return add(mul(mul(sub(x, mean(x, last)), rsqrt(add(variance(x, last), epsilon))), scale), offset)
    },
    wide: true,
    flops: (input) => 8 * sizeOf(input),
    pointwise: true,
  })
}
