import { astype, check, div, exp, maximum, minimum, mul, sub } from '../../src/index.js'
import type { Schedule } from '../optimizers/rate.js'
import { demandRates } from './demands.js'

/**
 * How a rate falls by factors.
 *
 * @category Schedules
 */
export interface ExponentialDecayOptions {
  /** In how many steps the rate falls by `factor`. */
  readonly steps: number
  /** Above 0. */
  readonly factor: number
  /** How many steps come before it begins to fall. */
  readonly begin?: number
  /** Where it ends: the least rate, or the largest if the factor is above 1. */
  readonly end?: number
  /** Whether it falls all at once after every `steps`, and stays between. */
  readonly staircase?: boolean
}

/**
 * A rate that falls by a factor every so many steps: `rate * factor^((t - begin) / steps)` in step `t`, counted from 0.
 *
 * @throws InvalidArgument
 * @example sgd(exponentialDecay(0.1, { steps: 1000, factor: 0.5 }))
 *
 * @category Schedules
 */
export const exponentialDecay = (rate: number, options: ExponentialDecayOptions): Schedule => {
  const op = 'exponentialDecay'
  check.number(op, 'the rate', rate)
  const names = ['steps', 'factor', 'begin', 'end', 'staircase'] as const
  const { steps, factor, begin = 0, end, staircase = false } = check.options<ExponentialDecayOptions>(op, `${rate}`, options, names)
  check.count(op, 'steps', steps)
  if (typeof factor !== 'number' || !(factor > 0)) check.refuse(op, 'the factor', 'a number above 0', factor)
  check.count(op, 'begin', begin, 0)
  demandRates(op, { end: end ?? 0 })
  if (typeof staircase !== 'boolean') check.refuse(op, 'staircase', 'true or false', staircase)
  return (count) => {
    const passed = maximum(sub(count, 1 + begin), 0)
    const times = staircase ? astype(div(passed, steps), 'f32') : div(astype(passed, 'f32'), steps) // whole numbers are divided without a rest
    const fallen = mul(exp(mul(times, Math.log(factor))), rate)
    if (end === undefined) return fallen
    return factor < 1 ? maximum(fallen, end) : minimum(fallen, end)
  }
}

/**
 * A rate that falls by a factor after every so many steps, and stays between: `rate * factor^floor(t / every)` in step `t`, counted from 0.
 *
 * @throws InvalidArgument
 * @example sgd(stepDecay(0.1, { every: 30 * 468, factor: 0.1 }))
 *
 * @category Schedules
 */
export const stepDecay = (rate: number, options: { readonly every: number; readonly factor: number }): Schedule => {
  const op = 'stepDecay'
  check.number(op, 'the rate', rate)
  const { every, factor } = check.options<{ readonly every: number; readonly factor: number }>(op, `${rate}`, options, ['every', 'factor'])
  check.count(op, 'every', every)
  if (typeof factor !== 'number' || !(factor > 0)) check.refuse(op, 'the factor', 'a number above 0', factor)
  return exponentialDecay(rate, { steps: every, factor, staircase: true })
}
