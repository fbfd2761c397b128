import { half } from '../shape/half.js'
import { Composed } from './composed.js'
import type { Scalar, Scalars } from './scalar.js'

const [signBit, infinity] = [0x80000000, 0x7f800000]
/** The bits of 2^-14, below which all f16 have their last digit at one place, and of 65,520, from where on they are infinite. */
const [least, beyond] = [0x38800000, 0x477ff000]

/** The f16 nearest to an f32, of two the even one. */
export const toHalf = new Composed('toHalf', ['f32'], 8, (s, x) => {
  const bits = s.bits(x)
  const size = s.bitAnd(bits, signBit - 1)
  // Half of the last digit that stays, less one where that digit is even: 13 digits go.
  const kept = s.bitAnd(s.add(size, s.add(s.bitAnd(s.shiftRight(size, 13), 1), 0xfff)), 0xffffe000)
  const small = s.bits(s.multiply(s.round(s.multiply(s.abs(x), 2 ** 24)), 2 ** -24))
  const large = s.select(s.less(infinity, size), size, infinity)
  const rounded = s.select(s.less(size, least), small, s.select(s.less(size, beyond), kept, large))
  return s.fromBits(s.bitOr(rounded, s.bitAnd(bits, signBit)))
})

/** Functions whose results are operands, or their opposites: of f16 they make f16. */
const choosing: ReadonlySet<string> = new Set(['negate', 'abs', 'min', 'max', 'select', 'rounded', 'apart'])

/** Whether it is an f16 for sure, by how it is made; what is loaded is of the dtype of what is made of it. */
const isHalf = (x: Scalar): boolean =>
  x.kind === 'load' ||
  (x.kind === 'constant' && half(x.value) === x.value) ||
  x.type === 'bool' ||
  (x.kind === 'apply' && (x.fn === toHalf || (x.fn.kind === 'basic' && choosing.has(x.fn.name) && x.args.every(isHalf))))

/** A result as the f16 that is stored for it. */
export const asHalf = (scalars: Scalars, x: Scalar): Scalar => (isHalf(x) ? x : scalars.apply(toHalf, x))
