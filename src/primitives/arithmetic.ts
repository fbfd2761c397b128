import { infinityText, isNaNText, nanText, notFinite } from '../kernel/not-finite.js'
import type { ScalarFunction } from '../kernel/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { binary } from './binary.js'
import { equal, greater, isFinite, less } from './compare.js'
import { floats, operand } from './define.js'
import { log, reciprocal } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { floor } from './rounding.js'
import { select } from './select.js'
import { abs, negate, sign } from './sign.js'

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const whole = (dtype: string): boolean => dtype === 'i32' || dtype === 'u32'

/** `x - y`, elementwise. Whole numbers wrap. */
export const subtract = binary({
  name: 'subtract',
  value: (x, y) => x - y,
  wgsl: (x, y) => `(${x} - ${y})`,
  jvp: [(t) => t, (t) => negate(t)],
  transpose: (ct, which) => (which === 0 ? ct : negate(ct)),
})

/** `x / y`, elementwise; of whole numbers the quotient rounded to zero, and `x` where `y` is 0, as WGSL has it. */
export const divide = binary({
  name: 'divide',
  value: (x, y, dtype) => (whole(dtype) ? (y === 0 ? x : Math.trunc(x / y)) : x / y),
  wgsl: (x, y) => `(${x} / ${y})`,
  cost: 2,
  jvp: [(t, [, y]) => divide(t, operand([y], 0)), (t, [, y], _, [z]) => negate(multiply(t, divide(operand([z], 0), operand([y], 0))))],
  transpose: (ct, _, { operands }) => divide(ct, operand(operands, 1)),
  secondWithin: [0.5, 2],
})

const truncate = (x: AnyTensor): AnyTensor => multiply(sign(x), floor(abs(x)))

/** What is left of `x` after division by `y`, with the sign of `x`, elementwise; of whole numbers 0 where `y` is 0. */
export const remainder = binary({
  name: 'remainder',
  value: (x, y, dtype) => (whole(dtype) && y === 0 ? 0 : x % y),
  wgsl: (x, y) => `(${x} % ${y})`,
  cost: 4,
  jvp: [(t) => t, (t, [x, y]) => negate(multiply(t, truncate(divide(operand([x], 0), operand([y], 0)))))],
  within: [1.1, 1.3],
  secondWithin: [0.9, 1.05],
})

const oneWhere = (condition: AnyTensor, half: AnyTensor, t: AnyTensor): AnyTensor =>
  select(condition, t, select(half, multiply(t, like(t, 0.5)), like(t, 0)))

const nanSafe = (name: 'max' | 'min'): ScalarFunction => ({
  name: `nan_${name}`,
  wgsl: (x, y) => `nan_${name}(${x}, ${y})`,
  cost: 4,
  prelude: [
    `
fn nan_${name}(x: f32, y: f32) -> f32 {
  let either = ${isNaNText('x')} || ${isNaNText('y')};
  return select(${name}(x, y), x + y, either);
}`,
  ],
})

/** The larger of two floats, NaN if either is. */
export const nanMax = nanSafe('max')
/** The smaller of two floats, NaN if either is. */
export const nanMin = nanSafe('min')

/** The larger of `x` and `y`, elementwise; NaN if either is. Where they are equal each has half the derivative. */
export const maximum = binary({
  name: 'maximum',
  value: (x, y) => Math.max(x, y),
  wgsl: (x, y, type) => (type === 'f32' ? nanMax.wgsl(x, y) : `max(${x}, ${y})`),
  prelude: nanMax.prelude ?? [],
  cost: 4,
  jvp: [(t, [x, y]) => x && y && oneWhere(greater(x, y), equal(x, y), t), (t, [x, y]) => x && y && oneWhere(less(x, y), equal(x, y), t)],
  apart: true,
})

