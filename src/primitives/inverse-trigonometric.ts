import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide } from './arithmetic.js'
import { binary } from './binary.js'
import { floats } from './define.js'
import { reciprocal, rsqrt } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

/* WGSL's own inverse functions may be off by 2^-11 and more, and adapters differ at the ends of the domain. */

const one = (x: AnyTensor): AnyTensor => full(1, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)
const oneMinusSquare = (x: AnyTensor): AnyTensor => add(one(x), negate(square(x)))

/** The angle whose sine is `a`, from 0 to 1/2; from there on half of what a right angle lacks: `asin a = pi / 2 - 2 asin(sqrt((1 - a) / 2))`. */
const arc = (s: Scalars, a: Scalar): Scalar => {
  const isFar = s.less(0.5, a)
  const q = s.select(isFar, s.multiply(0.5, s.subtract(1, a)), s.multiply(a, a))
  const v = s.select(isFar, s.sqrt(s.max(q, 0)), a)
  return s.add(v, s.multiply(s.multiply(v, q), polynomial(s, q, [0.16666754, 0.07495219, 0.045480214, 0.024131045, 0.042248555])))
}

/** What a right angle, or a straight one, lacks of `x`: each is a float less a small one. */
const lackOf = (s: Scalars, x: Scalar, size: number, rest: number): Scalar => s.subtract(s.subtract(size, x), rest)
const quarterLack = (s: Scalars, x: Scalar): Scalar => lackOf(s, x, Math.PI / 2, 4.371139e-8)
const halfLack = (s: Scalars, x: Scalar): Scalar => lackOf(s, x, Math.PI, 8.742278e-8)

/** The angle in [-pi/2, pi/2], in radians, whose sine is `x`; NaN outside [-1, 1]. */
export const asin = unary({
  name: 'asin',
  value: Math.asin,
  scalar: (s, x) => {
    const a = s.abs(x)
    const v = arc(s, a)
    const size = s.select(s.less(0.5, a), quarterLack(s, s.multiply(2, v)), v)
    return s.select(s.lessEqual(a, 1), s.select(s.less(a, 1e-4), x, s.signed(size, x)), NaN)
  },
  cost: 16,
  slope: (x) => rsqrt(oneMinusSquare(x)),
  within: [-0.9, 0.9],
})

/** The angle in [0, pi], in radians, whose cosine is `x`; NaN outside [-1, 1]. */
export const acos = unary({
  name: 'acos',
  value: Math.acos,
  scalar: (s, x) => {
    const a = s.abs(x)
    const v = arc(s, a)
    const twice = s.multiply(2, v)
    const far = s.select(s.less(x, 0), halfLack(s, twice), twice)
    const size = s.select(s.less(0.5, a), far, quarterLack(s, s.signed(v, x)))
    return s.select(s.lessEqual(a, 1), size, NaN)
  },
  cost: 16,
  slope: (x) => negate(rsqrt(oneMinusSquare(x))),
  within: [-0.9, 0.9],
})

/** The angle whose tangent is `small / large`, both from 0 on: beyond an eighth of a right angle's half it is what `pi / 4` lacks. */
const eighth = (s: Scalars, small: Scalar, large: Scalar): Scalar => {
  const isFar = s.less(s.multiply(0.41421357, large), small)
  const t = s.divide(s.select(isFar, s.subtract(small, large), small), s.select(isFar, s.add(small, large), large))
  const q = s.multiply(t, t)
  const v = s.add(t, s.multiply(s.multiply(t, q), polynomial(s, q, [-0.33333316, 0.19998484, -0.14243738, 0.1059514, -0.06081155])))
  return s.select(isFar, s.add(0.7853982, s.subtract(v, 2.1855696e-8)), v)
}

/** The angle in (-pi/2, pi/2), in radians, whose tangent is `x`. */
export const atan = unary({
  name: 'atan',
  value: Math.atan,
  scalar: (s, x) => {
    const a = s.min(s.abs(x), 1e30)
    const v = eighth(s, s.min(a, 1), s.max(a, 1))
    const size = s.select(s.less(1, a), quarterLack(s, v), v)
    return s.select(s.or(s.less(a, 1e-4), s.isNaN(x)), x, s.signed(size, x))
  },
  cost: 16,
  slope: (x) => reciprocal(add(one(x), square(x))),
})

/** The angle of the point `(x, y)`, given as `atan2(y, x)`, in radians in (-pi, pi], elementwise. */
export const atan2 = binary({
  name: 'atan2',
  stableHlo: { op: 'atan2' },
  dtypes: floats,
  value: Math.atan2,
  // Brought near 1 first, where quotients are good; both infinite, or both 0, are spelled out.
  scalar: (s, y, x) => {
    const large = s.max(s.abs(x), s.abs(y))
    const small = s.min(s.abs(x), s.abs(y))
    const unit = s.select(s.less(large, 1e-18), 1.1579209e18, s.select(s.less(1e18, large), 8.636169e-19, 1))
    const most = 3.4028234e38
    const opposite = s.multiply(s.select(s.less(most, large), 0, small), unit)
    const adjacent = s.select(s.equal(large, 0), 1, s.multiply(s.min(large, most), unit))
    const v = s.select(s.and(s.equal(small, large), s.less(0, large)), 0.7853982, eighth(s, opposite, adjacent))
    const quarter = s.select(s.less(s.abs(x), s.abs(y)), quarterLack(s, v), v)
    const half = s.select(s.less(0x7fffffff, s.bits(x)), halfLack(s, quarter), quarter)
    return s.select(s.or(s.isNaN(x), s.isNaN(y)), s.add(x, y), s.signed(half, y))
  },
  cost: 20,
  jvp: [
    (t, [y, x]) => y && x && multiply(t, divide(x, add(multiply(x, x), multiply(y, y)))),
    (t, [y, x]) => y && x && negate(multiply(t, divide(y, add(multiply(x, x), multiply(y, y))))),
  ],
  within: [0.3, 2],
})
