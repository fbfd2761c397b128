import { type AnyTensor, add, astype, cos, minimum, mul, sub, type Tensor } from '../../src/index.js'

/** How far a step goes: a number, or a function of the count of steps, which is 1 in the first. */
export type Rate = number | Schedule

/** A rate that changes from step to step. */
export type Schedule = (count: Tensor<[], 'i32'>) => AnyTensor

/** The rate in a step, in the dtype of what it moves. */
export const rateIn = (rate: Rate, count: Tensor<[], 'i32'>, { dtype }: AnyTensor): number | AnyTensor =>
  typeof rate === 'number' ? rate : astype(rate(count), dtype)

/**
 * From `rate` down to 0 along half a cosine, in so many steps: `rate * (1 + cos(pi * t / steps)) / 2` in step `t`, counted from 0.
 *
 * @see Loshchilov, Hutter, SGDR: Stochastic gradient descent with warm restarts, arXiv:1608.03983
 * @example
 * ```ts
 * adam({ rate: cosineDecay(2e-3, 5 * 468) })
 * ```
 */
export const cosineDecay = (rate: number, steps: number): Schedule => {
  if (!(Number.isInteger(steps) && steps > 0)) throw new RangeError(`cosineDecay: steps is a whole number, at least 1; got ${steps}`)
  return (count) => {
    const turn = mul(minimum(sub(astype(count, 'f32'), 1), steps), Math.PI / steps)
    return mul(add(cos(turn), 1), rate / 2)
  }
}
