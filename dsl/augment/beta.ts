import { type AnyTensor, add, cos, exponential, type Key, log, mul, pow, sigmoid, split, sqrt, sub, uniform } from '../../src/index.js'

/**
 * `[count]` draws of the Beta distribution with both parameters `alpha`, without rejection: of parameter `alpha + 1` by Ulrich's formula, and from there down as
 * gamma variables go, `Gamma(a) = Gamma(a + 1) U^(1/a)`, in logarithms.
 *
 * @see Ulrich, Computer Generation of Distributions on the m-Sphere, 1984; Devroye, Non-Uniform Random Variate Generation, 1986, IX.3 and IX.4
 */
export const symmetricBeta = (key: Key, alpha: number, count: number): AnyTensor => {
  const [one, two, three, four] = split(key, 4)
  const radius = sqrt(sub(1, pow(uniform(one, [count]), 2 / (2 * alpha + 1))))
  const larger = mul(add(mul(radius, cos(mul(uniform(two, [count]), 2 * Math.PI))), 1), 0.5)
  const odds = sub(log(larger), log(sub(1, larger)))
  return sigmoid(add(odds, mul(sub(exponential(three, [count]), exponential(four, [count])), 1 / alpha)))
}
