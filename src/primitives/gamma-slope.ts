import { InvalidArgument } from '../errors.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { binary } from './binary.js'
import { expOf } from './exponential.js'
import { digammaScalar } from './gamma.js'
import { digammaOf } from './gamma-value.js'

/*
 * A Gamma number `x` of concentration `a` that stays where it is in its distribution `F` moves with `a` by `dx/da = -(dF/da) / f`, and its logarithm by that over `x`. Below the middle it is the
 * series of the lower incomplete gamma function and its derivative, term by term; above it the continued fraction of the upper one; and of large `a` an expansion around the middle.
 */

/** The largest concentration of the series and the fraction, which take some `5 sqrt(a)` terms. */
const largest = 2000

/** Terms that are taken at most. */
const most = 2000

/** Where a sum in f32 no longer changes. */
const epsilon = 2 ** -23

/** The expansion, from `t = x / a`, for numbers that are drawn: within a tenth of `a`. */
const far = (a: number, t: number): number => {
  const around = 1440 + t * (3600 - 720 * t) + (107 + t * (318 - 65 * t)) / a
  return ((1 + 1 / (12 * a)) * around) / (4320 * t * a)
}

const farScalar = (s: Scalars, a: Scalar, t: Scalar): Scalar => {
  const u = s.divide(1, a)
  const leading = s.add(1440, s.multiply(t, s.subtract(3600, s.multiply(t, 720))))
  const next = s.add(107, s.multiply(t, s.subtract(318, s.multiply(t, 65))))
  const around = s.add(leading, s.multiply(next, u))
  return s.multiply(s.divide(s.multiply(s.add(1, s.multiply(u, 1 / 12)), around), s.multiply(t, 4320)), u)
}

const seriesScalar = (s: Scalars, isHere: Scalar, a: Scalar, x: Scalar, dlog: Scalar): Scalar => {
  const [zero, one] = [s.f32(0), s.f32(1)]
  const [, , total = zero, , dTotal = zero] = s.repeat(
    [s.select(isHere, s.f32(most), zero), one, one, zero, zero, a],
    ([turns = zero]) => s.less(0, turns),
    ([turns = zero, term = zero, sum = zero, dTerm = zero, dSum = zero, r = zero]) => {
      const next = s.add(r, 1)
      const q = s.divide(x, next)
      const dNext = s.subtract(s.multiply(dTerm, q), s.multiply(term, s.divide(q, next)))
      const termNext = s.multiply(term, q)
      const [sumNext, dSumNext] = [s.add(sum, termNext), s.add(dSum, dNext)]
      const goesOn = s.or(s.less(s.multiply(sumNext, epsilon), termNext), s.less(s.multiply(s.abs(dSumNext), epsilon), s.abs(dNext)))
      return [s.select(goesOn, s.subtract(turns, 1), zero), termNext, sumNext, dNext, dSumNext, next]
    },
  )
  return s.negate(s.divide(s.add(dTotal, s.multiply(total, dlog)), a))
}

/** The denominators of both fractions are 1 after each turn: what stands before is divided by them. */
const fractionScalar = (s: Scalars, isHere: Scalar, a: Scalar, x: Scalar, dlog: Scalar): Scalar => {
  const [zero, one] = [s.f32(0), s.f32(1)]
  const z = s.add(s.subtract(x, a), 2)
  const first = s.multiply(z, x)
  const [p, p1, q1] = [s.divide(s.add(x, 1), first), s.divide(one, first), s.divide(1, z)]
  const initial = [
    s.select(isHere, s.f32(most), zero),
    s.subtract(1, a),
    z,
    zero,
    p,
    p1,
    q1,
    zero,
    s.negate(s.divide(x, first)),
    zero,
    zero,
  ]
  const slope = s.multiply(p, s.divide(1, z))
  const [, , , , value = zero, , , , , , , dValue = zero] = s.repeat(
    [...initial, slope],
    ([turns = zero]) => s.less(0, turns),
    ([
      turns = zero,
      y = zero,
      b = zero,
      c = zero,
      p1 = zero,
      p2 = zero,
      q2 = zero,
      dp1 = zero,
      dq1 = zero,
      dp2 = zero,
      dq2 = zero,
      before = zero,
    ]) => {
      const [cNext, yNext, bNext] = [s.add(c, 1), s.add(y, 1), s.add(b, 2)]
      const yc = s.multiply(yNext, cNext)
      const step = (one: Scalar, other: Scalar) => s.subtract(s.multiply(one, bNext), s.multiply(other, yc))
      const pNext = step(p1, p2)
      const scale = s.divide(1, step(one, q2))
      const dp = s.add(s.subtract(step(dp1, dp2), p1), s.multiply(p2, cNext))
      const dq = s.add(s.subtract(step(dq1, dq2), 1), s.multiply(q2, cNext))
      const [ratio, dpNext, dqNext] = [pNext, dp, dq].map((part) => s.multiply(part, scale)) as [Scalar, Scalar, Scalar] // of three
      const derivative = s.subtract(dpNext, s.multiply(ratio, dqNext))
      const moves = (now: Scalar, then: Scalar) => s.less(s.multiply(s.abs(now), epsilon), s.abs(s.subtract(now, then)))
      const goesOn = s.or(moves(ratio, p1), moves(derivative, before))
      const kept = [p1, one, dp1, dq1].map((part) => s.multiply(part, scale)) as [Scalar, Scalar, Scalar, Scalar] // of four
      return [
        s.select(goesOn, s.subtract(turns, 1), zero),
        yNext,
        bNext,
        cNext,
        ratio,
        kept[0],
        kept[1],
        dpNext,
        dqNext,
        kept[2],
        kept[3],
        derivative,
      ]
    },
  )
  return s.add(dValue, s.multiply(value, dlog))
}

