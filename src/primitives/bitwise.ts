import { basic } from '../kernel/basic.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { type BinaryRules, binary } from './binary.js'

/* Of i32 in two's complement, and of u32. */

const integers = ['i32', 'u32'] as const
const words = { dtypes: integers, jvp: 'constant', within: [-9, 9] } satisfies Partial<BinaryRules>

/** The bits that both have, elementwise. */
export const bitAnd = binary({ ...words, name: 'bitAnd', value: (x, y) => x & y, scalar: basic.bitAnd })

/** The bits that one has, or both, elementwise. */
export const bitOr = binary({ ...words, name: 'bitOr', value: (x, y) => x | y, scalar: basic.bitOr })

/** The bits that one has, and not the other, elementwise. */
export const bitXor = binary({ ...words, name: 'bitXor', value: (x, y) => x ^ y, scalar: basic.bitXor })

/** As many places as there are at most, so that a target's shift, which is by fewer than 32, is right. */
const places = (s: Scalars, by: Scalar): Scalar => s.min(s.toU32(by), 31)

/** `x` with its bits moved up by `y` places, elementwise: 0 by 32 or more, or by a negative number. */
export const shiftLeft = binary({
  ...words,
  name: 'shiftLeft',
  value: (x, y) => (y >>> 0 < 32 ? x << y : 0),
  scalar: (s, x, y) => s.select(s.less(s.toU32(y), 32), s.shiftLeft(x, places(s, y)), 0),
  secondWithin: [-2, 40],
})

/** `x` with its bits moved down by `y` places, elementwise: copies of the sign follow. By 32 or more, or by a negative number, nothing else is left. */
export const shiftRight = binary({
  ...words,
  name: 'shiftRight',
  value: (x, y, dtype) => (dtype === 'i32' ? x >> Math.min(y >>> 0, 31) : y >>> 0 < 32 ? x >>> y : 0),
  scalar: (s, x, y) => {
    const shifted = s.shiftRight(x, places(s, y))
    return x.type === 'i32' ? shifted : s.select(s.less(y, 32), shifted, 0)
  },
  secondWithin: [-2, 40],
})
