import {
  type AnyTensor,
  add,
  check,
  type Dim,
  mean,
  mul,
  ones,
  rsqrt,
  type Shape,
  sub,
  type Tensor,
  variance,
  zeros,
} from '../../src/index.js'
import { type Channels, type WithChannels, withChannels } from '../channels.js'
import { type Layer, type LayerType, statefulLayer } from '../layer.js'
import { type ScaleAndOffset, scaleAndOffset } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import type { NormOptions } from './layer-norm.js'

/** How to normalise, and how to remember. */
export interface BatchNormOptions extends NormOptions {
  /** What share of the running statistics a batch leaves as it is; 0.9 if left out. */
  readonly momentum?: number
}

export interface BatchNorm extends LayerType {
  readonly out: this['in'] extends Shape ? WithChannels<'batchNorm', this['in']> : never
  readonly params: ScaleAndOffset<Channels<this['in']>>
  readonly state: Statistics<Channels<this['in']>>
}

/** (A condition, so that its fields are shown in a model's type, not its name.) */
type Statistics<C extends Dim> = C extends Dim ? { readonly mean: Tensor<[C]>; readonly variance: Tensor<[C]> } : never

type Named<Names extends string> = Readonly<Record<Names, AnyTensor>>

/**
 * `y = (x - mean) / sqrt(variance + epsilon) * scale + offset`, channel by channel. In training mean and variance are those of the batch, over
 * all its dimensions but the last, and the running ones, which are state, move: `running = momentum * running + (1 - momentum) * batch`. In prediction
 * they are the running ones. `scale: [channels]`, ones; `offset: [channels]`, zero; `mean: [channels]`, zero at first; `variance: [channels]`, ones at first.
 *
 * A layer in front of it needs no bias: the mean takes it away (`conv2d(64, 3, { bias: false })`).
 *
 * @throws InvalidArgument unless `0 <= momentum <= 1`.
 * @see Ioffe, Szegedy, Batch normalization, arXiv:1502.03167
 * @example
 * ```ts
 * const model = sequential([28, 28, 1], conv2d(32, 3, { bias: false }), batchNorm(), relu)
 * const [y, state] = apply(model, variables, x, { training: true }) // go on with { params, state }
 * ```
 */
export const batchNorm = (options?: BatchNormOptions): Layer<BatchNorm> => {
  const { epsilon = 1e-5, momentum = 0.9 } = check.options('batchNorm', '', options, ['epsilon', 'momentum'])
  check.number('batchNorm', 'epsilon', epsilon)
  if (!(typeof momentum === 'number' && momentum >= 0 && momentum <= 1)) check.refuse('batchNorm', 'the momentum', 'from 0 to 1', momentum)
  const moved = (running: AnyTensor, batch: AnyTensor): AnyTensor => add(mul(running, momentum), mul(batch, 1 - momentum))
  return statefulLayer<BatchNorm, Named<'scale' | 'offset'>, Named<'mean' | 'variance'>>('batchNorm', {
    output: (input) => withChannels('batchNorm', input),
    init: (_, input) => {
      const channels = input.at(-1) ?? 0
      return { params: scaleAndOffset(input), state: { mean: zeros([channels]), variance: ones([channels]) } }
    },
    forward: ({ params, state }, x, { training }) => {
      const axis = x.shape.slice(1).map((_, i) => i)
      const used = training ? { mean: mean(x, { axis }), variance: variance(x, { axis }) } : state
      const factor = mul(rsqrt(add(used.variance, epsilon)), params.scale)
      return [
        add(mul(sub(x, used.mean), factor), params.offset),
        training ? { mean: moved(state.mean, used.mean), variance: moved(state.variance, used.variance) } : state,
      ]
    },
    flops: (input) => 3 * sizeOf(input),
    pointwise: true,
  })
}
