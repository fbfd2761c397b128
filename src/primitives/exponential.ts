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

/** `e^r - 1` for `|r|` up to half of ln 2. */
export const expm1NearText = `
fn expm1_near(r: f32) -> f32 {
  let p = 0.5 + r * (0.16666543 + r * (0.04166628 + r * (0.008366644 + r * 0.0013946555)));
  return r + r * r * p;
}`

/**
 * `e^x` times a power of 2, infinite from `most` on, 0 below the normal floats. `x` is `k ln 2 + r` with a whole `k`: the sum with 1.5 times 2^23 rounds to it
 * and leaves its bits where they are wanted; `k ln 2` is taken off in two steps, of which the first is exact (Cody and Waite).
 */
export const expTexts: readonly string[] = [
  rounded,
  notFinite,
  expm1NearText,
  `
fn exp_shifted(x: f32, shift: u32, least: f32, most: f32) -> f32 {
  let t = rounded(x * 1.442695 + 12582912.0);
  let k = t - 12582912.0;
  let r = rounded(x - k * 0.693359375) + k * 2.1219444e-4;
  let size = bitcast<f32>(bitcast<u32>(1.0 + expm1_near(r)) + (bitcast<u32>(t) << 23u) - shift);
  let finite = select(size, 0.0, x < least);
  return select(select(finite, ${infinityText}, x >= most), x, ${isNaNText('x')});
}`,
  `
fn exp_of(x: f32) -> f32 { return exp_shifted(x, 0u, -87.33654, 88.72284); }`,
]

/** `e^x - 1` as `2^k (e^r - 1) + (2^k - 1)`; where it is large the 1 no longer counts, and next to 0 it is `x`. */
export const expm1Texts: readonly string[] = [
  rounded,
  notFinite,
  expm1NearText,
  `
fn expm1_of(x: f32) -> f32 {
  let v = max(x, -30.0);
  let t = rounded(v * 1.442695 + 12582912.0);
  let k = t - 12582912.0;
  let r = rounded(v - k * 0.693359375) + k * 2.1219444e-4;
  let p = expm1_near(r);
  let shift = bitcast<u32>(t) << 23u;
  let unit = bitcast<f32>(0x3f800000u + shift);
  let size = select(unit * p + rounded(unit - 1.0), bitcast<f32>(bitcast<u32>(1.0 + p) + shift), x > 20.0);
  let all = select(size, ${infinityText}, x >= 88.72284);
  return select(all, x, abs(x) < 5e-8 || ${isNaNText('x')});
}`,
]

/**
 * The logarithm by its parts: of `2^e (1 + f)`, with `1 + f` between the root of 1/2 and that of 2, it is `log(1 + f) + e ln 2`, and through `s = f / (2 + f)`
 * the first is twice the inverse hyperbolic tangent of `s`.
 */
const logTexts: readonly string[] = [
  notFinite,
  // The word of a float below the normal ones is its value in units of 2^-149.
  `
fn log_parts(x: f32) -> vec2<f32> {
  let word = bitcast<u32>(x);
  let is_small = word < 0x00800000u;
  let bits = select(word, bitcast<u32>(f32(bitcast<i32>(word))), is_small);
  let n = bitcast<i32>(bits - 0x3f3504f3u) >> 23u;
  let m = bitcast<f32>(bits - (bitcast<u32>(n) << 23u));
  return vec2(m - 1.0, f32(select(n, n - 149, is_small)));
}`,
  `
fn log_near(f: f32, e: f32) -> f32 {
  let s = f / (2.0 + f);
  let q = s * s;
  let half = 0.5 * f * f;
  let rest = s * (half + q * (0.66666776 + q * (0.39977496 + q * 0.29873076)));
  return e * 0.693359375 - ((half - (rest - e * 2.1219444e-4)) - f);
}`,
  `
fn log_edges(x: f32, size: f32) -> f32 {
  let word = bitcast<u32>(x);
  let edge = select(${nanText}, -${infinityText}, (word << 1u) == 0u);
  return select(select(edge, x, word == 0x7f800000u), size, word - 1u < 0x7f7fffffu);
}`,
]

/** `e` to the power `x`. */
export const exp = unary({ name: 'exp', value: Math.exp, wgsl: (x) => `exp_of(${x})`, prelude: expTexts, cost: 10, slope: (_, y) => y })

/** `e^x - 1`, exact to the last digits near 0 as well. */
export const expm1 = unary({
  name: 'expm1',
  value: Math.expm1,
  wgsl: (x) => `expm1_of(${x})`,
  prelude: expm1Texts,
  cost: 12,
  slope: (_, y) => add(y, like(y, 1)),
})

/** Natural logarithm; minus infinity at 0, NaN below. */
export const log = unary({
  name: 'log',
  value: Math.log,
  wgsl: (x) => `log_of(${x})`,
  prelude: [
    ...logTexts,
    `
fn log_of(x: f32) -> f32 {
  let parts = log_parts(x);
  return log_edges(x, log_near(parts.x, parts.y));
}`,
  ],
  cost: 12,
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
  let u = 1.0 + x;
  let parts = log_parts(u);
  let is_near = x > -0.29 && x < 0.41;
  let size = log_near(select(parts.x, x, is_near), select(parts.y, 0.0, is_near));
  return select(log_edges(u, size), x, abs(x) < 5e-8);
}`,
  ],
  cost: 14,
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
