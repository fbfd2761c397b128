import { add, div, sqrt } from '../../src/index.js'
import type { AdamOptions } from './adam.js'
import { leafwise } from './leafwise.js'
import { moments } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { along, optionsOf, type RateOr } from './rate.js'

/**
 * Adam whose mean looks a step ahead, as Nesterov's momentum does: `p := p - rate * n / (sqrt(v') + epsilon)` with
 * `n = beta1 * m / (1 - beta1^(t + 1)) + (1 - beta1) * g / (1 - beta1^t)` and the moments of `adam`. The rate is 1e-3 if left out.
 *
 * @throws InvalidArgument
 * @see Dozat, Incorporating Nesterov momentum into Adam, 2016, algorithm 2
 * @example nadam(1e-3)
 *
 * @category Optimizers
 */
export const nadam = (options?: RateOr<AdamOptions>): Optimizer => {
  const {
    rate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
  } = optionsOf<AdamOptions>('nadam', options, ['rate', 'beta1', 'beta2', 'epsilon'])
  return leafwise(['mean', 'variance'], (leaf) => {
    const { mean, variance, slots } = moments(leaf, { beta1, beta2, nesterov: true })
    return { parameter: along(rate, leaf, div(mean, add(sqrt(variance), epsilon))), slots }
  })
}
