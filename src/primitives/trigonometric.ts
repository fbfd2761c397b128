import { nanText, notFinite } from '../kernel/not-finite.js'
import { rounded } from '../kernel/rounded.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

const one = (x: AnyTensor): AnyTensor => full(1, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/**
 * WGSL's own sine may be off by 2^-11, and by anything outside a turn. Here an angle becomes quarter turns, whole ones and what is left of
 * them: up to a thousand turns pi / 2 is taken off in four steps, of which all but the last are exact (Cody and Waite); beyond, the bits of
 * 2 / pi that count are multiplied out in whole numbers (Payne and Hanek). Then polynomials, good to an eighth of a turn either way.
 */
const turns: readonly string[] = [
  rounded,
  notFinite,
  `
fn high_word(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let other = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (other >> 16u);
}`,
  'const two_over_pi = array<u32, 8>(0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu);',
  // The whole quarters, modulo 4, as a number, and the rest in radians.
  `
fn far_turned(x: f32) -> vec2<f32> {
  let bits = bitcast<u32>(x);
  let m = (bits & 0x7fffffu) | 0x800000u;
  let shift = ((bits >> 23u) & 255u) - 120u;
  let first = min(shift >> 5u, 4u);
  let left = shift & 31u;
  var words = array<u32, 4>(two_over_pi[first], two_over_pi[first + 1u], two_over_pi[first + 2u], two_over_pi[first + 3u]);
  let f2 = (words[0] << left) | ((words[1] >> 1u) >> (31u - left));
  let f1 = (words[1] << left) | ((words[2] >> 1u) >> (31u - left));
  let f0 = (words[2] << left) | ((words[3] >> 1u) >> (31u - left));
  let r1 = m * f1 + high_word(m, f0);
  let r2 = m * f2 + high_word(m, f1) + select(0u, 1u, r1 < m * f1);
  let quarters = (r2 + 0x20000000u) >> 30u;
  let rest = bitcast<i32>((r2 << 2u) | (r1 >> 30u));
  let r = (f32(rest) * 2.3283064e-10 + f32(r1 << 2u) * 5.421011e-20) * 1.5707964;
  let is_negative = bits >= 0x80000000u;
  return vec2(f32(select(quarters, (4u - quarters) & 3u, is_negative)), select(r, -r, is_negative));
}`,
  `
fn turned(x: f32) -> vec2<f32> {
  if (abs(x) > 6000.0) { return far_turned(x); }
  let k = round(x * 0.63661975);
  let r = rounded(rounded(rounded(x - k * 1.5703125) - k * 4.837513e-4) - k * 7.5495336e-8) - k * 2.563344e-12;
  return vec2(k, r);
}`,
  `
fn sine_near(r: f32) -> f32 {
  let q = r * r;
  return r + r * q * (-0.16666655 + q * (0.0083321735 - q * 1.9516656e-4));
}`,
  `
fn cosine_near(r: f32) -> f32 {
  let q = r * r;
  return 1.0 - 0.5 * q + q * q * (0.041666646 + q * (-0.0013887361 + q * 2.443773e-5));
}`,
]

/** Within -1 and 1; next to 0 the sine is `x` itself. */
const sineText = `
fn sine_of(x: f32, quarters: i32) -> f32 {
  let t = turned(x);
  let turn = bitcast<u32>(i32(t.x) + quarters);
  let size = select(sine_near(t.y), cosine_near(t.y), (turn & 1u) == 1u);
  let signed = clamp(select(size, -size, (turn & 2u) == 2u), -1.0, 1.0);
  let finite = select(signed, x, quarters == 0 && abs(x) < 2e-4);
  return select(finite, ${nanText}, (bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u);
}`

/** Sine of `x` in radians. */
export const sin = unary({
  name: 'sin',
  value: Math.sin,
  wgsl: (x) => `sine_of(${x}, 0)`,
  prelude: [...turns, sineText],
  cost: 16,
  slope: (x) => cos(x),
  within: [-3, 3],
})

/** Cosine of `x` in radians. */
export const cos = unary({
  name: 'cos',
  value: Math.cos,
  wgsl: (x) => `sine_of(${x}, 1)`,
  prelude: [...turns, sineText],
  cost: 16,
  slope: (x) => negate(sin(x)),
  within: [-3, 3],
})

/** Tangent of `x` in radians. */
export const tan = unary({
  name: 'tan',
  value: Math.tan,
  wgsl: (x) => `tangent_of(${x})`,
  prelude: [
    ...turns,
    `
fn tangent_of(x: f32) -> f32 {
  let t = turned(x);
  let s = sine_near(t.y);
  let c = cosine_near(t.y);
  let is_odd = (i32(t.x) & 1) == 1;
  let finite = select(select(s, -c, is_odd) / select(c, s, is_odd), x, abs(x) < 2e-4);
  return select(finite, ${nanText}, (bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u);
}`,
  ],
  cost: 20,
  slope: (_, y) => add(one(y), square(y)),
  within: [-1.2, 1.2],
})
