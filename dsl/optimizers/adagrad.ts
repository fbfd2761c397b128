import { add, greater, mul, rsqrt, square, where } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { along, optionsOf, type Rate, type RateOr } from './rate.js'

/**
 * Hyperparameters of `adagrad`.
 *
 * @category Optimizers
 */
export interface AdagradOptions {
  readonly rate?: Rate
  /** What the sum of squares is before the first step. */
  readonly start?: number
  readonly epsilon?: number
}

/**
 * Gradient descent in units of all gradients so far: `s := s + g^2`, `p := p - rate * g / sqrt(s + epsilon)`. The sum starts at 0.1, the rate is 0.01 and
 * `epsilon` 1e-7 if left out; where the sum is 0 nothing moves.
 *
 * @throws InvalidArgument
 * @see Duchi, Hazan, Singer, Adaptive subgradient methods for online learning and stochastic optimization, 2011
 * @example adagrad(0.05)
 *
 * @category Optimizers
 */
export const adagrad = (options?: RateOr<AdagradOptions>): Optimizer => {
  const { rate = 0.01, start = 0.1, epsilon = 1e-7 } = optionsOf<AdagradOptions>('adagrad', options, ['rate', 'start', 'epsilon'])
  return leafwise({ squares: start }, (leaf) => {
    const squares = add(leaf.slots.squares, square(leaf.gradient))
    const moves = greater(squares, 0)
    const direction = mul(leaf.gradient, where(moves, rsqrt(where(moves, add(squares, epsilon), 1)), 0))
    return { parameter: along(rate, leaf, direction), slots: { squares } }
  })
}
