import { nanText, notFinite } from '../kernel/not-finite.js'
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

/**
 * Long division of the significands, 8 bits of the quotient in a turn: at most 35 turns, and exact. WGSL's `x % y` is `x - y trunc(x / y)`,
 * which is wrong wherever the quotient is rounded.
 */
const remainderText = `
fn remainder_of(x: f32, y: f32) -> f32 {
  let sign = bitcast<u32>(x) & 0x80000000u;
  let a = bitcast<u32>(x) & 0x7fffffffu;
  let b = bitcast<u32>(y) & 0x7fffffffu;
  if (a >= 0x7f800000u || b > 0x7f800000u || b == 0u) { return ${nanText}; }
  if (a < b) { return x; }
  let of_a = max(a >> 23u, 1u);
  let of_b = max(b >> 23u, 1u);
  let divisor = select(b & 0x7fffffu, (b & 0x7fffffu) | 0x800000u, b >= 0x800000u);
  var rest = select(a & 0x7fffffu, (a & 0x7fffffu) | 0x800000u, a >= 0x800000u) % divisor;
  for (var left = of_a - of_b; left > 0u && rest > 0u;) {
    let step = min(left, 8u);
    rest = (rest << step) % divisor;
    left -= step;
  }
  if (rest == 0u) { return bitcast<f32>(sign); }
  let shift = min(countLeadingZeros(rest) - 8u, of_b - 1u);
  let bits = rest << shift;
  return bitcast<f32>(sign | select(bits, ((of_b - shift) << 23u) | (bits & 0x7fffffu), bits >= 0x800000u));
}`

const whole = (dtype: string): boolean => dtype === 'i32' || dtype === 'u32'

/** The quotient that was taken away: the whole number next to `(x - z) / y`; that before `x / y`, which is rounded, may be another. */
const takenAway = (x: AnyTensor, y: AnyTensor, z: AnyTensor): AnyTensor => round(divide(subtract(x, select(isNaN(z), zeros(z.type), z)), y))

/**
 * What is left of `x` after division by `y` rounded to zero, with the sign of `x`, elementwise: exact, as `fmod` of C and NumPy. Of floats NaN where `y` is
 * 0 or `x` is infinite; of whole numbers 0 where `y` is 0.
 */
export const remainder = binary({
  name: 'remainder',
  value: (x, y, dtype) => (whole(dtype) && y === 0 ? 0 : x % y),
  wgsl: (x, y, type) => (type === 'f32' ? `remainder_of(${x}, ${y})` : `(${x} % ${y})`),
  prelude: [notFinite, remainderText],
  cost: 24,
  jvp: [(t) => t, (t, [x, y], _, [z]) => negate(multiply(t, takenAway(operand([x], 0), operand([y], 0), operand([z], 0))))],
  within: [1.1, 1.3],
  secondWithin: [0.9, 1.05],
})
