import { isNaNText } from '../kernel/not-finite.js'
import { expTexts } from './exponential.js'
import { unary } from './unary.js'

/** `e^|x| / 2`, which does not overflow before the result does, and the half of its reciprocal, which no longer counts where quotients are bad. */
const halvesText = `
fn halves(x: f32) -> vec2<f32> {
  let half = exp_shifted(abs(x), 0x00800000u, -1.0, 89.41599);
  return vec2(half, 0.25 / min(half, 1e20));
}`

/** Hyperbolic sine. */
export const sinh = unary({
  name: 'sinh',
  value: Math.sinh,
  wgsl: (x) => `sinh_of(${x})`,
  // A series near 0.
  prelude: [
    ...expTexts,
    halvesText,
    `
fn sinh_of(x: f32) -> f32 {
  let q = x * x;
  let near = select(x + x * q * (0.16666666 + q * (0.008333351 + q * (1.9836056e-4 + q * 2.817502e-6))), x, q < 1e-8);
  let h = halves(x);
  return select(select(h.x - h.y, h.y - h.x, x < 0.0), near, abs(x) < 1.0);
}`,
  ],
  cost: 14,
  slope: (x) => cosh(x),
})

/** Hyperbolic cosine. */
export const cosh = unary({
  name: 'cosh',
  value: Math.cosh,
  wgsl: (x) => `cosh_of(${x})`,
  prelude: [
    ...expTexts,
    halvesText,
    `
fn cosh_of(x: f32) -> f32 {
  let h = halves(x);
  return select(h.x + h.y, x, ${isNaNText('x')});
}`,
  ],
  cost: 14,
  slope: (x) => sinh(x),
})
