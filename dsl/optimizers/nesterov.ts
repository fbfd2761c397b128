import { add, check, mul } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { MomentumOptions } from './momentum.js'
import type { Optimizer } from './optimizer.js'
import { along, needed, optionsOf, type RateOr } from './rate.js'

/**
 * Gradient descent with a heavy ball that looks ahead: `v := decay * v + g`, `p := p - rate * (g + decay * v)`.
 *
 * @throws InvalidArgument
 * @see Nesterov, A method for solving the convex programming problem with convergence rate O(1/k^2), 1983
 * @see Sutskever, Martens, Dahl, Hinton, On the importance of initialization and momentum in deep learning, 2013
 * @example nesterov(0.1, 0.9)
 * @example nesterov({ rate: 0.1, decay: 0.9 })
 *
 * @category Optimizers
 */
export const nesterov = (rate: RateOr<MomentumOptions>, decay?: number): Optimizer => {
  const options = optionsOf<MomentumOptions>('nesterov', rate, ['rate', 'decay'])
  const [pace, kept] = [needed('nesterov', options.rate), decay ?? options.decay ?? 0.9]
  check.number('nesterov', 'the decay', kept)
  return leafwise(['velocity'], (leaf) => {
    const velocity = add(mul(leaf.slots.velocity, kept), leaf.gradient)
    return { parameter: along(pace, leaf, add(leaf.gradient, mul(velocity, kept))), slots: { velocity } }
  })
}
