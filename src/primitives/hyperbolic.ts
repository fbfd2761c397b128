import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { expShifted } from './exponential.js'
import { unary } from './unary.js'

/** `e^|x| / 2`, which does not overflow before the result does, and the half of its reciprocal, which no longer counts where quotients are bad. */
const halves = (s: Scalars, x: Scalar): readonly [growing: Scalar, falling: Scalar] => {
  const half = expShifted(s, s.abs(x), 0x00800000, -1)
  return [half, s.divide(0.25, s.min(half, 1e20))]
}

/** Hyperbolic sine. */
export const sinh = unary({
  name: 'sinh',
  value: Math.sinh,
  scalar: (s, x) => {
    const q = s.multiply(x, x)
    const series = s.add(x, s.multiply(s.multiply(x, q), polynomial(s, q, [0.16666666, 0.008333351, 1.9836056e-4, 2.817502e-6])))
    const near = s.select(s.less(q, 1e-8), x, series)
    const [growing, falling] = halves(s, x)
    const far = s.select(s.less(x, 0), s.subtract(falling, growing), s.subtract(growing, falling))
    return s.select(s.less(s.abs(x), 1), near, far)
  },
  cost: 14,
  slope: (x) => cosh(x),
})

/** Hyperbolic cosine. */
export const cosh = unary({
  name: 'cosh',
  value: Math.cosh,
  scalar: (s, x) => s.select(s.isNaN(x), NaN, s.add(...halves(s, x))),
  cost: 14,
  slope: (x) => sinh(x),
})
