import { isNaNText, nanText, notFinite } from '../kernel/not-finite.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide } from './arithmetic.js'
import { binary } from './binary.js'
import { floats } from './define.js'
import { reciprocal, rsqrt } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

/* WGSL's own inverse functions may be off by 2^-11 and more, and adapters differ at the ends of the domain. */

const one = (x: AnyTensor): AnyTensor => full(1, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)
const oneMinusSquare = (x: AnyTensor): AnyTensor => add(one(x), negate(square(x)))

/** `size` with the sign of `x`. */
const signedText = `
fn signed(size: f32, x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(size) | (bitcast<u32>(x) & 0x80000000u)); }`

/** The angle whose sine is `a`, from 0 to 1/2; from there on half of what a right angle lacks: `asin a = pi / 2 - 2 asin(sqrt((1 - a) / 2))`. */
const arcText = `
fn arc(a: f32) -> f32 {
  let is_far = a > 0.5;
  let q = select(a * a, 0.5 * (1.0 - a), is_far);
  let s = select(a, sqrt(max(q, 0.0)), is_far);
  return s + s * q * (0.16666754 + q * (0.07495219 + q * (0.045480214 + q * (0.024131045 + q * 0.042248555))));
}`

/** The angle in [-pi/2, pi/2], in radians, whose sine is `x`; NaN outside [-1, 1]. */
export const asin = unary({
  name: 'asin',
  value: Math.asin,
  wgsl: (x) => `arcsine(${x})`,
  prelude: [
    notFinite,
    signedText,
    arcText,
    `
fn arcsine(x: f32) -> f32 {
  let a = abs(x);
  let v = arc(a);
  let size = select(v, (1.5707964 - 2.0 * v) - 4.371139e-8, a > 0.5);
  return select(${nanText}, select(signed(size, x), x, a < 1e-4), a <= 1.0);
}`,
  ],
  cost: 16,
  slope: (x) => rsqrt(oneMinusSquare(x)),
  within: [-0.9, 0.9],
})

/** The angle in [0, pi], in radians, whose cosine is `x`; NaN outside [-1, 1]. */
export const acos = unary({
  name: 'acos',
  value: Math.acos,
  wgsl: (x) => `arccosine(${x})`,
  prelude: [
    notFinite,
    signedText,
    arcText,
    `
fn arccosine(x: f32) -> f32 {
  let a = abs(x);
  let v = arc(a);
  let far = select(2.0 * v, (3.1415927 - 2.0 * v) - 8.742278e-8, x < 0.0);
  let size = select((1.5707964 - signed(v, x)) - 4.371139e-8, far, a > 0.5);
  return select(${nanText}, size, a <= 1.0);
}`,
  ],
  cost: 16,
  slope: (x) => negate(rsqrt(oneMinusSquare(x))),
  within: [-0.9, 0.9],
})

/** The angle whose tangent is `small / large`, both from 0 on: beyond an eighth of a right angle's half it is what `pi / 4` lacks. */
const eighthText = `
fn eighth(small: f32, large: f32) -> f32 {
  let is_far = small > 0.41421357 * large;
  let t = select(small, small - large, is_far) / select(large, small + large, is_far);
  let q = t * t;
  let v = t + t * q * (-0.33333316 + q * (0.19998484 + q * (-0.14243738 + q * (0.1059514 - q * 0.06081155))));
  return select(v, 0.7853982 + (v - 2.1855696e-8), is_far);
}`

/** The angle in (-pi/2, pi/2), in radians, whose tangent is `x`. */
export const atan = unary({
  name: 'atan',
  value: Math.atan,
  wgsl: (x) => `arctangent(${x})`,
  prelude: [
    signedText,
    eighthText,
    `
fn arctangent(x: f32) -> f32 {
  let a = min(abs(x), 1e30);
  let v = eighth(min(a, 1.0), max(a, 1.0));
  let size = select(v, (1.5707964 - v) - 4.371139e-8, a > 1.0);
  return select(signed(size, x), x, a < 1e-4 || ${isNaNText('x')});
}`,
  ],
  cost: 16,
  slope: (x) => reciprocal(add(one(x), square(x))),
})

/** The angle of the point `(x, y)`, given as `atan2(y, x)`, in radians in (-pi, pi], elementwise. */
export const atan2 = binary({
  name: 'atan2',
  dtypes: floats,
  value: Math.atan2,
  wgsl: (y, x) => `angle_of(${y}, ${x})`,
  // Brought near 1 first, where quotients are good; both infinite, or both 0, are spelled out.
  prelude: [
    signedText,
    eighthText,
    `
fn angle_of(y: f32, x: f32) -> f32 {
  if (${isNaNText('x')} || ${isNaNText('y')}) { return x + y; }
  let large = max(abs(x), abs(y));
  let small = min(abs(x), abs(y));
  let unit = select(select(1.0, 8.636169e-19, large > 1e18), 1.1579209e18, large < 1e-18);
  let ratio = eighth(select(small, 0.0, large > 3.4028234e38) * unit, select(min(large, 3.4028234e38) * unit, 1.0, large == 0.0));
  let v = select(ratio, 0.7853982, small == large && large > 0.0);
  let quarter = select(v, (1.5707964 - v) - 4.371139e-8, abs(y) > abs(x));
  let half = select(quarter, (3.1415927 - quarter) - 8.742278e-8, bitcast<u32>(x) >= 0x80000000u);
  return signed(half, y);
}`,
  ],
  cost: 20,
  jvp: [
    (t, [y, x]) => y && x && multiply(t, divide(x, add(multiply(x, x), multiply(y, y)))),
    (t, [y, x]) => y && x && negate(multiply(t, divide(y, add(multiply(x, x), multiply(y, y))))),
  ],
  within: [0.3, 2],
})
