import { mul, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { needed, optionsOf, type Rate, type RateOr, rateIn } from './rate.js'

/**
 * Gradient descent: `p := p - rate * g`.
 *
 * @throws InvalidArgument
 * @example sgd(0.1)
 *
 * @category Optimizers
 */
export const sgd = (rate: RateOr<{ readonly rate: Rate }>): Optimizer => {
  const along = needed('sgd', optionsOf('sgd', rate, ['rate']).rate)
  return leafwise([], ({ parameter, gradient, count }) => ({
    parameter: sub(parameter, mul(gradient, rateIn(along, count, parameter))),
    slots: {},
  }))
}
