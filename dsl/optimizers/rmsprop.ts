import { add, div, maximum, mul, sqrt, square, sub } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { optionsOf, type Rate, type RateOr, rateIn } from './rate.js'

/**
 * Hyperparameters of `rmsprop`.
 *
 * @category Optimizers
 */
export interface RmspropOptions {
  readonly rate?: Rate
  readonly decay?: number
  readonly epsilon?: number
  /** Whether the mean of the gradients is taken from their size: `s - m^2` in the place of `s`, with `m := decay * m + (1 - decay) * g`. */
  readonly centered?: boolean
  /** How much of the last step a step keeps: `u := momentum * u + rate * g / ...`, `p := p - u`. */
  readonly momentum?: number
}

/**
 * Gradient descent in units of the gradient's recent size: `s := decay * s + (1 - decay) * g^2`, `p := p - rate * g / (sqrt(s) + epsilon)`.
 *
 * A number or a schedule by itself is the rate.
 *
 * @throws InvalidArgument
 * @see Hinton, Neural networks for machine learning, lecture 6e, 2012
 * @see Graves, Generating sequences with recurrent neural networks, arXiv:1308.0850, equations 38 to 45, for `centered` and `momentum`
 * @category Optimizers
 */
export const rmsprop = (options?: RateOr<RmspropOptions>): Optimizer => {
  const {
    rate = 1e-3,
    decay = 0.9,
    epsilon = 1e-7,
    centered = false,
    momentum = 0,
  } = optionsOf<RmspropOptions>('rmsprop', options, ['rate', 'decay', 'epsilon', 'centered', 'momentum'], { centered: 'flag' })
  const averages = centered ? (['meanSquare', 'mean'] as const) : (['meanSquare'] as const)
  const names: readonly string[] = momentum === 0 ? averages : [...averages, 'step']
  return leafwise(names, ({ parameter, gradient, slots, count }) => {
    const kept = (slot: string, x: typeof gradient) => add(mul(slots[slot] ?? 0, decay), mul(x, 1 - decay))
    const meanSquare = kept('meanSquare', square(gradient))
    const mean = centered ? { mean: kept('mean', gradient) } : {}
    const size = mean.mean ? maximum(sub(meanSquare, square(mean.mean)), 0) : meanSquare // rounding may take it below 0
    const move = div(mul(gradient, rateIn(rate, count, parameter)), add(sqrt(size), epsilon))
    const step = slots.step ? add(mul(slots.step, momentum), move) : move
    return { parameter: sub(parameter, step), slots: { meanSquare, ...mean, ...(slots.step && { step }) } }
  })
}
