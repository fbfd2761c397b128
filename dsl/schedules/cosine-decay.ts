import { add, check, cos, mul, pow } from '../../src/index.js'
import type { Schedule } from '../optimizers/rate.js'
import { progress } from './progress.js'

/**
 * From `rate` down to 0 along half a cosine, in so many steps: `rate * (1 + cos(pi * t / steps)) / 2` in step `t`, counted from 0. With `alpha` down to
 * `alpha * rate`, with `exponent` that power of the curve.
 *
 * @throws InvalidArgument
 * @see Loshchilov, Hutter, SGDR: Stochastic gradient descent with warm restarts, arXiv:1608.03983
 * @example
 * ```ts
 * adam({ rate: cosineDecay(2e-3, 5 * 468) })
 * ```
 *
 * @category Schedules
 */
export const cosineDecay = (rate: number, steps: number, options?: { readonly alpha?: number; readonly exponent?: number }): Schedule => {
  check.number('cosineDecay', 'the rate', rate)
  check.count('cosineDecay', 'steps', steps)
  const { alpha = 0, exponent = 1 } = check.options<{ readonly alpha?: number; readonly exponent?: number }>(
    'cosineDecay',
    `${rate}, ${steps}`,
    options,
    ['alpha', 'exponent'],
  )
  check.number('cosineDecay', 'alpha', alpha)
  check.number('cosineDecay', 'exponent', exponent)
  return (count) => {
    const curve = add(cos(mul(progress(count, steps), Math.PI)), 1)
    if (alpha === 0 && exponent === 1) return mul(curve, rate / 2)
    return mul(add(mul(pow(mul(curve, 0.5), exponent), 1 - alpha), alpha), rate)
  }
}
