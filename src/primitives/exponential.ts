import { infinityText, isNaNText, nanText, notFinite } from '../kernel/not-finite.js'
import { rounded } from '../kernel/rounded.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

/*
 * WGSL's own exp may be off by 3 + 2 |x| units in the last place and its log by 2^-21, and adapters differ where there is no result or an
 * infinite one. Here both are made of sums, products and whole numbers, which every adapter rounds alike.
 */

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/** `e^r - 1` for `|r|` up to half of ln 2, and `x 2^n` in two steps, neither of which leaves the floats before the result does. */
export const powerTexts: readonly string[] = [
  `
fn expm1_near(r: f32) -> f32 {
  let p = 0.5 + r * (0.16666543 + r * (0.04166628 + r * (0.008366644 + r * 0.0013946555)));
  return r + r * r * p;
}`,
  `
fn scaled(x: f32, n: i32) -> f32 {
  let half = n >> 1u;
  return rounded(x * bitcast<f32>(u32(half + 127) << 23u)) * bitcast<f32>(u32(n - half + 127) << 23u);
}`,
]

/** `e^x` times a power of 2, infinite from `most` on: the whole powers of 2 in `x` are split off (Cody and Waite), in two steps. */
export const expTexts: readonly string[] = [
  rounded,
  notFinite,
  ...powerTexts,
  `
fn exp_scaled(x: f32, shift: i32, most: f32) -> f32 {
  let v = clamp(x, -150.0, most);
  let k = floor(v * 1.442695 + 0.5);
  let r = rounded(v - k * 0.693359375) + k * 2.1219444e-4;
  let size = scaled(1.0 + expm1_near(r), i32(k) + shift);
  return select(select(size, ${infinityText}, x >= most), x, ${isNaNText('x')});
}`,
  `
fn exp_of(x: f32) -> f32 { return exp_scaled(x, 0, 88.72284); }`,
]

/** `e^x - 1` as `2^k (e^r - 1) + (2^k - 1)`; next to 0 it is `x`. */
export const expm1Texts: readonly string[] = [
  ...expTexts,
  `
fn expm1_of(x: f32) -> f32 {
  let v = clamp(x, -30.0, 30.0);
  let k = floor(v * 1.442695 + 0.5);
  let r = rounded(v - k * 0.693359375) + k * 2.1219444e-4;
  let unit = bitcast<f32>(u32(i32(k) + 127) << 23u);
  let near = unit * expm1_near(r) + rounded(unit - 1.0);
  let all = select(near, exp_of(x), x > 20.0);
  return select(all, x, abs(x) < 5e-8 || ${isNaNText('x')});
}`,
]

/** `log(1 + f) + e ln 2` for `1 + f` between the root of 1/2 and that of 2: through `s = f / (2 + f)`, of which it is twice the inverse hyperbolic tangent. */
export const logTexts: readonly string[] = [
  notFinite,
  `
fn log_near(f: f32, e: f32) -> f32 {
  let s = f / (2.0 + f);
  let q = s * s;
  let half = 0.5 * f * f;
  let rest = s * (half + q * (0.66666776 + q * (0.39977496 + q * 0.29873076)));
  return e * 0.693359375 - ((half - (rest - e * 2.1219444e-4)) - f);
}`,
  // Of a float below the normal ones, the word is the value in units of 2^-149.
  `
fn log_of(x: f32) -> f32 {
  let word = bitcast<u32>(x);
  let is_small = word < 0x00800000u;
  let bits = select(word, bitcast<u32>(f32(word)), is_small);
  let n = bitcast<i32>(bits - 0x3f3504f3u) >> 23u;
  let m = bitcast<f32>(bits - (bitcast<u32>(n) << 23u));
  let size = log_near(m - 1.0, f32(select(n, n - 149, is_small)));
  let edge = select(${nanText}, -${infinityText}, (word << 1u) == 0u);
  return select(select(edge, x, word == 0x7f800000u), size, word - 1u < 0x7f7fffffu);
}`,
]

/** `e` to the power `x`. */
export const exp = unary({ name: 'exp', value: Math.exp, wgsl: (x) => `exp_of(${x})`, prelude: expTexts, cost: 12, slope: (_, y) => y })

/** `e^x - 1`, exact to the last digits near 0 as well. */
export const expm1 = unary({
  name: 'expm1',
  value: Math.expm1,
  wgsl: (x) => `expm1_of(${x})`,
  prelude: expm1Texts,
  cost: 20,
  slope: (_, y) => add(y, like(y, 1)),
})

/** Natural logarithm; minus infinity at 0, NaN below. */
export const log = unary({
  name: 'log',
  value: Math.log,
  wgsl: (x) => `log_of(${x})`,
  prelude: logTexts,
  cost: 14,
  slope: (x) => reciprocal(x),
  within: [0.2, 3],
})

/** `log(1 + x)`, exact to the last digits near 0 as well. */
export const log1p = unary({
  name: 'log1p',
  value: Math.log1p,
  wgsl: (x) => `log1p_of(${x})`,
  prelude: [
    ...logTexts,
    `
fn log1p_of(x: f32) -> f32 {
  if (abs(x) < 5e-8) { return x; }
  if (x > -0.29 && x < 0.41) { return log_near(x, 0.0); }
  return log_of(1.0 + x);
}`,
  ],
  cost: 16,
  slope: (x) => reciprocal(add(x, like(x, 1))),
  within: [-0.8, 3],
})

/** Square root; NaN below 0. The derivative at 0 is infinite. */
export const sqrt = unary({
  name: 'sqrt',
  value: Math.sqrt,
  wgsl: (x) => `sqrt(${x})`,
  rounds: true,
  cost: 4,
  slope: (_, y) => multiply(like(y, 0.5), reciprocal(y)),
  within: [0.1, 4],
})

/** `1 / sqrt(x)`. */
export const rsqrt = unary({
  name: 'rsqrt',
  value: (x) => 1 / Math.sqrt(x),
  wgsl: (x) => `(1.0 / sqrt(${x}))`,
  rounds: true,
  cost: 6,
  slope: (x, y) => multiply(like(y, -0.5), multiply(y, reciprocal(x))),
  within: [0.1, 4],
})

/** `1 / x`. */
export const reciprocal = unary({
  name: 'reciprocal',
  value: (x) => 1 / x,
  wgsl: (x) => `(1.0 / ${x})`,
  rounds: true,
  cost: 2,
  slope: (_, y) => negate(square(y)),
  within: [0.3, 3],
})
