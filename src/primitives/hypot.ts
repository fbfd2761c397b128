import type { Scalar } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide } from './arithmetic.js'
import { binary } from './binary.js'
import { equal } from './compare.js'
import { floats, operand } from './define.js'
import { zeros } from './literal.js'
import { multiply } from './multiply.js'
import { select } from './select.js'

/** How much of the length lies along `x`; 0 where there is no length. */
const share = (x: AnyTensor, length: AnyTensor): AnyTensor => {
  const isNone = equal(length, zeros(length.type))
  return select(isNone, zeros(x.type), divide(x, length))
}

/**
 * `sqrt(x^2 + y^2)`, elementwise, which overflows only where the result does; infinite where an operand is, also beside NaN. The derivative at the origin
 * is 0, as that of `norm`.
 */
export const hypot = binary({
  name: 'hypot',
  dtypes: floats,
  value: (x, y) => Math.hypot(x, y),
  // Scaled by a power of 2, which changes no digit.
  scalar: (s, x, y) => {
    const large = s.max(s.abs(x), s.abs(y))
    const isSmall = s.less(large, 2 ** -40)
    const isLarge = s.less(2 ** 60, large)
    const by = s.select(isSmall, 2 ** 80, s.select(isLarge, 2 ** -80, 1))
    const back = s.select(isSmall, 2 ** -80, s.select(isLarge, 2 ** 80, 1))
    const [a, b] = [s.multiply(x, by), s.multiply(y, by)]
    const length = s.multiply(s.sqrt(s.add(s.multiply(a, a), s.multiply(b, b))), back)
    const isInfinite = (v: Scalar) => s.equal(s.bitAnd(s.bits(v), 0x7fffffff), 0x7f800000)
    const some = s.select(s.or(s.isNaN(x), s.isNaN(y)), NaN, length)
    return s.select(s.or(isInfinite(x), isInfinite(y)), Infinity, some)
  },
  cost: 12,
  jvp: [
    (t, [x], _, [z]) => multiply(t, share(operand([x], 0), operand([z], 0))),
    (t, [, y], _, [z]) => multiply(t, share(operand([y], 0), operand([z], 0))),
  ],
  within: [0.3, 2],
})
