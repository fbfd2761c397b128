import { nanText, notFinite } from '../kernel/not-finite.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { expText, reciprocal, rsqrt } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

const one = (x: AnyTensor): AnyTensor => full(1, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)
const oneMinusSquare = (x: AnyTensor): AnyTensor => add(one(x), negate(square(x)))

/**
 * Adapters may be off by 2^-11 in WGSL's own sine. Here: reduction to a quarter turn in three steps (Cody and Waite) and Cephes'
 * polynomials, good to 2 ulp or so up to a thousand turns; far beyond, the adapter's own.
 */
const turns = `
fn sine_of(x: f32, quarters: u32) -> f32 {
  if (abs(x) > 100000.0) { return select(sin(x), cos(x), quarters == 1u); }
  let k = round(x * 0.63661977);
  let r = ((x - k * 1.5703125) - k * 4.837512969970703e-4) - k * 7.549789954891882e-8;
  let q = r * r;
  let s = r + r * q * (-1.6666654611e-1 + q * (8.3321608736e-3 - q * 1.9515295891e-4));
  let c = 1.0 - 0.5 * q + q * q * (4.166664568298827e-2 + q * (-1.388731625493765e-3 + q * 2.443315711809948e-5));
  let turn = u32(i32(k)) + quarters;
  let size = select(s, c, (turn & 1u) == 1u);
  return select(size, -size, (turn & 2u) == 2u);
}`

/** Sine of `x` in radians. */
export const sin = unary({
  name: 'sin',
  value: Math.sin,
  wgsl: (x) => `sine_of(${x}, 0u)`,
  prelude: [turns],
  cost: 10,
  slope: (x) => cos(x),
  within: [-3, 3],
})

/** Cosine of `x` in radians. */
export const cos = unary({
  name: 'cos',
  value: Math.cos,
  wgsl: (x) => `sine_of(${x}, 1u)`,
  prelude: [turns],
  cost: 10,
  slope: (x) => negate(sin(x)),
  within: [-3, 3],
})

/** Tangent of `x` in radians. */
export const tan = unary({
  name: 'tan',
  value: Math.tan,
  wgsl: (x) => `tan_of(${x})`,
  prelude: [
    turns,
    `
fn tan_of(x: f32) -> f32 { return sine_of(x, 0u) / sine_of(x, 1u); }`,
  ],
  cost: 20,
  slope: (_, y) => add(one(y), square(y)),
  within: [-1.2, 1.2],
})

/** The angle in [-pi/2, pi/2], in radians, whose sine is `x`; NaN outside [-1, 1]. */
export const asin = unary({
  name: 'asin',
  value: Math.asin,
  wgsl: (x) => `asin(${x})`,
  cost: 10,
  slope: (x) => rsqrt(oneMinusSquare(x)),
  within: [-0.9, 0.9],
})

/** The angle in [0, pi], in radians, whose cosine is `x`; NaN outside [-1, 1]. */
export const acos = unary({
  name: 'acos',
  value: Math.acos,
  wgsl: (x) => `acos_of(${x})`,
  prelude: [
    notFinite,
    `
fn acos_of(x: f32) -> f32 { return select(2.0 * atan2(sqrt(1.0 - x), sqrt(1.0 + x)), ${nanText}, abs(x) > 1.0); }`,
  ],
  cost: 10,
  slope: (x) => negate(rsqrt(oneMinusSquare(x))),
  within: [-0.9, 0.9],
})

/** The angle in (-pi/2, pi/2), in radians, whose tangent is `x`. */
export const atan = unary({
  name: 'atan',
  value: Math.atan,
  wgsl: (x) => `atan(${x})`,
  cost: 10,
  slope: (x) => reciprocal(add(one(x), square(x))),
})

/** Hyperbolic sine. */
export const sinh = unary({
  name: 'sinh',
  value: Math.sinh,
  wgsl: (x) => `sinh_of(${x})`,
  // A series near 0; elsewhere e^(|x| - ln 2), which does not overflow before the result does.
  prelude: [
    expText,
    `
fn sinh_of(x: f32) -> f32 {
  let q = x * x;
  if (q < 0.5) { return x * (1.0 + q * (0.16666667 + q * (0.008333334 + q * (0.0001984127 + q * 2.7557319e-6)))); }
  let half = exp_of(abs(x) - 0.6931472);
  return sign(x) * (half - 0.25 / half);
}`,
  ],
  cost: 12,
  slope: (x) => cosh(x),
})

/** Hyperbolic cosine. */
export const cosh = unary({
  name: 'cosh',
  value: Math.cosh,
  wgsl: (x) => `cosh_of(${x})`,
  prelude: [
    expText,
    `
fn cosh_of(x: f32) -> f32 {
  let half = exp_of(abs(x) - 0.6931472);
  return half + 0.25 / half;
}`,
  ],
  cost: 12,
  slope: (x) => sinh(x),
})
