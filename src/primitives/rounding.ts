import { basic } from '../kernel/basic.js'
import { unary } from './unary.js'

const wholes = [-2, -1, 0, 1, 2]
const halves = [-1.5, -0.5, 0.5, 1.5]

/** The largest whole number not above `x`. Its derivative is 0. */
export const floor = unary({ name: 'floor', value: Math.floor, scalar: basic.floor, kinks: wholes })

/** The smallest whole number not below `x`. Its derivative is 0. */
export const ceil = unary({ name: 'ceil', value: Math.ceil, scalar: basic.ceil, kinks: wholes })

/** `x` without what is behind its point. Its derivative is 0. */
export const trunc = unary({
  name: 'trunc',
  value: Math.trunc,
  scalar: (s, x) => s.select(s.less(0x7fffffff, s.bits(x)), s.ceil(x), s.floor(x)), // by the sign, so that what becomes 0 keeps it
  kinks: wholes,
})

const roundHalfToEven = (x: number): number => {
  const down = Math.floor(x)
  if (x - down !== 0.5) return Math.round(x)
  if (down === -1) return -0
  return down % 2 === 0 ? down : down + 1
}

/** The nearest whole number, a half going to the even one. Its derivative is 0. */
export const round = unary({ name: 'round', value: roundHalfToEven, scalar: basic.round, kinks: halves })
