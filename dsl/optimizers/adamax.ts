import { abs, add, div, maximum, mul } from '../../src/index.js'
import type { AdamOptions } from './adam.js'
import { leafwise } from './leafwise.js'
import { meanAfter, unbiased } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { along, optionsOf, type RateOr } from './rate.js'

/**
 * Adam with the largest recent gradient in the place of the variance: `m := beta1 * m + (1 - beta1) * g`, `u := max(beta2 * u, |g| + epsilon)`,
 * `p := p - rate * m' / u` with `m' = m / (1 - beta1^t)`. The rate is 1e-3 if left out.
 *
 * @throws InvalidArgument
 * @see Kingma, Ba, Adam: A method for stochastic optimization, arXiv:1412.6980, algorithm 2
 * @example adamax(2e-3)
 *
 * @category Optimizers
 */
export const adamax = (options?: RateOr<AdamOptions>): Optimizer => {
  const {
    rate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
  } = optionsOf<AdamOptions>('adamax', options, ['rate', 'beta1', 'beta2', 'epsilon'])
  return leafwise(['mean', 'largest'], (leaf) => {
    const mean = meanAfter(leaf, beta1)
    const largest = maximum(add(abs(leaf.gradient), epsilon), mul(leaf.slots.largest, beta2))
    return { parameter: along(rate, leaf, div(unbiased(mean, beta1, leaf.count), largest)), slots: { mean, largest } }
  })
}
