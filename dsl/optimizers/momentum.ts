import { add, mul, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'

/**
 * Gradient descent with a heavy ball: `v := decay * v + g`, `p := p - rate * v`.
 *
 * @see Polyak, Some methods of speeding up the convergence of iteration methods, 1964
 */
export const momentum = (rate: number, decay = 0.9): Optimizer =>
  leafwise(['velocity'], ({ parameter, gradient, slots }) => {
    const velocity = add(mul(slots.velocity, decay), gradient)
    return { parameter: sub(parameter, mul(velocity, rate)), slots: { velocity } }
  })
