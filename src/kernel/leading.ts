import type { Scalar, Scalars } from './scalar.js'

/** `x` cut off after 12 of its 24 digits, so that products of two such are exact. */
export const leading = (s: Scalars, x: Scalar): Scalar => s.fromBits(s.bitAnd(s.bits(x), 0xfffff000))
