import { polynomial } from '../kernel/polynomial.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { erfcOf, erfOf } from './erf-value.js'
import { exp, logOf } from './exponential.js'
import { full } from './literal.js'
import { multiply } from './multiply.js'
import { unary } from './unary.js'

const scaled = (x: AnyTensor, factor: number): AnyTensor => multiply(x, full(factor, x.type.shape, x.type.dtype))

/** In f64, by Newton's method from a value that is good to some digits (Winitzki); near 1 of what is left to it. */
export const erfinvOf = (x: number): number => {
  const a = Math.abs(x)
  if (!(a < 1)) return a === 1 ? x * Number.POSITIVE_INFINITY : Number.NaN
  const w = Math.log1p(-a * a)
  const b = 2 / (Math.PI * 0.147) + w / 2
  let y = Math.sqrt(Math.sqrt(b * b - w / 0.147) - b)
  for (let i = 0; i < 5; i++) {
    const off = (a < 0.5 ? erfOf(y) - a : 1 - a - erfcOf(y)) * (Math.sqrt(Math.PI) / 2) * Math.exp(y * y)
    y -= off / (1 + y * off)
  }
  return x < 0 ? -y : Object.is(x, -0) ? x : y
}

/** The number whose error function is `x`; infinite at 1 and -1, NaN beyond. */
export const erfinv = unary({
  name: 'erfinv',
  value: erfinvOf,
  // Rational minimax approximations: in x^2 up to 3/4, beyond it in the root of -log(1 - x^2).
  scalar: (s, x) => {
    const a = s.abs(x)
    const q = s.multiply(x, x)
    // Most of the result is one product: what is added to it needs fewer digits.
    const n = [0.232013667, -0.318283075, 0.103572946, -0.00223590877]
    const d = [1, -1.92160735, 1.12981308, -0.193864453]
    const near = s.multiply(x, s.add(0.886226925, s.multiply(q, s.divide(polynomial(s, q, n), polynomial(s, q, d)))))
    const t = s.sqrt(s.negate(logOf(s, s.multiply(s.subtract(1, a), s.add(1, a)))))
    const nFar = [-0.0201589237, 0.0120959044, 0.00319980254, -0.00284786639, 0.0010379577, 1.66661558e-5]
    const dFar = [1, -0.568355464, 0.282879595, -0.0584903231, 0.0150072247]
    const far = s.multiply(t, s.add(0.90625, s.divide(polynomial(s, t, nFar), polynomial(s, t, dFar))))
    const beyond = s.select(s.equal(a, 1), Infinity, NaN)
    return s.select(s.less(0.75, a), s.signed(s.select(s.less(a, 1), far, beyond), x), near)
  },
  cost: 36,
  slope: (_, y) => scaled(exp(multiply(y, y)), Math.sqrt(Math.PI) / 2),
  within: [-0.8, 0.8],
})
