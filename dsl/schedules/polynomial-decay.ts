import { add, check, mul, neg, pow } from '../../src/index.js'
import type { Schedule } from '../optimizers/rate.js'
import { demandRates } from './demands.js'
import { progress } from './progress.js'

/**
 * How a rate goes along a polynomial.
 *
 * @category Schedules
 */
export interface PolynomialDecayOptions {
  readonly steps: number
  /** Where it ends; 0 if left out. */
  readonly end?: number
  /** 1, a straight line, if left out. */
  readonly power?: number
  /** How many steps come before it. */
  readonly begin?: number
}

/**
 * From `rate` to `end` along a polynomial, in so many steps: `end + (rate - end) * (1 - (t - begin) / steps)^power` in step `t`, counted from 0.
 *
 * @throws InvalidArgument
 * @example sgd(polynomialDecay(0.1, { steps: 10_000 })) // in a straight line, to 0
 * @example adam(polynomialDecay(0, { end: 1e-3, steps: 500 })) // a warm-up
 *
 * @category Schedules
 */
export const polynomialDecay = (rate: number, options: PolynomialDecayOptions): Schedule => {
  const op = 'polynomialDecay'
  check.number(op, 'the rate', rate)
  const names = ['steps', 'end', 'power', 'begin'] as const
  const { steps, end = 0, power = 1, begin = 0 } = check.options<PolynomialDecayOptions>(op, `${rate}`, options, names)
  check.count(op, 'steps', steps)
  check.count(op, 'begin', begin, 0)
  demandRates(op, { end, power })
  return (count) => {
    const left = add(neg(progress(count, steps, begin)), 1)
    return add(mul(power === 1 ? left : pow(left, power), rate - end), end)
  }
}
