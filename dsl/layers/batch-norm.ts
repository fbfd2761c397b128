import {
  type AnyTensor,
  add,
  check,
  type Dim,
  InvalidArgument,
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
import type { Initializer } from '../initializers/initializer.js'
import { type Layer, type LayerType, statefulLayer } from '../layer.js'
import { type ScaleAndOffset, scaleAndOffset } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import type { NormOptions } from './layer-norm.js'

/**
 * How to normalise, and how to remember.
 *
 * @category Layers
 */
export interface BatchNormOptions extends NormOptions {
  /** What share of the running statistics a batch leaves as it is; 0.9 if left out. */
  readonly momentum?: number
  /** What share a batch has in the running statistics, in the place of `momentum`: `1 - momentum`. PyTorch calls this momentum. */
  readonly batchShare?: number
  /** The running variance takes that of a batch over `n - 1`, as in PyTorch, not over `n`; `false` if left out. */
  readonly unbiased?: boolean
  /** Draws the first scale; ones if left out. Zeros, `constant(0)`, behind the last layer of a residual branch let a deep network begin as the identity. */
  readonly scaleInit?: Initializer
}

/** @category Layers */
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
 * PyTorch's convention, `BatchNorm2d(momentum=0.1)`, is `batchNorm({ batchShare: 0.1, unbiased: true })`.
 *
 * @throws InvalidArgument unless `0 <= momentum <= 1`, and so `batchShare`; and if both are given.
 * @see Ioffe, Szegedy, Batch normalization, arXiv:1502.03167
 * @example
 * ```ts
 * const model = sequential([28, 28, 1], conv2d(32, 3, { bias: false }), batchNorm(), relu)
 * const [y, state] = apply(model, init(model, key(0)), x, { training: true }) // go on with { params, state }
 * ```
 *
 * @category Layers
 */
export const batchNorm = (options?: BatchNormOptions): Layer<BatchNorm> => {
  const named = ['epsilon', 'momentum', 'batchShare', 'unbiased', 'scaleInit'] as const
  const { epsilon = 1e-5, batchShare, unbiased = false, scaleInit, ...rest } = check.options('batchNorm', '', options, named)
  check.number('batchNorm', 'epsilon', epsilon)
  const momentum = momentumOf(rest.momentum, batchShare)
  if (typeof unbiased !== 'boolean') check.refuse('batchNorm', 'unbiased', 'true or false', unbiased)
  if (scaleInit !== undefined) check.callable('batchNorm', 'scaleInit', scaleInit)
  const moved = (running: AnyTensor, batch: AnyTensor): AnyTensor => add(mul(running, momentum), mul(batch, 1 - momentum))
  return statefulLayer<BatchNorm, Named<'scale' | 'offset'>, Named<'mean' | 'variance'>>('batchNorm', {
    output: (input) => withChannels('batchNorm', input),
    init: (key, input) => {
      const channels = input.at(-1) ?? 0
      const { scale, offset } = scaleAndOffset(input)
      return {
        params: { scale: scaleInit?.(key, [channels]) ?? scale, offset },
        state: { mean: zeros([channels]), variance: ones([channels]) },
      }
    },
    forward: ({ params, state }, x, { training }) => {
      const axis = x.shape.slice(1).map((_, i) => i)
      const used = training ? { mean: mean(x, { axis }), variance: variance(x, { axis }) } : state
      const factor = mul(rsqrt(add(used.variance, epsilon)), params.scale)
      const y = add(mul(sub(x, used.mean), factor), params.offset)
      if (!training) return [y, state]
      const count = sizeOf(x.shape.slice(0, -1))
      const spread = unbiased && count > 1 ? mul(used.variance, count / (count - 1)) : used.variance
      return [y, { mean: moved(state.mean, used.mean), variance: moved(state.variance, spread) }]
    },
    wide: true,
    flops: (input) => 3 * sizeOf(input),
    pointwise: true,
  })
}

/** How much of the running statistics stays, whichever way it is said. */
const momentumOf = (momentum: number | undefined, share: number | undefined): number => {
  for (const [name, given] of Object.entries({ 'the momentum': momentum, batchShare: share }))
    if (given !== undefined && !(typeof given === 'number' && given >= 0 && given <= 1))
      check.refuse('batchNorm', name, 'from 0 to 1', given)
  if (share === undefined) return momentum ?? 0.9
  if (momentum !== undefined)
    throw new InvalidArgument('batchNorm: momentum and batchShare say the same, batchShare = 1 - momentum; pass one of them')
  return 1 - share
}
