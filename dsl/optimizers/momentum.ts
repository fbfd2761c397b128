import { add, mul, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { type Rate, rateIn } from './rate.js'

/**
 * Gradient descent with a heavy ball: `v := decay * v + g`, `p := p - rate * v`.
 *
 * @see Polyak, Some methods of speeding up the convergence of iteration methods, 1964
 */
export const momentum = (rate: Rate, decay = 0.9): Optimizer =>
  leafwise(['velocity'], ({ parameter, gradient, slots, count }) => {
    const velocity = add(mul(slots.velocity, decay), gradient)
    return { parameter: sub(parameter, mul(velocity, rateIn(rate, count, parameter))), slots: { velocity } }
  })
