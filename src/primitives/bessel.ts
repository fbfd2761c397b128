import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide, subtract } from './arithmetic.js'
import { besselOf } from './bessel-value.js'
import { equal } from './compare.js'
import { expOf } from './exponential.js'
import { full, zeros } from './literal.js'
import { select } from './select.js'
import { unary } from './unary.js'

/* Minimax polynomials in x^2 up to 8; beyond, e^x / sqrt(x) times a polynomial in 1 / x. The growth is that of e^(x - 8), which overflows later. */

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

const growth = Math.exp(8)

/** Beyond 8, where the coefficients are those of the function times `sqrt(x) e^-x`, in `1 / x`. */
const beyond = (s: Scalars, a: Scalar, coefficients: readonly number[]): Scalar => {
  const scaled = coefficients.map((c) => c * growth)
  const size = s.multiply(s.divide(polynomial(s, s.divide(1, a), scaled), s.sqrt(a)), expOf(s, s.subtract(a, 8)))
  return s.select(s.less(92, a), Infinity, size)
}

/** The modified Bessel function of the first kind and order 0. */
export const i0 = unary({
  name: 'i0',
  value: (x) => besselOf(0, x),
  scalar: (s, x) => {
    const a = s.abs(x)
    const q = s.multiply(x, x)
    const c = [
      0.25, 0.0156250004, 4.34027486e-4, 6.78175649e-6, 6.78080333e-8, 4.7154659e-10, 2.37889028e-12, 9.9637173e-15, 2.08122376e-17,
      1.32477015e-19,
    ]
    const near = s.add(1, s.multiply(q, polynomial(s, q, c)))
    const far = beyond(s, a, [0.398942277, 0.049869612, 0.027897674, 0.0338052884, -0.014009253, 0.388421994])
    return s.select(s.isNaN(x), NaN, s.select(s.lessEqual(a, 8), near, far))
  },
  cost: 40,
  slope: (x) => i1(x),
})

/** The modified Bessel function of the first kind and order 1, the derivative of `i0`. */
export const i1 = unary({
  name: 'i1',
  value: (x) => besselOf(1, x),
  scalar: (s, x) => {
    const a = s.abs(x)
    const q = s.multiply(x, x)
    const c = [
      0.5, 0.0625000052, 0.00260416268, 5.42545761e-5, 6.78021645e-7, 5.66210381e-9, 3.31828941e-11, 1.617812e-13, 3.50465125e-16,
      2.75040782e-18,
    ]
    const near = s.multiply(x, polynomial(s, q, c))
    const far = beyond(s, a, [0.398942285, -0.149605477, -0.0465744883, -0.046179055, 0.00987664046, -0.452886153])
    return s.select(s.isNaN(x), NaN, s.select(s.lessEqual(a, 8), near, s.signed(far, x)))
  },
  cost: 40,
  // i0 - i1 / x, whose second part is a half at 0.
  slope: (x, y) => {
    const isZero = equal(x, zeros(x.type))
    return subtract(i0(x), select(isZero, like(x, 0.5), divide(y, select(isZero, like(x, 1), x))))
  },
})
