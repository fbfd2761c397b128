import { type AnyTensor, add, astype, cos, DTypeMismatch, minimum, mul, ShapeMismatch, show, sub, Tensor } from '../../src/index.js'

/** How far a step goes: a number, or a function of the count of steps, which is 1 in the first. */
export type Rate = number | Schedule

/** A rate that changes from step to step. The count is whole, so it is made a float before it is divided: `div(astype(count, 'f32'), 1000)`. */
export type Schedule = (count: Tensor<[], 'i32'>) => Tensor<[]>

/**
 * The rate in a step, in the dtype of what it moves.
 *
 * @throws TypeError if it is neither a number nor a schedule; DTypeMismatch, ShapeMismatch if a schedule gives something else than one f32
 */
export const rateIn = (rate: Rate, count: Tensor<[], 'i32'>, { dtype }: AnyTensor): number | AnyTensor => {
  if (typeof rate === 'number') return rate
  if (typeof rate !== 'function') throw new TypeError(`a rate is a number or a schedule, (count) => f32[]; got ${kindOf(rate)}`)
  const given: AnyTensor = rate(count)
  if (!(given instanceof Tensor)) throw new TypeError(`a schedule gives f32[], got ${typeof given}; make it a tensor: tensor(rate)`)
  if (given.dtype !== 'f32')
    throw new DTypeMismatch(`a schedule gives f32[], got ${given.dtype}${show(given.shape)}; make the count a float: astype(count, 'f32')`)
  if (given.rank > 0) throw new ShapeMismatch(`a schedule gives f32[], got f32${show(given.shape)}; a rate is one number`)
  return astype(given, dtype)
}

const kindOf = (rate: unknown): string => (rate instanceof Tensor ? 'a tensor; pass () => rate' : typeof rate)

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
