import { leading } from '../kernel/leading.js'
import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { subtract } from './arithmetic.js'
import { binary } from './binary.js'
import { equal, isFinite } from './compare.js'
import { floats, operand } from './define.js'
import { expm1Near, log, logParts, reciprocal } from './exponential.js'
import { constantOf, full } from './literal.js'
import { multiply } from './multiply.js'
import { select } from './select.js'

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

/**
 * `log2 a` as the sum of a leading part of 12 digits and a rest, to some 32 digits. With `1 + f` for the significand it is `log2 e (2 r + 2/3 r^3 + ...)`,
 * where `r = f / (2 + f)` is a leading part and a rest too.
 */
export const logInParts = (s: Scalars, a: Scalar): readonly [lead: Scalar, rest: Scalar] => {
  const { f, e } = logParts(s, a)
  const d = s.rounded(s.add(2, f))
  const dLead = leading(s, d)
  const rLead = leading(s, s.divide(f, d))
  const known = s.subtract(s.subtract(f, s.multiply(rLead, dLead)), s.multiply(rLead, s.subtract(d, dLead)))
  const rRest = s.divide(s.subtract(known, s.multiply(rLead, s.subtract(f, s.rounded(s.subtract(d, 2))))), d)
  const r = s.add(rLead, rRest)
  const q = s.multiply(r, r)
  const main = s.multiply(rLead, 2.884765625)
  const series = s.multiply(s.multiply(r, q), polynomial(s, q, [0.9617967, 0.57708287, 0.41170532, 0.340239]))
  const rest = s.add(s.add(s.multiply(r, 6.2445678e-4), s.multiply(rRest, 2.884765625)), series)
  const lead = leading(s, s.add(e, s.add(main, rest)))
  return [lead, s.add(s.add(s.subtract(e, lead), main), rest)]
}

/**
 * `a^y` for a finite `a` above 0, as `2^(y log2 a)`. The product is up to 150 and its digits after the point are those of the result, so the
 * logarithm needs some 32 digits: it is the sum of a leading part of 12 digits, by which products are exact, and a rest.
 */
const ofSize = (s: Scalars, a: Scalar, y: Scalar): Scalar => {
  const [lead, rest] = logInParts(s, a)
  const yLead = leading(s, y)
  const whole = s.multiply(yLead, lead)
  const part = s.add(s.multiply(s.subtract(y, yLead), lead), s.multiply(y, rest))
  const t = s.rounded(s.add(s.rounded(s.add(whole, part)), 12582912))
  const k = s.subtract(t, 12582912)
  const p = s.add(1, expm1Near(s, s.multiply(s.add(s.subtract(whole, k), part), Math.LN2)))
  const size = s.fromBits(s.add(s.bits(p), s.shiftLeft(s.bits(t), 23)))
  const isLeast = s.or(s.less(k, -126), s.and(s.equal(k, -126), s.less(p, 1)))
  const isMost = s.or(s.less(128, k), s.and(s.equal(k, 128), s.lessEqual(1, p)))
  const notLess = s.select(s.or(isLeast, s.less(whole, -1000)), 0, size)
  return s.select(s.or(isMost, s.less(1000, whole)), Infinity, notLess)
}

/** The product. Its rules ask for no parameters, so they may be given any: a primitive of no parameters is one of whatever parameters. */
const squared = multiply.primitive as unknown as Primitive

/**
 * `x` to the power `y`, elementwise; NaN for a negative `x` and a fractional `y`. The derivative in `y` at `x = 0` is 0, and so is that in `x` at `y = 0`
 * for every `x`.
 */
export const power = binary({
  name: 'power',
  stableHlo: { op: 'power' },
  dtypes: floats,
  // JavaScript alone has NaN for 1 to the power of NaN or infinity.
  value: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y),
  scalar: (s, x, y) => {
    const a = s.abs(x)
    const isWhole = s.equal(s.floor(y), y)
    const isOdd = s.and(isWhole, s.not(s.equal(s.multiply(s.floor(s.multiply(y, 0.5)), 2), y)))
    const isInfinite = (v: Scalar) => s.equal(s.bitAnd(s.bits(v), 0x7fffffff), 0x7f800000)
    const isEdge = s.or(s.or(s.equal(a, 0), isInfinite(x)), isInfinite(y))
    const grows = s.equal(s.less(1, a), s.less(0, y))
    const edge = s.select(s.equal(a, 1), 1, s.select(grows, Infinity, 0))
    const size = s.select(isEdge, edge, s.select(s.and(s.less(x, 0), s.not(isWhole)), NaN, ofSize(s, a, y)))
    const signed = s.select(s.and(isOdd, s.less(0x7fffffff, s.bits(x))), s.negate(size), size)
    const ofNumbers = s.select(s.or(s.isNaN(x), s.isNaN(y)), s.add(x, y), signed)
    const simple = s.select(s.equal(y, 2), s.multiply(x, x), ofNumbers)
    return s.select(s.or(s.equal(y, 0), s.equal(x, 1)), 1, s.select(s.equal(y, 1), x, simple))
  },
  cost: 40,
  expand: ([base, exponent], _, each) => {
    const [x, y] = [operand([base], 0), constantOf(exponent)]
    if (y === 1) return [x]
    return y === 2 ? each(squared, [x, x], {}) : undefined
  },
  jvp: [
    (t, [base, exponent]) => {
      const [x, y] = [operand([base], 0), operand([exponent], 0)]
      const one = like(x, 1)
      // A slope of 0 times infinity or NaN would be none. Elsewhere x stays: what is 0 at y = 0 moves with y.
      const safe = select(isFinite(reciprocal(multiply(x, x))), x, one)
      return multiply(t, multiply(y, power(select(equal(y, like(y, 0)), safe, x), subtract(y, one))))
    },
    (t, [base], _, [z]) => {
      const [x, result] = [operand([base], 0), operand([z], 0)]
      const safe = select(equal(x, like(x, 0)), like(x, 1), x)
      return multiply(t, multiply(log(safe), result))
    },
  ],
  within: [0.3, 2],
  secondWithin: [-2, 3],
})
