import { add, div, greater, logicalAnd, mul, norm, sqrt, where } from '../../src/index.js'
import type { AdamOptions } from './adam.js'
import type { DecayOptions } from './adamw.js'
import { leafwise } from './leafwise.js'
import { moments } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { masked } from './paths.js'
import { along, optionsOf, type RateOr } from './rate.js'

/**
 * Hyperparameters of `lamb`.
 *
 * @category Optimizers
 */
export interface LambOptions extends AdamOptions, DecayOptions {}

/**
 * Adam with steps in proportion to each parameter, for large batches: `u = m' / (sqrt(v') + epsilon) + weightDecay * p`, `p := p - rate * u |p| / |u|`
 * with norms of the whole tensor; where one of them is 0, `p := p - rate * u`. Moments and defaults are those of `adam`, but `epsilon` is 1e-6; nothing decays if
 * `weightDecay` is left out.
 *
 * @throws InvalidArgument
 * @see You and others, Large batch optimization for deep learning: Training BERT in 76 minutes, arXiv:1904.00962
 * @example lamb({ rate: 2e-3, weightDecay: 0.01, mask: (_, { rank }) => rank > 1 })
 *
 * @category Optimizers
 */
export const lamb = (options?: RateOr<LambOptions>): Optimizer => {
  const {
    rate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-6,
    weightDecay = 0,
    mask,
  } = optionsOf<LambOptions>('lamb', options, ['rate', 'beta1', 'beta2', 'epsilon', 'weightDecay', 'mask'], { mask: 'mask' })
  return leafwise(['mean', 'variance'], (leaf) => {
    const { mean, variance, slots } = moments(leaf, { beta1, beta2 })
    const decays = weightDecay !== 0 && masked('lamb', mask, leaf.path, leaf.parameter)
    const adaptive = div(mean, add(sqrt(variance), epsilon))
    const direction = decays ? add(adaptive, mul(leaf.parameter, weightDecay)) : adaptive
    const [size, length] = [norm(leaf.parameter), norm(direction)]
    const both = logicalAnd(greater(size, 0), greater(length, 0))
    const trust = where(both, div(size, where(both, length, 1)), 1)
    return { parameter: along(rate, leaf, mul(direction, trust)), slots }
  })
}
