import { add, div, maximum, sqrt } from '../../src/index.js'
import type { AdamOptions } from './adam.js'
import { leafwise } from './leafwise.js'
import { moments } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { along, optionsOf, type RateOr } from './rate.js'

/**
 * Adam whose steps never grow because a variance fell: `w := max(w, v')`, `p := p - rate * m' / (sqrt(w) + epsilon)`, with the moments of `adam`. The
 * rate is 1e-3 if left out.
 *
 * @throws InvalidArgument
 * @see Reddi, Kale, Kumar, On the convergence of Adam and beyond, arXiv:1904.09237
 * @example amsgrad(1e-3)
 *
 * @category Optimizers
 */
export const amsgrad = (options?: RateOr<AdamOptions>): Optimizer => {
  const {
    rate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
  } = optionsOf<AdamOptions>('amsgrad', options, ['rate', 'beta1', 'beta2', 'epsilon'])
  return leafwise(['mean', 'variance', 'largest'], (leaf) => {
    const { mean, variance, slots } = moments(leaf, { beta1, beta2 })
    const largest = maximum(leaf.slots.largest, variance)
    return { parameter: along(rate, leaf, div(mean, add(sqrt(largest), epsilon))), slots: { ...slots, largest } }
  })
}
