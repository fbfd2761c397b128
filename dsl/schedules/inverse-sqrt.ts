import { astype, check, minimum, mul, rsqrt } from '../../src/index.js'
import type { Schedule } from '../optimizers/rate.js'

/**
 * Up to `rate` in a straight line for `warmup` steps, then down with the root of the count: `rate * min(t / warmup, sqrt(warmup / t))` in step `t`, counted
 * from 1.
 *
 * @throws InvalidArgument
 * @see Vaswani and others, Attention is all you need, arXiv:1706.03762, equation 3, where `rate` is `(width * warmup)^-0.5`
 * @example adam({ rate: inverseSqrt(7e-4, { warmup: 4000 }), beta2: 0.98 })
 *
 * @category Schedules
 */
export const inverseSqrt = (rate: number, options: { readonly warmup: number }): Schedule => {
  check.number('inverseSqrt', 'the rate', rate)
  const { warmup } = check.options<{ readonly warmup: number }>('inverseSqrt', `${rate}`, options, ['warmup'])
  check.count('inverseSqrt', 'warmup', warmup)
  return (count) => {
    const step = mul(astype(count, 'f32'), 1 / warmup)
    return mul(minimum(step, rsqrt(step)), rate)
  }
}
