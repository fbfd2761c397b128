import { add, check, cos, greater, InvalidArgument, mul, neg, type Tensor, where } from '../../src/index.js'
import type { Schedule } from '../optimizers/rate.js'
import { demandRates } from './demands.js'
import { progress } from './progress.js'

/**
 * How a rate makes one cycle.
 *
 * @category Schedules
 */
export interface OneCycleOptions {
  readonly peak: number
  readonly steps: number
  /** The share of the steps in which it rises; 0.3 if left out. */
  readonly rising?: number
  /** How much less than the peak it starts at; 25 times if left out. */
  readonly startFactor?: number
  /** How much less than at the start it ends at; 10,000 times if left out. */
  readonly endFactor?: number
}

/**
 * From `peak / startFactor` up to `peak` along half a cosine, then down to `peak / (startFactor * endFactor)` along another.
 *
 * @throws InvalidArgument
 * @see Smith, Topin, Super-convergence: Very fast training of neural networks using large learning rates, arXiv:1708.07120
 * @example momentum(oneCycle({ peak: 0.1, steps: 10_000 }), 0.9)
 *
 * @category Schedules
 */
export const oneCycle = (options: OneCycleOptions): Schedule => {
  const op = 'oneCycle'
  const names = ['peak', 'steps', 'rising', 'startFactor', 'endFactor'] as const
  const given = check.options<OneCycleOptions>(op, '', options, names)
  const { peak, steps, rising = 0.3, startFactor = 25, endFactor = 1e4 } = given
  demandRates(op, { peak, rising, startFactor, endFactor })
  check.count(op, 'steps', steps)
  const top = Math.floor(rising * steps)
  if (!(top >= 1 && top < steps))
    throw new InvalidArgument(`${op}: it rises for ${top} of ${steps} steps; it rises and falls for one at least`)
  const start = peak / startFactor
  const arc = (from: number, to: number, done: Tensor<[]>) => add(mul(add(neg(cos(mul(done, Math.PI))), 1), (to - from) / 2), from)
  return (count) =>
    where(greater(count, top), arc(peak, start / endFactor, progress(count, steps - top, top)), arc(start, peak, progress(count, top)))
}
