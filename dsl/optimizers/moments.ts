import { type AnyTensor, add, astype, div, expm1, mul, neg, square, type Tensor } from '../../src/index.js'
import type { Leaf } from './leafwise.js'

/** How the moments of a gradient are kept. */
export interface MomentOptions {
  readonly beta1: number
  readonly beta2: number
  /** Whether the mean is that of the step to come, as Nesterov's momentum has it. */
  readonly nesterov?: boolean
}

/**
 * Mean and variance of the gradient after a step, `m := beta1 * m + (1 - beta1) * g` and `v := beta2 * v + (1 - beta2) * g^2`, and both unbiased:
 * `m / (1 - beta1^t)`, `v / (1 - beta2^t)`. With `nesterov` the mean is `beta1 * m / (1 - beta1^(t + 1)) + (1 - beta1) * g / (1 - beta1^t)`.
 *
 * @see Kingma, Ba, Adam: A method for stochastic optimization, arXiv:1412.6980
 * @see Dozat, Incorporating Nesterov momentum into Adam, 2016
 */
export const moments = (leaf: Leaf<'mean' | 'variance'>, { beta1, beta2, nesterov = false }: MomentOptions) => {
  const { gradient, slots, count } = leaf
  const mean = meanAfter(leaf, beta1)
  const variance = add(mul(slots.variance, beta2), mul(square(gradient), 1 - beta2))
  return {
    slots: { mean, variance },
    mean: nesterov ? ahead(mean, gradient, beta1, count) : unbiased(mean, beta1, count),
    variance: unbiased(variance, beta2, count),
  }
}

/** The mean of the gradient after a step, as it is remembered. */
export const meanAfter = ({ gradient, slots }: Leaf<'mean'>, beta: number): AnyTensor => add(mul(slots.mean, beta), mul(gradient, 1 - beta))

/** What a moment would be if it had not started at zero. */
export const unbiased = (moment: AnyTensor, beta: number, count: Tensor<[], 'i32'>): AnyTensor =>
  div(moment, astype(weight(beta, count), moment.dtype))

/** The unbiased mean one step on, in Nesterov's sense. */
export const ahead = (mean: AnyTensor, gradient: AnyTensor, beta: number, count: Tensor<[], 'i32'>): AnyTensor =>
  add(mul(unbiased(mean, beta, add(count, 1)), beta), mul(unbiased(gradient, beta, count), 1 - beta))

/** `1 - beta^t`, exact to the last digits also where `beta` is close to 1: what the moments after `t` steps from zero are weighed with. */
export const weight = (beta: number, count: Tensor<[], 'i32'>): Tensor<[]> => neg(expm1(mul(astype(count, 'f32'), Math.log(beta))))
