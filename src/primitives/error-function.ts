import { leading } from '../kernel/leading.js'
import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { erfcOf, erfOf } from './erf-value.js'
import { exp, expm1Near, halvings } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

const scaled = (x: AnyTensor, factor: number): AnyTensor => multiply(x, full(factor, x.type.shape, x.type.dtype))
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/** A tail of the normal distribution, `top (1 + a n(a) / d(a)) / (1 + rise a) e^(-share a^2)`: minimax, good to 2^-26 of itself. */
interface Tail {
  readonly rise: number
  readonly share: number
  readonly n: readonly number[]
  readonly d: readonly number[]
  /** Of exponents below it the tail is no normal float. */
  readonly least: number
}

/** `erfc(a)` for `a` up to 10. */
const complement: Tail = {
  rise: 2,
  share: 1,
  n: [0.871620337, 0.800837292, 0.363147086, 0.0835906749, 0.00731808978],
  d: [1, 2.36064616, 2.38888051, 1.31338715, 0.400895846, 0.0569965899],
  least: -84.54,
}

/** `erfc(a / sqrt 2)` for `a` up to 20; `least` is for a `top` of `a / 2`. */
const normal: Tail = {
  rise: 1,
  share: 0.5,
  n: [0.202115086, 0.0394961478, -0.021798811, -0.0122233687, -0.00203633384],
  d: [1, 1.66922891, 1.19444025, 0.464352481, 0.100223961, 0.0100756688],
  least: -86.42,
}

/** Most of it is in the divisor; the rational function and `e^r - 1` are added to it together, so that few roundings count. Of `a^2` all digits do: it is in two parts. */
const tailOf = (s: Scalars, { rise, share, n, d, least }: Tail, top: Scalar, a: Scalar): Scalar => {
  const high = s.rounded(s.multiply(a, a))
  const lead = leading(s, a)
  const low = s.add(s.subtract(s.multiply(lead, lead), high), s.multiply(s.subtract(a, lead), s.add(a, lead)))
  const exponent = s.multiply(high, -share)
  const { turns, r } = halvings(s, exponent, s.multiply(low, -share))
  const bell = expm1Near(s, r)
  const over = s.divide(s.multiply(a, polynomial(s, a, n)), polynomial(s, a, d))
  const main = s.divide(top, s.add(1, rise === 1 ? a : s.multiply(rise, a)))
  const near = s.add(main, s.multiply(main, s.add(s.add(over, bell), s.multiply(over, bell))))
  return s.select(s.less(exponent, least), 0, s.fromBits(s.add(s.bits(near), s.shiftLeft(turns, 23))))
}

/** The error function, `2 / sqrt(pi)` times the integral of `e^-t^2` from 0 to `x`. */
export const erf = unary({
  name: 'erf',
  value: erfOf,
  // Minimax polynomials: up to 1 in x^2, beyond that of the 8th root of what is left to 1, reciprocally.
  scalar: (s, x) => {
    const q = s.multiply(x, x)
    const near = [1.12837917, -0.37612626, 0.112835787, -0.0268533472, 0.0051871622, -7.9978531e-4, 7.80690389e-5]
    const far = [0.996378005, 0.159718558, 0.0484203659, 0.0748024806, -0.0337021612, 0.0179991387, -0.00405218918, 5.47895266e-4]
    const a = s.abs(x)
    const root = polynomial(s, s.min(a, 4), far)
    const second = s.multiply(root, root)
    const fourth = s.multiply(second, second)
    const size = s.subtract(1, s.divide(1, s.multiply(fourth, fourth)))
    const isFar = s.less(s.subtract(s.bits(a), 0x3f800001), 0x40000000) // above 1, and no NaN
    return s.select(isFar, s.signed(size, x), s.multiply(x, polynomial(s, q, near)))
  },
  cost: 16,
  slope: (x) => scaled(exp(negate(square(x))), 2 / Math.sqrt(Math.PI)),
})

/** What the error function lacks of 1, exact to the last digits where it is small as well. */
export const erfc = unary({
  name: 'erfc',
  value: erfcOf,
  scalar: (s, x) => {
    const a = s.min(s.abs(x), 10)
    const tail = tailOf(s, complement, s.f32(1), a)
    return s.select(s.isNaN(x), NaN, s.select(s.less(x, 0), s.subtract(2, tail), tail))
  },
  cost: 24,
  slope: (x) => scaled(exp(negate(square(x))), -2 / Math.sqrt(Math.PI)),
})

/** `x` times the probability that a standard normal is below it: `x / 2 erfc(-x / sqrt 2)`. */
export const gelu = unary({
  name: 'gelu',
  value: (x) => 0.5 * x * erfcOf(-x * Math.SQRT1_2),
  // Not through a rounded x / sqrt 2, whose square is off by more.
  scalar: (s, x) => {
    const word = s.bits(x)
    const a = s.min(s.abs(x), 20)
    const lost = tailOf(s, normal, s.multiply(0.5, a), a)
    const signed = s.select(s.less(0x7fffffff, word), s.negate(lost), s.subtract(x, lost))
    const size = s.select(s.less(a, 1e-9), s.multiply(0.5, x), signed)
    return s.select(s.or(s.lessEqual(0xff800000, word), s.isNaN(x)), NaN, size) // infinity times 0
  },
  cost: 24,
  slope: (x) => {
    const density = scaled(exp(scaled(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
    return add(scaled(erfc(scaled(x, -Math.SQRT1_2)), 0.5), multiply(x, density))
  },
})
