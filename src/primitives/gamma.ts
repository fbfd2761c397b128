import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { subtract } from './arithmetic.js'
import { less } from './compare.js'
import { logOf, reciprocal } from './exponential.js'
import { digammaOf, hurwitzOf, lgammaOf } from './gamma-value.js'
import { full, zeros } from './literal.js'
import { multiply } from './multiply.js'
import { round } from './rounding.js'
import { select } from './select.js'
import { sin } from './trigonometric.js'
import { type Unary, unary } from './unary.js'

/* Rational minimax approximations in the middle, asymptotic series far out, reflection below 0. */

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

/** `sin(pi r)` for `r` up to a half in size. */
const sinPi = (s: Scalars, r: Scalar): Scalar =>
  s.multiply(r, polynomial(s, s.multiply(r, r), [Math.PI, -5.16771276, 2.55016324, -0.599251334, 0.0820464943, -0.00702218564]))

const ratio = (s: Scalars, x: Scalar, n: readonly number[], d: readonly number[]): Scalar =>
  s.divide(polynomial(s, x, n), polynomial(s, x, d))

/** `log Gamma(x) / ((x - 1) (x - 2)) - 1/2` from a half to 5/2, in `x - 1/2`. */
const middle = {
  n: [0.263153255, 0.318021862, -0.333872611, -0.357755738, -0.0471823075],
  d: [1, 3.42370613, 3.58772182, 1.23171974, 0.100404833],
}

/** The logarithm of the size of the gamma function, `log |Gamma(x)|`; infinite at 0 and the whole numbers below. */
export const lgamma = unary({
  name: 'lgamma',
  value: lgammaOf,
  // Gamma(x + 1) = x Gamma(x) leads into the middle, from 0 and from up to 9/2.
  scalar: (s, x) => {
    const a = s.abs(x)
    const isNear = s.less(a, 0.5)
    const isAbove = s.lessEqual(2.5, a)
    const [down, twiceDown] = [s.subtract(a, 1), s.subtract(a, 2)]
    const isOne = s.less(a, 3.5)
    const z = s.select(isNear, s.add(1, x), s.select(isAbove, s.select(isOne, down, twiceDown), a))
    const product = s.select(isOne, down, s.multiply(down, twiceDown))
    const isFar = s.lessEqual(4.5, a)
    const log = logOf(s, s.select(s.or(isNear, isFar), a, product))
    const zeros = s.multiply(s.subtract(z, 1), s.subtract(2, z))
    const inMiddle = s.subtract(0, s.multiply(s.add(0.5, ratio(s, s.subtract(z, 0.5), middle.n, middle.d)), zeros))
    const moved = s.select(isNear, s.subtract(inMiddle, log), s.select(isAbove, s.add(inMiddle, log), inMiddle))
    const u = s.divide(1, a)
    const series = s.multiply(u, polynomial(s, s.multiply(u, u), [0.0833333333, -0.00277775804, 7.9156217e-4, -5.2353719e-4]))
    const far = s.add(s.multiply(s.subtract(a, 0.5), s.subtract(log, 1)), s.add(0.4189385332, series))
    const size = s.select(isFar, far, moved)
    const r = s.abs(s.subtract(a, s.round(a)))
    const reflected = s.subtract(logOf(s, s.divide(Math.PI, s.multiply(a, sinPi(s, r)))), size)
    const below = s.select(s.equal(r, 0), Infinity, reflected)
    const all = s.select(s.and(s.less(x, 0), s.not(isNear)), below, size)
    return s.select(s.isNaN(x), NaN, s.select(s.less(3.4028234e38, a), Infinity, all))
  },
  cost: 64,
  slope: (x) => digamma(x),
  within: [0.3, 4],
})

/** `digamma(x) / (x - x0)` from a half to 4, in `x - 1/2`, where `x0` is its zero, in two parts. */
const zero = { high: 1.4616321325302124, low: 1.2438149843e-8 }
const around = {
  n: [2.04185148, 3.12259937, 1.19705825, 0.108972438, 5.41060026e-4],
  d: [1, 3.00265439, 2.25700424, 0.516837064, 0.0275447152],
}

