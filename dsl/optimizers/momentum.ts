import { add, check, mul, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { needed, optionsOf, type Rate, type RateOr, rateIn } from './rate.js'

/**
 * Hyperparameters of `momentum`.
 *
 * @category Optimizers
 */
export interface MomentumOptions {
  readonly rate: Rate
  readonly decay?: number
}

/**
 * Gradient descent with a heavy ball: `v := decay * v + g`, `p := p - rate * v`.
 *
 * @see Polyak, Some methods of speeding up the convergence of iteration methods, 1964
 * @throws InvalidArgument
 * @example momentum(0.1, 0.9)
 * @example momentum({ rate: 0.1, decay: 0.9 })
 *
 * @category Optimizers
 */
export const momentum = (rate: RateOr<MomentumOptions>, decay?: number): Optimizer => {
  const options = optionsOf<MomentumOptions>('momentum', rate, ['rate', 'decay'])
  const [along, kept] = [needed('momentum', options.rate), decay ?? options.decay ?? 0.9]
  check.number('momentum', 'the decay', kept)
  return leafwise(['velocity'], ({ parameter, gradient, slots, count }) => {
    const velocity = add(mul(slots.velocity, kept), gradient)
    return { parameter: sub(parameter, mul(velocity, rateIn(along, count, parameter))), slots: { velocity } }
  })
}
