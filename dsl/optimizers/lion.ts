import { add, mul, sign } from '../../src/index.js'
import type { DecayOptions } from './adamw.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { masked } from './paths.js'
import { along, optionsOf, type Rate, type RateOr } from './rate.js'

/**
 * Hyperparameters of `lion`.
 *
 * @category Optimizers
 */
export interface LionOptions extends DecayOptions {
  readonly rate?: Rate
  readonly beta1?: number
  readonly beta2?: number
}

/**
 * Steps of one size in every direction: `u = sign(beta1 * m + (1 - beta1) * g) + weightDecay * p`, `m := beta2 * m + (1 - beta2) * g`, `p := p - rate * u`. The
 * rate is 1e-4, a tenth or less of Adam's, `beta1` 0.9, `beta2` 0.99 and the decay 1e-3 if left out.
 *
 * @throws InvalidArgument
 * @see Chen and others, Symbolic discovery of optimization algorithms, arXiv:2302.06675
 * @example lion({ rate: 1e-4, weightDecay: 0.01 })
 *
 * @category Optimizers
 */
export const lion = (options?: RateOr<LionOptions>): Optimizer => {
  const {
    rate = 1e-4,
    beta1 = 0.9,
    beta2 = 0.99,
    weightDecay = 1e-3,
    mask,
  } = optionsOf<LionOptions>('lion', options, ['rate', 'beta1', 'beta2', 'weightDecay', 'mask'], { mask: 'mask' })
  return leafwise(['mean'], (leaf) => {
    const { parameter, gradient, slots, path } = leaf
    const direction = sign(add(mul(slots.mean, beta1), mul(gradient, 1 - beta1)))
    const decays = masked('lion', mask, path, parameter)
    return {
      parameter: along(rate, leaf, decays ? add(direction, mul(parameter, weightDecay)) : direction),
      slots: { mean: add(mul(slots.mean, beta2), mul(gradient, 1 - beta2)) },
    }
  })
}
