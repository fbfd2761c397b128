import { basic } from '../kernel/basic.js'
import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

/*
 * WGSL's own exp may be off by 3 + 2 |x| units in the last place and its log by 2^-21, and adapters differ where there is no result or an
 * infinite one. Here both are made of sums, products and whole numbers, which every target rounds alike.
 */

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/** `e^r - 1` for `|r|` up to half of ln 2. */
export const expm1Near = (s: Scalars, r: Scalar): Scalar => {
  const square = s.multiply(r, r)
  const [near, far] = [polynomial(s, r, [0.5, 0.16666543]), polynomial(s, r, [0.04166628, 0.008366644])]
  // By pairs, which do not wait for each other.
  return s.add(r, s.multiply(square, s.add(near, s.multiply(square, s.add(far, s.multiply(square, 0.0013946555))))))
}

/**
 * `x` as `k ln 2 + r` with a whole `k`, which stands in the last bits of `turns`: the sum with 1.5 times 2^23 rounds to it and leaves its bits where they are
 * wanted; `k ln 2` is taken off in two steps, of which the first is exact (Cody and Waite). `low` is what belongs to `x` beyond its last digit.
 */
export const halvings = (s: Scalars, x: Scalar, low?: Scalar): { readonly turns: Scalar; readonly r: Scalar } => {
  const t = s.rounded(s.add(s.multiply(x, Math.LOG2E), 12582912))
  const k = s.subtract(t, 12582912)
  const rest = s.multiply(k, 2.1219444e-4)
  const r = s.add(s.rounded(s.subtract(x, s.multiply(k, 0.693359375))), low ? s.add(rest, low) : rest)
  return { turns: s.bits(t), r }
}

/** `e^x` times a power of 2, which is taken off its bits; 0 below `least`. What is too large has bits beyond those of infinity. */
export const expShifted = (s: Scalars, x: Scalar, shift: 0 | 0x00800000, least: number): Scalar => {
  const { turns, r } = halvings(s, s.min(x, 90))
  const scaled = s.add(s.bits(s.add(1, expm1Near(s, r))), s.shiftLeft(turns, 23))
  const bits = s.min(shift === 0 ? scaled : s.subtract(scaled, shift), 0x7f800000)
  return s.select(s.isNaN(x), NaN, s.select(s.less(x, least), 0, s.fromBits(bits)))
}

/** `e^x`; 0 below the normal floats. */
export const expOf = (s: Scalars, x: Scalar): Scalar => expShifted(s, x, 0, -87.33654)

/** `e^x` for `x` up to 0, without what `expOf` does for large numbers. Of NaN it may be any number: who calls it sees to that. */
export const expFalling = (s: Scalars, x: Scalar): Scalar => {
  const { turns, r } = halvings(s, x)
  return s.select(s.less(x, -87.33654), 0, s.fromBits(s.add(s.bits(s.add(1, expm1Near(s, r))), s.shiftLeft(turns, 23))))
}

/** `e^x - 1` for `x` from -30 to 20, as `2^k (e^r - 1) + (2^k - 1)`; `size` is `e^x`. */
export const expm1Within = (s: Scalars, x: Scalar): { readonly value: Scalar; readonly size: Scalar } => {
  const { turns, r } = halvings(s, x)
  const p = expm1Near(s, r)
  const shift = s.shiftLeft(turns, 23)
  const unit = s.fromBits(s.add(shift, 0x3f800000))
  const value = s.add(s.multiply(unit, p), s.rounded(s.subtract(unit, 1)))
  return { value, size: s.fromBits(s.add(s.bits(s.add(1, p)), shift)) }
}

/** `e^x - 1`; where it is large the 1 no longer counts, and next to 0 it is `x`. */
export const expm1Of = (s: Scalars, x: Scalar): Scalar => {
  const within = expm1Within(s, s.max(x, -30))
  const size = s.select(s.less(20, x), within.size, within.value)
  const all = s.select(s.lessEqual(88.72284, x), Infinity, size)
  return s.select(s.or(s.less(s.abs(x), 5e-8), s.isNaN(x)), x, all)
}

/** `2^e (1 + f)`, with `1 + f` between the root of 1/2 and that of 2. */
interface Parts {
  readonly f: Scalar
  readonly e: Scalar
}

