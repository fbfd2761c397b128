import { add, div, mul, sqrt } from '../../src/index.js'
import type { AdamOptions } from './adam.js'
import { leafwise } from './leafwise.js'
import { moments } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { type Mask, masked } from './paths.js'
import { along, optionsOf, type RateOr } from './rate.js'

/**
 * What an optimiser that decays weights is told beside its other options.
 *
 * @category Optimizers
 */
export interface DecayOptions {
  /** The share of a parameter that a step takes from it, times the rate. */
  readonly weightDecay?: number
  /** Which parameters decay: all of them if left out. */
  readonly mask?: Mask
}

/**
 * Hyperparameters of `adamw`.
 *
 * @category Optimizers
 */
export interface AdamwOptions extends AdamOptions, DecayOptions {
  /** Whether the mean of the gradients looks a step ahead, as in `nadam`. */
  readonly nesterov?: boolean
}

/**
 * Adam whose weights decay by themselves, not through the moments: `p := p - rate * (m' / (sqrt(v') + epsilon) + weightDecay * p)`, with the moments of
 * `adam`. The rate is 1e-3 and the decay 1e-4 if left out.
 *
 * @throws InvalidArgument
 * @see Loshchilov, Hutter, Decoupled weight decay regularization, arXiv:1711.05101
 * @example adamw({ rate: 1e-3, weightDecay: 0.01 })
 * @example adamw({ mask: (_, { rank }) => rank > 1 }) // biases do not decay
 *
 * @category Optimizers
 */
export const adamw = (options?: RateOr<AdamwOptions>): Optimizer => {
  const {
    rate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 1e-4,
    mask,
    nesterov = false,
  } = optionsOf<AdamwOptions>('adamw', options, ['rate', 'beta1', 'beta2', 'epsilon', 'weightDecay', 'mask', 'nesterov'], {
    mask: 'mask',
    nesterov: 'flag',
  })
  return leafwise(['mean', 'variance'], (leaf) => {
    const { mean, variance, slots } = moments(leaf, { beta1, beta2, nesterov })
    const direction = div(mean, add(sqrt(variance), epsilon))
    const decays = masked('adamw', mask, leaf.path, leaf.parameter)
    return { parameter: along(rate, leaf, decays ? add(direction, mul(leaf.parameter, weightDecay)) : direction), slots }
  })
}