/** `digamma` inside a kernel. */
export const digammaScalar = (s: Scalars, x: Scalar): Scalar => {
  const a = s.abs(x)
  const isNear = s.less(a, 0.5)
  const z = s.select(isNear, s.add(1, x), a)
  const fromZero = s.subtract(s.rounded(s.subtract(z, zero.high)), zero.low)
  const inMiddle = s.multiply(fromZero, ratio(s, s.subtract(z, 0.5), around.n, around.d))
  const u = s.divide(1, z)
  const series = s.add(0.5, s.multiply(u, polynomial(s, s.multiply(u, u), [0.0833333327, -0.00833300394, 0.00394066443, -0.00340298378])))
  const far = s.subtract(logOf(s, z), s.multiply(u, series))
  const size = s.select(s.less(z, 4), inMiddle, far)
  const r = s.subtract(a, s.round(a))
  const cosine = sinPi(s, s.subtract(0.5, s.abs(r)))
  const reflected = s.add(s.add(size, s.divide(1, a)), s.divide(s.multiply(Math.PI, cosine), sinPi(s, r)))
  const isPole = s.or(s.equal(r, 0), s.less(3.4028234e38, a))
  const below = s.select(isPole, NaN, reflected)
  const outside = s.select(s.less(x, 0), below, size)
  return s.select(s.isNaN(x), NaN, s.select(isNear, s.subtract(size, s.divide(1, x)), outside))
}

/** The derivative of `lgamma`; NaN at the whole numbers below 0, and infinite at 0. */
export const digamma = unary({
  name: 'digamma',
  value: digammaOf,
  scalar: digammaScalar,
  cost: 56,
  slope: (x) => trigamma(x),
  within: [0.3, 4],
})

const made = new Map<number, Unary>()

/** Euler and Maclaurin's coefficients of the tail from `y` on, as multiples of `y^-s`: those of `1 / y, 1 / y^3, 1 / y^5`. */
const tailOf = (order: number): readonly number[] => {
  const first = order / 12
  const second = (-first * (order + 1) * (order + 2)) / 60
  return [first, second, (-second * (order + 3) * (order + 4)) / 42]
}

/** The Hurwitz zeta function of a whole order from 2 on, the sum of `(x + k)^-order` over whole `k` from 0 on; NaN below 0. */
export const hurwitz = (order: number): Unary => {
  const met = made.get(order)
  if (met) return met
  const steps = 6 + order
  const powerOf = (s: Scalars, u: Scalar): Scalar => Array.from({ length: order - 1 }).reduce<Scalar>((total) => s.multiply(total, u), u)
  const zeta = unary({
    name: `hurwitz${order}`,
    value: (x) => hurwitzOf(order, x),
    scalar: (s, x) => {
      const y = s.add(x, steps)
      const u = s.divide(1, y)
      const over = s.add(s.multiply(y, 1 / (order - 1)), s.add(0.5, s.multiply(u, polynomial(s, s.multiply(u, u), tailOf(order)))))
      const far = s.multiply(powerOf(s, u), s.min(over, 3.4028234e38))
      const terms = Array.from({ length: steps }, (_, i) => powerOf(s, s.divide(1, s.add(x, steps - 1 - i))))
      const total = terms.reduce((sum, term) => s.add(sum, term), far)
      return s.select(s.less(x, 0), NaN, total)
    },
    cost: 12 * steps,
    slope: (x) => multiply(like(x, -order), hurwitz(order + 1)(x)),
    within: [0.3, 3],
  })
  made.set(order, zeta)
  return zeta
}

/** The derivative of `digamma`: below 0 by reflection, `pi^2 / sin^2(pi x) - trigamma(1 - x)`. */
const trigamma = (x: AnyTensor): AnyTensor => {
  const isBelow = less(x, zeros(x.type))
  // What is not chosen is finite, so that its derivative is.
  const size = hurwitz(2)(select(isBelow, subtract(like(x, 1), x), x))
  const turn = select(isBelow, subtract(x, round(x)), like(x, 0.5))
  const part = multiply(reciprocal(sin(multiply(turn, like(x, Math.PI)))), like(x, Math.PI))
  return select(isBelow, subtract(multiply(part, part), size), size)
}
