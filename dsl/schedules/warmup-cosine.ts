import { check, InvalidArgument } from '../../src/index.js'
import type { Schedule } from '../optimizers/rate.js'
import { cosineDecay } from './cosine-decay.js'
import { demandRates } from './demands.js'
import { piecewise } from './piecewise.js'
import { polynomialDecay } from './polynomial-decay.js'

/**
 * How a rate rises and falls.
 *
 * @category Schedules
 */
export interface WarmupCosineOptions {
  readonly peak: number
  /** How many steps it rises. */
  readonly warmup: number
  /** How many steps it takes in all, those in which it rises among them. */
  readonly steps: number
  /** Where it starts; 0 if left out. */
  readonly start?: number
  /** Where it ends; 0 if left out. */
  readonly end?: number
}

/**
 * From `start` up to `peak` in a straight line, then down to `end` along half a cosine.
 *
 * @throws InvalidArgument
 * @see Goyal and others, Accurate, large minibatch SGD, arXiv:1706.02677, section 2.2
 * @see Loshchilov, Hutter, SGDR: Stochastic gradient descent with warm restarts, arXiv:1608.03983
 * @example adamw({ rate: warmupCosine({ peak: 1e-3, warmup: 500, steps: 10_000 }) })
 *
 * @category Schedules
 */
export const warmupCosine = (options: WarmupCosineOptions): Schedule => {
  const op = 'warmupCosine'
  const names = ['peak', 'warmup', 'steps', 'start', 'end'] as const
  const { peak, warmup, steps, start = 0, end = 0 } = check.options<WarmupCosineOptions>(op, '', options, names)
  demandRates(op, { peak, start, end })
  check.count(op, 'warmup', warmup)
  check.count(op, 'steps', steps)
  if (steps <= warmup) throw new InvalidArgument(`${op}: it rises for ${warmup} of ${steps} steps; none are left to fall in`)
  const rise = polynomialDecay(start, { end: peak, steps: warmup })
  return piecewise({ 0: rise, [warmup]: cosineDecay(peak, steps - warmup, { alpha: peak === 0 ? 0 : end / peak }) })
}
