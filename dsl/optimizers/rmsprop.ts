import { add, div, mul, sqrt, square, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { optionsOf, type Rate, type RateOr, rateIn } from './rate.js'

/** Hyperparameters of `rmsprop`. */
export interface RmspropOptions {
  readonly rate?: Rate
  readonly decay?: number
  readonly epsilon?: number
}

/**
 * Gradient descent in units of the gradient's recent size: `s := decay * s + (1 - decay) * g^2`, `p := p - rate * g / (sqrt(s) + epsilon)`.
 *
 * A number or a schedule by itself is the rate.
 *
 * @throws InvalidArgument
 * @see Hinton, Neural networks for machine learning, lecture 6e, 2012
 */
export const rmsprop = (options?: RateOr<RmspropOptions>): Optimizer => {
  const { rate = 1e-3, decay = 0.9, epsilon = 1e-7 } = optionsOf('rmsprop', options, ['rate', 'decay', 'epsilon'])
  return leafwise(['meanSquare'], ({ parameter, gradient, slots, count }) => {
    const meanSquare = add(mul(slots.meanSquare, decay), mul(square(gradient), 1 - decay))
    const move = div(mul(gradient, rateIn(rate, count, parameter)), add(sqrt(meanSquare), epsilon))
    return { parameter: sub(parameter, move), slots: { meanSquare } }
  })
}