/** The smaller of `x` and `y`, elementwise; NaN if either is. Where they are equal each has half the derivative. */
export const minimum = binary({
  name: 'minimum',
  value: (x, y) => Math.min(x, y),
  wgsl: (x, y, type) => (type === 'f32' ? nanMin.wgsl(x, y) : `min(${x}, ${y})`),
  prelude: nanMin.prelude ?? [],
  cost: 4,
  jvp: [(t, [x, y]) => x && y && oneWhere(less(x, y), equal(x, y), t), (t, [x, y]) => x && y && oneWhere(greater(x, y), equal(x, y), t)],
  apart: true,
})

/**
 * `x` to the power `y`, elementwise; NaN for a negative `x` and a fractional `y`. The derivative in `y` at `x = 0` is 0, and so is that in `x` at `y = 0`
 * for every `x`.
 */
export const power = binary({
  name: 'power',
  dtypes: floats,
  // JavaScript alone has NaN for 1 to the power of NaN or infinity.
  value: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y),
  wgsl: (x, y) => `power(${x}, ${y})`,
  // WGSL's pow knows no negative base, and adapters differ at 0.
  prelude: [
    notFinite,
    `
fn power(x: f32, y: f32) -> f32 {
  if (y == 0.0 || x == 1.0) { return 1.0; }
  if (y == 1.0) { return x; }
  if (y == 2.0) { return x * x; }
  if (${isNaNText('x')} || ${isNaNText('y')}) { return x + y; }
  if (x < 0.0 && abs(x) <= 3.4028234e38 && floor(y) != y) { return ${nanText}; }
  let size = select(select(pow(abs(x), y), 1.0, x == -1.0), select(0.0, ${infinityText}, y < 0.0), x == 0.0);
  let is_odd = floor(y) == y && floor(y * 0.5) * 2.0 != y;
  return select(size, -size, is_odd && bitcast<u32>(x) >= 0x80000000u);
}`,
  ],
  cost: 10,
  jvp: [
    (t, [base, exponent]) => {
      const [x, y] = [operand([base], 0), operand([exponent], 0)]
      const one = like(x, 1)
      // A slope of 0 times infinity or NaN would be none. Elsewhere x stays: what is 0 at y = 0 moves with y.
      const safe = select(isFinite(reciprocal(multiply(x, x))), x, one)
      return multiply(t, multiply(y, power(select(equal(y, like(y, 0)), safe, x), subtract(y, one))))
    },
    (t, [base], _, [z]) => {
      const [x, result] = [operand([base], 0), operand([z], 0)]
      const safe = select(equal(x, like(x, 0)), like(x, 1), x)
      return multiply(t, multiply(log(safe), result))
    },
  ],
  within: [0.3, 2],
  secondWithin: [-2, 3],
})

/** The angle of the point `(x, y)`, given as `atan2(y, x)`, in radians in (-pi, pi], elementwise. */
export const atan2 = binary({
  name: 'atan2',
  dtypes: floats,
  value: Math.atan2,
  wgsl: (y, x) => `atan2_of(${y}, ${x})`,
  // Adapters differ at the axes and beyond every number.
  prelude: [
    `
fn atan2_of(y: f32, x: f32) -> f32 {
  if (${isNaNText('x')} || ${isNaNText('y')}) { return x + y; }
  let large = max(abs(x), abs(y));
  let small = min(abs(x), abs(y));
  let eighth = atan(select(small / large, select(1.0, 0.0, large == 0.0), small == large));
  let quarter = select(eighth, 1.5707964 - eighth, abs(y) > abs(x));
  let half = select(quarter, 3.1415927 - quarter, bitcast<u32>(x) >= 0x80000000u);
  return bitcast<f32>(bitcast<u32>(half) | (bitcast<u32>(y) & 0x80000000u));
}`,
  ],
  cost: 10,
  jvp: [
    (t, [y, x]) => y && x && multiply(t, divide(x, add(multiply(x, x), multiply(y, y)))),
    (t, [y, x]) => y && x && negate(multiply(t, divide(y, add(multiply(x, x), multiply(y, y))))),
  ],
  within: [0.3, 2],
})
