import type { AnyTensor } from '../tensor/tensor.js'
import { expFalling, expm1Within } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

/* What rises from one bound to another: never beyond it, however an adapter divides. */

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/** `1 / (1 + e^-x)`, the sigmoid. */
export const logistic = unary({
  name: 'logistic',
  stableHlo: { op: 'logistic' },
  value: (x) => 1 / (1 + Math.exp(-x)),
  // Through e^-|x|, which does not overflow: in the tail below 0 it is the result itself.
  scalar: (s, x) => {
    const e = expFalling(s, s.negate(s.abs(x)))
    return s.select(s.isNaN(x), NaN, s.min(s.divide(s.select(s.less(x, 0), e, 1), s.add(1, e)), 1))
  },
  cost: 14,
  slope: (_, y) => multiply(y, add(like(y, 1), negate(y))),
})

/** Hyperbolic tangent. */
export const tanh = unary({
  name: 'tanh',
  stableHlo: { op: 'tanh' },
  value: Math.tanh,
  // Through e^2|x| - 1: exact near 0, and no overflow.
  scalar: (s, x) => {
    const e = expm1Within(s, s.multiply(2, s.min(s.abs(x), 10))).value
    const size = s.min(s.divide(e, s.add(e, 2)), 1)
    return s.select(s.or(s.less(s.abs(x), 1e-8), s.isNaN(x)), x, s.signed(size, x))
  },
  cost: 16,
  slope: (_, y) => add(like(y, 1), negate(square(y))),
})
