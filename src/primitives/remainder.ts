import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide, subtract } from './arithmetic.js'
import { binary } from './binary.js'
import { isNaN } from './compare.js'
import { operand } from './define.js'
import { zeros } from './literal.js'
import { multiply } from './multiply.js'
import { round } from './rounding.js'
import { select } from './select.js'
import { negate } from './sign.js'

/** The significand of a float whose sign is taken off, as a whole number. */
const significand = (s: Scalars, word: Scalar): Scalar => {
  const digits = s.bitAnd(word, 0x7fffff)
  return s.select(s.less(word, 0x800000), digits, s.bitOr(digits, 0x800000))
}

/** The power of 2 that a significand counts, by the bits for it; those below the normal floats have that of the least of these. */
const exponent = (s: Scalars, word: Scalar): Scalar => s.max(s.shiftRight(word, 23), 1)

/**
 * Long division of the significands, 8 bits of the quotient in a turn: at most 35 turns, and exact. WGSL's `x % y` is `x - y trunc(x / y)`,
 * which is wrong wherever the quotient is rounded.
 */
const ofFloats = (s: Scalars, x: Scalar, y: Scalar): Scalar => {
  const sign = s.bitAnd(s.bits(x), 0x80000000)
  const [a, b] = [s.bitAnd(s.bits(x), 0x7fffffff), s.bitAnd(s.bits(y), 0x7fffffff)]
  const isSome = s.and(s.and(s.less(a, 0x7f800000), s.lessEqual(b, 0x7f800000)), s.less(0, b))
  const isLess = s.less(a, b)
  const [ofB, divisor] = [exponent(s, b), significand(s, b)]
  const steps = s.select(s.or(isLess, s.not(isSome)), 0, s.subtract(exponent(s, a), ofB))
  const [rest = steps] = s.repeat(
    [s.remainder(significand(s, a), divisor), steps],
    ([now = steps, left = steps]) => s.and(s.less(0, left), s.less(0, now)),
    ([now = steps, left = steps]) => {
      const step = s.min(left, 8)
      return [s.remainder(s.shiftLeft(now, step), divisor), s.subtract(left, step)]
    },
  )
  // A whole number below 2^24 tells its length by the exponent that it has as a float.
  const length = s.shiftRight(s.bits(s.toF32(s.max(rest, 1))), 23)
  const shift = s.min(s.subtract(150, length), s.subtract(ofB, 1))
  const bits = s.shiftLeft(rest, shift)
  const normal = s.bitOr(s.shiftLeft(s.subtract(ofB, shift), 23), s.bitAnd(bits, 0x7fffff))
  const size = s.select(s.less(bits, 0x800000), bits, normal) // 0 too
  return s.select(isSome, s.select(isLess, x, s.fromBits(s.bitOr(sign, size))), NaN)
}

const whole = (dtype: string): boolean => dtype === 'i32' || dtype === 'u32'

/** The quotient that was taken away: the whole number next to `(x - z) / y`; that before `x / y`, which is rounded, may be another. */
const takenAway = (x: AnyTensor, y: AnyTensor, z: AnyTensor): AnyTensor => round(divide(subtract(x, select(isNaN(z), zeros(z.type), z)), y))

/**
 * What is left of `x` after division by `y` rounded to zero, with the sign of `x`, elementwise: exact, as `fmod` of C and NumPy. Of floats NaN where `y` is
 * 0 or `x` is infinite; of whole numbers 0 where `y` is 0.
 */
export const remainder = binary({
  name: 'remainder',
  stableHlo: { op: 'remainder', not: ['i32', 'u32'] },
  value: (x, y, dtype) => (whole(dtype) && y === 0 ? 0 : x % y),
  scalar: (s, x, y) => (x.type === 'f32' ? ofFloats(s, x, y) : s.remainder(x, y)),
  cost: 24,
  jvp: [(t) => t, (t, [x, y], _, [z]) => negate(multiply(t, takenAway(operand([x], 0), operand([y], 0), operand([z], 0))))],
  within: [1.1, 1.3],
  secondWithin: [0.9, 1.05],
})
