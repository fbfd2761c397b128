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
  // What is left of the quarters, in radians, and their number, modulo 4.
  `
fn far_turned(x: f32) -> vec2<u32> {
  let bits = bitcast<u32>(x);
  let m = (bits & 0x7fffffu) | 0x800000u;
  let shift = ((bits >> 23u) & 255u) - 120u;
  let left = shift & 31u;
  // A 0 and 2 / pi in words of 32 bits; four of them from the one in which the bits that count begin.
  let is_4 = shift >= 128u;
  let is_2 = (shift & 64u) != 0u;
  let is_1 = (shift & 32u) != 0u;
  let a0 = select(select(0u, 0x4e441529u, is_2), 0xf534ddc0u, is_4);
  let a1 = select(select(0xa2f9836eu, 0xfc2757d1u, is_2), 0xdb629599u, is_4);
  let a2 = select(select(0x4e441529u, 0xf534ddc0u, is_2), 0x3c439041u, is_4);
  let a3 = select(select(0xfc2757d1u, 0xdb629599u, is_2), 0xfe5163abu, is_4);
  let a4 = select(0xf534ddc0u, 0x3c439041u, is_2);
  let w0 = select(a0, a1, is_1);
  let w1 = select(a1, a2, is_1);
  let w2 = select(a2, a3, is_1);
  let w3 = select(a3, a4, is_1);
  let f2 = (w0 << left) | ((w1 >> 1u) >> (31u - left));
  let f1 = (w1 << left) | ((w2 >> 1u) >> (31u - left));
  let f0 = (w2 << left) | ((w3 >> 1u) >> (31u - left));
  let r1 = m * f1 + high_word(m, f0);
  let r2 = m * f2 + high_word(m, f1) + select(0u, 1u, r1 < m * f1);
  let quarters = (r2 + 0x20000000u) >> 30u;
  let rest = bitcast<i32>((r2 << 2u) | (r1 >> 30u));
  let r = (f32(rest) * 2.3283064e-10 + f32(bitcast<i32>((r1 << 2u) >> 1u)) * 1.0842022e-19) * 1.5707964;
  return select(vec2(bitcast<u32>(r), quarters), vec2(bitcast<u32>(-r), 4u - quarters), bits >= 0x80000000u);
}`,
  // A loop, not a branch: software adapters compute both sides of a branch.
  `
fn turned(x: f32) -> vec2<u32> {
  let t = rounded(x * 0.63661975 + 12582912.0);
  let k = t - 12582912.0;
  let r = rounded(rounded(rounded(x - k * 1.5703125) - k * 4.837513e-4) - k * 7.5495336e-8) - k * 2.563344e-12;
  var near = vec2(bitcast<u32>(r), bitcast<u32>(t));
  for (var is_far = abs(x) > 6000.0; is_far; is_far = false) { near = far_turned(x); }
  return near;
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
fn sine_of(x: f32, quarters: u32) -> f32 {
  let t = turned(x);
  let r = bitcast<f32>(t.x);
  let turn = t.y + quarters;
  let size = select(sine_near(r), cosine_near(r), (turn & 1u) == 1u);
  let signed = clamp(select(size, -size, (turn & 2u) == 2u), -1.0, 1.0);
  let finite = select(signed, x, quarters == 0u && abs(x) < 2e-4);
  return select(finite, ${nanText}, (bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u);
}`

/** Sine of `x` in radians. */
export const sin = unary({
  name: 'sin',
  value: Math.sin,
  wgsl: (x) => `sine_of(${x}, 0u)`,
  prelude: [...turns, sineText],
  cost: 14,
  slope: (x) => cos(x),
  within: [-3, 3],
})

/** Cosine of `x` in radians. */
export const cos = unary({
  name: 'cos',
  value: Math.cos,
  wgsl: (x) => `sine_of(${x}, 1u)`,
  prelude: [...turns, sineText],
  cost: 14,
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
  let s = sine_near(bitcast<f32>(t.x));
  let c = cosine_near(bitcast<f32>(t.x));
  let is_odd = (t.y & 1u) == 1u;
  let finite = select(select(s, -c, is_odd) / select(c, s, is_odd), x, abs(x) < 2e-4);
  return select(finite, ${nanText}, (bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u);
}`,
  ],
  cost: 18,
  slope: (_, y) => add(one(y), square(y)),
  within: [-1.2, 1.2],
})
