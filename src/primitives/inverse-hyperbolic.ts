import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { subtract } from './arithmetic.js'
import { log1pOf, reciprocal, rsqrt } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { unary } from './unary.js'

const one = (x: AnyTensor): AnyTensor => full(1, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/** From here on `x + sqrt(x^2 + 1)` is `2 x`, and squares must not overflow. */
const far = 1e9

/** `x + x^3 p(x^2)` up to a half in size, and `x` itself next to 0. */
const odd = (s: Scalars, x: Scalar, coefficients: readonly number[]): Scalar => {
  const q = s.multiply(x, x)
  return s.select(s.less(q, 1e-9), x, s.add(x, s.multiply(s.multiply(x, q), polynomial(s, q, coefficients))))
}

/** The number whose hyperbolic sine is `x`. */
export const asinh = unary({
  name: 'asinh',
  value: Math.asinh,
  scalar: (s, x) => {
    const a = s.abs(x)
    const isFar = s.less(far, a)
    const q = s.multiply(s.min(a, far), s.min(a, far))
    const u = s.add(a, s.divide(q, s.add(1, s.sqrt(s.add(1, q)))))
    const size = log1pOf(s, s.select(isFar, a, u), s.select(isFar, 1, 0))
    const near = odd(s, x, [-0.16666644, 0.074986633, -0.04438587, 0.02817557, -0.013248117])
    return s.select(s.less(0.5, a), s.signed(size, x), near)
  },
  cost: 24,
  slope: (x) => rsqrt(add(square(x), one(x))),
})

/** The number from 0 on whose hyperbolic cosine is `x`; NaN below 1. */
export const acosh = unary({
  name: 'acosh',
  value: Math.acosh,
  scalar: (s, x) => {
    const isFar = s.less(far, x)
    const t = s.subtract(s.min(x, far), 1)
    const u = s.add(t, s.sqrt(s.multiply(t, s.add(2, t))))
    const size = log1pOf(s, s.select(isFar, x, u), s.select(isFar, 1, 0))
    return s.select(s.less(x, 1), NaN, s.select(s.isNaN(x), x, size))
  },
  cost: 24,
  // Of the two factors apart, so that the one near 0 keeps its digits.
  slope: (x) => multiply(rsqrt(subtract(x, one(x))), rsqrt(add(x, one(x)))),
  within: [1.3, 4],
})

/** The number whose hyperbolic tangent is `x`; infinite at 1 and -1, NaN beyond. */
export const atanh = unary({
  name: 'atanh',
  value: Math.atanh,
  scalar: (s, x) => {
    const a = s.abs(x)
    const size = s.multiply(0.5, log1pOf(s, s.divide(s.multiply(2, a), s.subtract(1, a))))
    const near = odd(s, x, [0.333333, 0.20002587, 0.1422149, 0.11833943, 0.050986124, 0.17719567])
    const all = s.select(s.less(0.5, a), s.signed(size, x), near)
    return s.select(s.less(1, a), NaN, s.select(s.equal(a, 1), s.signed(s.f32(Infinity), x), all))
  },
  cost: 24,
  slope: (x) => reciprocal(multiply(subtract(one(x), x), add(one(x), x))),
  within: [-0.8, 0.8],
})
