import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

const one = (x: AnyTensor): AnyTensor => full(1, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/*
 * WGSL's own sine may be off by 2^-11, and by anything outside a turn. Here an angle becomes quarter turns, whole ones and what is left of
 * them: up to a thousand turns pi / 2 is taken off in four steps, of which all but the last are exact (Cody and Waite); beyond, the bits of
 * 2 / pi that count are multiplied out in whole numbers (Payne and Hanek). Then polynomials, good to an eighth of a turn either way.
 */

/** What is left of the quarter turns, in radians, and their number, of which the last two bits count. */
interface Turned {
  readonly r: Scalar
  readonly quarters: Scalar
}

/** The upper word of the product of two. */
const highWord = (s: Scalars, a: Scalar, b: Scalar): Scalar => {
  const [aLow, aHigh, bLow, bHigh] = [s.bitAnd(a, 0xffff), s.shiftRight(a, 16), s.bitAnd(b, 0xffff), s.shiftRight(b, 16)]
  const middle = s.add(s.multiply(aHigh, bLow), s.shiftRight(s.multiply(aLow, bLow), 16))
  const other = s.add(s.multiply(aLow, bHigh), s.bitAnd(middle, 0xffff))
  return s.add(s.add(s.multiply(aHigh, bHigh), s.shiftRight(middle, 16)), s.shiftRight(other, 16))
}

/** The digits of 2 / pi in words of 32, after a 0. */
const digits = [0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab]

/** Of an angle from 1 / 2 on, given by its bits. */
const farTurned = (s: Scalars, bits: Scalar): Turned => {
  const m = s.bitOr(s.bitAnd(bits, 0x7fffff), 0x800000)
  const shift = s.subtract(s.bitAnd(s.shiftRight(bits, 23), 255), 120)
  const left = s.bitAnd(shift, 31)
  const isSet = (place: number) => s.not(s.equal(s.bitAnd(shift, place), 0))
  const [is4, is2, is1] = [s.lessEqual(128, shift), isSet(64), isSet(32)]
  // Four words from the one in which the digits that count begin.
  const word = (i: number) => s.u32(digits[i] ?? 0)
  const atEven = [0, 1, 2, 3, 4].map((i) => {
    const early = s.select(is2, word(i + 2), word(i))
    return i < 4 ? s.select(is4, word(i + 4), early) : early
  })
  const at = (i: number) => s.select(is1, atEven[i + 1] ?? m, atEven[i] ?? m)
  const shifted = (high: Scalar, low: Scalar) => s.bitOr(s.shiftLeft(high, left), s.shiftRight(s.shiftRight(low, 1), s.subtract(31, left)))
  const [f2, f1, f0] = [shifted(at(0), at(1)), shifted(at(1), at(2)), shifted(at(2), at(3))]
  const low = s.multiply(m, f1)
  const r1 = s.add(low, highWord(s, m, f0))
  const r2 = s.add(s.add(s.multiply(m, f2), highWord(s, m, f1)), s.toU32(s.less(r1, low)))
  const quarters = s.shiftRight(s.add(r2, 0x20000000), 30)
  // In 2^-31 and 2^-62 of a quarter. The first is 12 digits, whose product with as many of pi / 2 is exact, and few more.
  const all = s.shiftRight(s.toI32(s.bitOr(s.shiftLeft(r2, 2), s.shiftRight(r1, 30))), 1)
  const lead = s.bitAnd(s.add(all, 0x40000), -0x80000)
  const rest = s.add(s.toF32(s.subtract(all, lead)), s.multiply(s.toF32(s.toI32(s.bitAnd(r1, 0x7fffffff))), 2 ** -31))
  const [long, unit] = [s.toF32(lead), 2 ** -31]
  const lost = s.add(s.multiply(long, 4.838268e-4 * unit), s.multiply(rest, (Math.PI / 2) * unit))
  const r = s.add(s.multiply(long, 1.5703125 * unit), lost)
  const isNegative = s.less(0x7fffffff, bits)
  return { r: s.select(isNegative, s.negate(r), r), quarters: s.select(isNegative, s.subtract(4, quarters), quarters) }
}

const turned = (s: Scalars, x: Scalar): Turned => {
  const t = s.rounded(s.add(s.multiply(x, 0.63661975), 12582912))
  const k = s.subtract(t, 12582912)
  const taken = (from: Scalar, part: number) => s.subtract(from, s.multiply(k, part))
  const exact = [1.5703125, 4.837513e-4, 7.5495336e-8].reduce((r, part) => s.rounded(taken(r, part)), x)
  // Where no element is far it takes no turn: the word that stands for a far one is 0.
  const far = s.select(s.less(6000, s.abs(x)), s.bits(x), 0)
  const [r = exact, quarters = far] = s.repeat(
    [taken(exact, 2.563344e-12), s.bits(t), far],
    ([, , word = far]) => s.not(s.equal(word, 0)),
    ([, , word = far]) => {
      const turns = farTurned(s, word)
      return [turns.r, turns.quarters, s.u32(0)]
    },
  )
  return { r, quarters }
}

const sineNear = (s: Scalars, r: Scalar): Scalar => {
  const q = s.multiply(r, r)
  return s.add(r, s.multiply(s.multiply(r, q), polynomial(s, q, [-0.16666655, 0.0083321735, -1.9516656e-4])))
}

const cosineNear = (s: Scalars, r: Scalar): Scalar => {
  const q = s.multiply(r, r)
  const rest = s.multiply(s.multiply(q, q), polynomial(s, q, [0.041666646, -0.0013887361, 2.443773e-5]))
  return s.add(s.subtract(1, s.multiply(0.5, q)), rest)
}

/** NaN where `x` is infinite or NaN. */
const ofFinite = (s: Scalars, x: Scalar, y: Scalar): Scalar => s.select(s.less(s.bitAnd(s.bits(x), 0x7fffffff), 0x7f800000), y, NaN)

const holds = (s: Scalars, quarters: Scalar, place: number): Scalar => s.equal(s.bitAnd(quarters, place), place)

/** Sine of `x` and so many quarter turns: within -1 and 1; next to 0 it is `x` itself. */
const sineOf = (s: Scalars, x: Scalar, more: 0 | 1): Scalar => {
  const { r, quarters } = turned(s, x)
  const turn = more === 0 ? quarters : s.add(quarters, more)
  const size = s.select(holds(s, turn, 1), cosineNear(s, r), sineNear(s, r))
  const signed = s.max(s.min(s.select(holds(s, turn, 2), s.negate(size), size), 1), -1)
  return ofFinite(s, x, more === 0 ? s.select(s.less(s.abs(x), 2e-4), x, signed) : signed)
}

/** Sine of `x` in radians. */
export const sin = unary({
  name: 'sin',
  stableHlo: { op: 'sine' },
  value: Math.sin,
  scalar: (s, x) => sineOf(s, x, 0),
  cost: 14,
  slope: (x) => cos(x),
  within: [-3, 3],
})

/** Cosine of `x` in radians. */
export const cos = unary({
  name: 'cos',
  stableHlo: { op: 'cosine' },
  value: Math.cos,
  scalar: (s, x) => sineOf(s, x, 1),
  cost: 14,
  slope: (x) => negate(sin(x)),
  within: [-3, 3],
})

/** Tangent of `x` in radians. */
export const tan = unary({
  name: 'tan',
  stableHlo: { op: 'tan' },
  value: Math.tan,
  scalar: (s, x) => {
    const { r, quarters } = turned(s, x)
    const [sine, cosine] = [sineNear(s, r), cosineNear(s, r)]
    const isOdd = holds(s, quarters, 1)
    const quotient = s.divide(s.select(isOdd, s.negate(cosine), sine), s.select(isOdd, sine, cosine))
    return ofFinite(s, x, s.select(s.less(s.abs(x), 2e-4), x, quotient))
  },
  cost: 18,
  slope: (_, y) => add(one(y), square(y)),
  within: [-1.2, 1.2],
})