const scalar = (s: Scalars, a: Scalar, log: Scalar): Scalar => {
  const x = expOf(s, log)
  const isLarge = s.less(largest, a)
  const isAbove = s.and(s.less(1, x), s.less(s.add(a, s.sqrt(a)), x))
  const isFraction = s.and(isAbove, s.not(isLarge))
  const isSeries = s.not(s.or(isAbove, isLarge))
  const dlog = s.subtract(log, digammaScalar(s, s.add(a, 1)))
  const series = seriesScalar(s, isSeries, a, x, dlog)
  const fraction = fractionScalar(s, isFraction, a, s.max(x, 1), s.add(dlog, s.divide(1, a)))
  return s.select(isLarge, farScalar(s, a, s.divide(x, a)), s.select(isAbove, fraction, series))
}

/** In f64, the same. */
const value = (a: number, log: number): number => {
  const x = Math.exp(log)
  if (a > largest) return far(a, x / a)
  const dlog = log - digammaOf(a + 1)
  if (x > 1 && x > a + Math.sqrt(a)) return fraction(a, x, dlog + 1 / a)
  let [term, total, dTerm, dTotal] = [1, 1, 0, 0]
  for (let r = a + 1; r <= a + most; r++) {
    const q = x / r
    dTerm = dTerm * q - (term * q) / r
    term *= q
    total += term
    dTotal += dTerm
    if (term <= 1e-17 * total && Math.abs(dTerm) <= 1e-17 * Math.abs(dTotal)) break
  }
  return -(dTotal + total * dlog) / a
}

const fraction = (a: number, x: number, dlog: number): number => {
  let [y, b] = [1 - a, x - a + 2]
  let [p2, q2, p1, q1, dp2, dq2, dp1, dq1] = [1, x, x + 1, b * x, 0, 0, 0, -x]
  let [ratio, derivative] = [p1 / q1, ((p1 / q1) * x) / q1]
  for (let c = 1; c <= most; c++) {
    y += 1
    b += 2
    const [p, q] = [p1 * b - p2 * y * c, q1 * b - q2 * y * c]
    const [dp, dq] = [dp1 * b - p1 - dp2 * y * c + p2 * c, dq1 * b - q1 - dq2 * y * c + q2 * c]
    const [before, dBefore] = [ratio, derivative]
    ratio = p / q
    derivative = (dp - ratio * dq) / q
    ;[p2, q2, dp2, dq2] = [p1 / q, q1 / q, dp1 / q, dq1 / q]
    ;[p1, q1, dp1, dq1] = [ratio, 1, dp / q, dq / q]
    if (Math.abs(ratio - before) <= 1e-16 * Math.abs(ratio) && Math.abs(derivative - dBefore) <= 1e-16 * Math.abs(derivative)) break
  }
  return derivative + ratio * dlog
}

/**
 * How the logarithm of a Gamma number, the second operand, moves with its concentration, the first. It has no derivative of its own.
 *
 * @see Figurnov, Mohamed, Mnih, Implicit reparameterization gradients, arXiv:1805.08498; Moore, Computation of the incomplete gamma integral and its derivatives, Applied Statistics 31, 1982,
 * AS 187; for large concentrations Pathwise derivatives of Jankowiak and Obermeyer, arXiv:1806.01851
 */
export const gammaSlope = binary({
  name: 'gammaSlope',
  value,
  scalar,
  cost: 1500,
  dtypes: ['f32'],
  within: [0.3, 4],
  secondWithin: [-2, 2],
  jvp: () => {
    throw new InvalidArgument('gamma: there is a first derivative in a concentration, and no second one')
  },
})
