import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { expm1Near, logEdges, reciprocal } from './exponential.js'
import { full } from './literal.js'
import { multiply } from './multiply.js'
import { logInParts } from './power.js'
import { unary } from './unary.js'

/* Powers and logarithms to the bases 2 and 10. */

const scaled = (x: AnyTensor, factor: number): AnyTensor => multiply(x, full(factor, x.type.shape, x.type.dtype))

/** The logarithm to base 2; exact of powers of 2. */
export const log2 = unary({
  name: 'log2',
  value: Math.log2,
  scalar: (s, x) => logEdges(s, x, s.add(...logInParts(s, x))),
  cost: 24,
  slope: (x) => scaled(reciprocal(x), Math.LOG2E),
  within: [0.2, 3],
})

/** `log10 x` as `log10 2` in two parts, of which the first has 12 digits, times `log2 x` in two: the product of the first parts is exact. */
const log10Of = (s: Scalars, x: Scalar): Scalar => {
  const [lead, rest] = logInParts(s, x)
  const low = s.add(s.multiply(lead, 4.6050389812e-6), s.multiply(rest, 0.30103))
  return logEdges(s, x, s.add(s.multiply(lead, 0.301025390625), low))
}

/** The logarithm to base 10; exact of powers of 10. */
export const log10 = unary({
  name: 'log10',
  value: Math.log10,
  scalar: log10Of,
  cost: 24,
  slope: (x) => scaled(reciprocal(x), Math.LOG10E),
  within: [0.2, 3],
})

/** 2 to the power `x`; exact of whole numbers, and 0 below the normal floats. */
export const exp2 = unary({
  name: 'exp2',
  value: (x) => 2 ** x,
  scalar: (s, x) => {
    const most = s.min(x, 130)
    const t = s.rounded(s.add(most, 12582912)) // its last bits are the whole number next to x
    const part = s.subtract(most, s.subtract(t, 12582912))
    const size = s.add(s.bits(s.add(1, expm1Near(s, s.multiply(part, Math.LN2)))), s.shiftLeft(s.bits(t), 23))
    return s.select(s.isNaN(x), NaN, s.select(s.less(x, -126), 0, s.fromBits(s.min(size, 0x7f800000))))
  },
  cost: 10,
  slope: (_, y) => scaled(y, Math.LN2),
})