/** A float from 0 on by its parts. The word of one below the normal floats is its value in units of 2^-149. */
export const logParts = (s: Scalars, x: Scalar): Parts => {
  const word = s.bits(x)
  const isSmall = s.less(word, 0x00800000)
  const bits = s.select(isSmall, s.bits(s.toF32(s.toI32(word))), word)
  const n = s.shiftRight(s.toI32(s.subtract(bits, 0x3f3504f3)), 23)
  const m = s.fromBits(s.subtract(bits, s.shiftLeft(s.toU32(n), 23)))
  return { f: s.subtract(m, 1), e: s.toF32(s.select(isSmall, s.subtract(n, 149), n)) }
}

/** `log(1 + f) + e ln 2`: through `q = f / (2 + f)` the first is twice the inverse hyperbolic tangent of `q`. */
export const logNear = (s: Scalars, { f, e }: Parts): Scalar => {
  const r = s.divide(f, s.add(2, f))
  const q = s.multiply(r, r)
  const half = s.multiply(s.multiply(0.5, f), f)
  const rest = s.multiply(r, s.add(half, s.multiply(q, polynomial(s, q, [0.66666776, 0.39977496, 0.29873076]))))
  const lost = s.subtract(half, s.subtract(rest, s.multiply(e, 2.1219444e-4)))
  return s.subtract(s.multiply(e, 0.693359375), s.subtract(lost, f))
}

export const logEdges = (s: Scalars, x: Scalar, size: Scalar): Scalar => {
  const word = s.bits(x)
  const edge = s.select(s.equal(s.shiftLeft(word, 1), 0), -Infinity, NaN)
  return s.select(s.less(s.subtract(word, 1), 0x7f7fffff), size, s.select(s.equal(word, 0x7f800000), x, edge))
}

/** The natural logarithm of a scalar. */
export const logOf = (s: Scalars, x: Scalar): Scalar => logEdges(s, x, logNear(s, logParts(s, x)))

/** `e` to the power `x`. */
export const exp = unary({ name: 'exp', stableHlo: { op: 'exponential' }, value: Math.exp, scalar: expOf, cost: 10, slope: (_, y) => y })

/** `e^x - 1`, exact to the last digits near 0 as well. */
export const expm1 = unary({
  name: 'expm1',
  stableHlo: { op: 'exponential_minus_one' },
  value: Math.expm1,
  scalar: expm1Of,
  cost: 12,
  slope: (_, y) => add(y, like(y, 1)),
})

/** Natural logarithm; minus infinity at 0, NaN below. */
export const log = unary({
  name: 'log',
  stableHlo: { op: 'log' },
  value: Math.log,
  scalar: logOf,
  cost: 12,
  slope: (x) => reciprocal(x),
  within: [0.2, 3],
})

/** `log(1 + x)`, exact to the last digits near 0 as well; where `x` is large, of so many times twice that. */
export const log1pOf = (s: Scalars, x: Scalar, doublings?: Scalar): Scalar => {
  const u = s.add(1, x)
  const { f, e } = logParts(s, u)
  const isNear = s.and(s.less(-0.29, x), s.less(x, 0.41))
  const size = logNear(s, { f: s.select(isNear, x, f), e: s.select(isNear, 0, doublings ? s.add(e, doublings) : e) })
  return s.select(s.less(s.abs(x), 5e-8), x, logEdges(s, u, size))
}

/** `log(1 + x)`; minus infinity at -1, NaN below. */
export const log1p = unary({
  name: 'log1p',
  stableHlo: { op: 'log_plus_one' },
  value: Math.log1p,
  scalar: log1pOf,
  cost: 14,
  slope: (x) => reciprocal(add(x, like(x, 1))),
  within: [-0.8, 3],
})

/** Square root; NaN below 0. The derivative at 0 is infinite. */
export const sqrt = unary({
  name: 'sqrt',
  value: Math.sqrt,
  scalar: basic.sqrt,
  cost: 4,
  slope: (_, y) => multiply(like(y, 0.5), reciprocal(y)),
  within: [0.1, 4],
})

/** `1 / sqrt(x)`. */
export const rsqrt = unary({
  name: 'rsqrt',
  stableHlo: { op: 'rsqrt' },
  value: (x) => 1 / Math.sqrt(x),
  scalar: (s, x) => s.divide(1, s.sqrt(x)),
  cost: 6,
  slope: (x, y) => multiply(like(y, -0.5), multiply(y, reciprocal(x))),
  within: [0.1, 4],
})

/** `1 / x`. */
export const reciprocal = unary({
  name: 'reciprocal',
  value: (x) => 1 / x,
  scalar: (s, x) => s.divide(1, x),
  cost: 2,
  slope: (_, y) => negate(square(y)),
  within: [0.3, 3],
})
