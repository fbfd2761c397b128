import { type AnyTensor, add, astype, div, expm1, mul, neg, sqrt, square, sub, type Tensor } from '../../src/index.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { optionsOf, type Rate, type RateOr, rateIn } from './rate.js'

/** Hyperparameters of `adam`; each has the paper's value if left out. */
export interface AdamOptions {
  readonly rate?: Rate
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
}

/**
 * Moments of the gradient, unbiased: in step `t`, `m := beta1 * m + (1 - beta1) * g`, `v := beta2 * v + (1 - beta2) * g^2`,
 * `p := p - rate * m' / (sqrt(v') + epsilon)` with `m' = m / (1 - beta1^t)` and `v' = v / (1 - beta2^t)`.
 *
 * A number or a schedule by itself is the rate.
 *
 * @throws InvalidArgument
 * @see Kingma, Ba, Adam: A method for stochastic optimization, arXiv:1412.6980, algorithm 1
 * @example adam(1e-3)
 * @example adam({ rate: cosineDecay(2e-3, 5 * 468), beta2: 0.99 })
 */
export const adam = (options?: RateOr<AdamOptions>): Optimizer => {
  const { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = optionsOf('adam', options, ['rate', 'beta1', 'beta2', 'epsilon'])
  return leafwise(['mean', 'variance'], ({ parameter, gradient, slots, count }) => {
    const mean = add(mul(slots.mean, beta1), mul(gradient, 1 - beta1))
    const variance = add(mul(slots.variance, beta2), mul(square(gradient), 1 - beta2))
    const unbiased = (moment: AnyTensor, beta: number) => div(moment, astype(weight(beta, count), parameter.dtype))
    const move = div(mul(unbiased(mean, beta1), rateIn(rate, count, parameter)), add(sqrt(unbiased(variance, beta2)), epsilon))
    return { parameter: sub(parameter, move), slots: { mean, variance } }
  })
}

/** `1 - beta^t`, exact to the last digits also where `beta` is close to 1: what the moments after `t` steps from zero are weighed with. */
const weight = (beta: number, count: Tensor<[], 'i32'>): AnyTensor => neg(expm1(mul(astype(count, 'f32'), Math.log(beta))))
