import { add, div, mul, sqrt, square } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { along, optionsOf, type Rate, type RateOr } from './rate.js'

/**
 * Hyperparameters of `adadelta`.
 *
 * @category Optimizers
 */
export interface AdadeltaOptions {
  readonly rate?: Rate
  readonly decay?: number
  readonly epsilon?: number
}

/**
 * Gradient descent whose steps are as large as recent steps were: `s := decay * s + (1 - decay) * g^2`, `u := g * sqrt(d + epsilon) / sqrt(s + epsilon)`,
 * `d := decay * d + (1 - decay) * u^2`, `p := p - rate * u`. It needs no rate: 1 if left out, with `decay` 0.9 and `epsilon` 1e-6.
 *
 * @throws InvalidArgument
 * @see Zeiler, Adadelta: An adaptive learning rate method, arXiv:1212.5701
 * @example adadelta()
 *
 * @category Optimizers
 */
export const adadelta = (options?: RateOr<AdadeltaOptions>): Optimizer => {
  const { rate = 1, decay = 0.9, epsilon = 1e-6 } = optionsOf<AdadeltaOptions>('adadelta', options, ['rate', 'decay', 'epsilon'])
  return leafwise(['squares', 'moves'], (leaf) => {
    const { gradient, slots } = leaf
    const squares = add(mul(slots.squares, decay), mul(square(gradient), 1 - decay))
    const move = mul(div(sqrt(add(slots.moves, epsilon)), sqrt(add(squares, epsilon))), gradient)
    const moves = add(mul(slots.moves, decay), mul(square(move), 1 - decay))
    return { parameter: along(rate, leaf, move), slots: { squares, moves } }
  })
}
