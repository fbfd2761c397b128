import { add, astype, div, exp, greaterEqual, maximum, mul, neg, sqrt, sub, type Tensor, where } from '../../src/index.js'
import type { AdamOptions } from './adam.js'
import { leafwise } from './leafwise.js'
import { moments, weight } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { along, optionsOf, type RateOr } from './rate.js'

/**
 * Hyperparameters of `radam`.
 *
 * @category Optimizers
 */
export interface RadamOptions extends AdamOptions {
  /** How long the average behind the variance must be before the variance counts. */
  readonly threshold?: number
}

/**
 * Adam that does without the variance until that is known well enough. With `l = 2 / (1 - beta2) - 1`, the length of the average behind it in the end, and
 * `n = l - 2 t beta2^t / (1 - beta2^t)`, that in step `t`: `p := p - rate * r * m' / (sqrt(v') + epsilon)` where `n` is at least `threshold`, with
 * `r = sqrt((n - 4) (n - 2) l / ((l - 4) (l - 2) n))`, else `p := p - rate * m'`. Moments and defaults are those of `adam`, the threshold is 5.
 *
 * @throws InvalidArgument
 * @see Liu and others, On the variance of the adaptive learning rate and beyond, arXiv:1908.03265
 * @example radam(1e-3)
 *
 * @category Optimizers
 */
export const radam = (options?: RateOr<RadamOptions>): Optimizer => {
  const {
    rate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    threshold = 5,
  } = optionsOf<RadamOptions>('radam', options, ['rate', 'beta1', 'beta2', 'epsilon', 'threshold'])
  const whole = 2 / (1 - beta2) - 1
  const known = (count: Tensor<[], 'i32'>): Tensor<[]> => {
    const steps = astype(count, 'f32')
    return add(neg(div(mul(mul(steps, 2), exp(mul(steps, Math.log(beta2)))), weight(beta2, count))), whole)
  }
  return leafwise(['mean', 'variance'], (leaf) => {
    const { mean, variance, slots } = moments(leaf, { beta1, beta2 })
    const length = known(leaf.count)
    const enough = greaterEqual(length, threshold)
    const safe = maximum(length, threshold) // so that the root is one of a positive number also where it does not count
    const rectified = sqrt(div(mul(mul(sub(safe, 4), sub(safe, 2)), whole / ((whole - 4) * (whole - 2))), safe))
    const adaptive = mul(div(mean, add(sqrt(variance), epsilon)), astype(rectified, mean.dtype))
    return { parameter: along(rate, leaf, where(enough, adaptive, mean)), slots }
  })
}
