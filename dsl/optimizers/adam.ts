import { add, div, mul, sqrt, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import { moments } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { optionsOf, type Rate, type RateOr, rateIn } from './rate.js'

/**
 * Hyperparameters of `adam`; each has the paper's value if left out.
 *
 * @category Optimizers
 */
export interface AdamOptions {
  readonly rate?: Rate
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
}

/**
 * Moments of the gradient, unbiased: in step `t`, `m := beta1 * m + (1 - beta1) * g`, `v := beta2 * v + (1 - beta2) * g^2`,
 * `p := p - rate * m' / (sqrt(v') + epsilon)` with `m' = m / (1 - beta1^t)` and `v' = v / (1 - beta2^t)`.
 *
 * A number or a schedule by itself is the rate.
 *
 * @throws InvalidArgument
 * @see Kingma, Ba, Adam: A method for stochastic optimization, arXiv:1412.6980, algorithm 1
 * @example adam(1e-3)
 * @example adam({ rate: cosineDecay(2e-3, 5 * 468), beta2: 0.99 })
 *
 * @category Optimizers
 */
export const adam = (options?: RateOr<AdamOptions>): Optimizer => {
  const { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = optionsOf('adam', options, ['rate', 'beta1', 'beta2', 'epsilon'])
  return leafwise(['mean', 'variance'], (leaf) => {
    const { mean, variance, slots } = moments(leaf, { beta1, beta2 })
    const move = div(mul(mean, rateIn(rate, leaf.count, leaf.parameter)), add(sqrt(variance), epsilon))
    return { parameter: sub(leaf.parameter, move), slots }
  })
}
