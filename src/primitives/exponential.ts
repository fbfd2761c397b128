import { infinityText, isNaNText, nanText, notFinite } from '../kernel/not-finite.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { erfOf } from './erf-value.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/** Adapters differ where there is no result or an infinite one, so that is spelled out. */
export const expText = `
fn exp_of(x: f32) -> f32 { return select(exp(x), x, ${isNaNText('x')}); }`

const logText = `
fn log_of(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let edge = select(${nanText}, -${infinityText}, (bits << 1u) == 0u);
  return select(select(edge, x, bits == 0x7f800000u), log(x), bits - 1u < 0x7f7fffffu);
}`

/** `e` to the power `x`. */
export const exp = unary({ name: 'exp', value: Math.exp, wgsl: (x) => `exp_of(${x})`, prelude: [expText], cost: 8, slope: (_, y) => y })

const expm1Text = `
fn expm1(x: f32) -> f32 {
  if (abs(x) > 0.35) { return exp(x) - 1.0; }
  return x * (1.0 + x * (0.5 + x * (0.16666667 + x * (0.041666668 + x * (0.008333334 + x * (0.0013888889 + x * 0.0001984127))))));
}`

/** `e^x - 1`, exact to the last digits near 0 as well. */
export const expm1 = unary({
  name: 'expm1',
  value: Math.expm1,
  wgsl: (x) => `expm1(${x})`,
  prelude: [expm1Text],
  cost: 10,
  slope: (_, y) => add(y, like(y, 1)),
})

/** Natural logarithm; minus infinity at 0, NaN below. */
export const log = unary({
  name: 'log',
  value: Math.log,
  wgsl: (x) => `log_of(${x})`,
  prelude: [notFinite, logText],
  cost: 8,
  slope: (x) => reciprocal(x),
  within: [0.2, 3],
})

/** `log(1 + x)`, exact to the last digits near 0 as well. */
export const log1p = unary({
  name: 'log1p',
  value: Math.log1p,
  wgsl: (x) => `log1p(${x})`,
  // Near 0: 2 atanh(x / (2 + x)), as a series.
  prelude: [
    notFinite,
    logText,
    `
fn log1p(x: f32) -> f32 {
  if (x > 0.45 || x < -0.3) { return log_of(1.0 + x); }
  let s = x / (2.0 + x);
  let q = s * s;
  return 2.0 * s * (1.0 + q * (0.33333334 + q * (0.2 + q * (0.14285715 + q * (0.11111111 + q * 0.09090909)))));
}`,
  ],
  cost: 10,
  slope: (x) => reciprocal(add(x, like(x, 1))),
  within: [-0.8, 3],
})

/** Square root; NaN below 0. The derivative at 0 is infinite. */
export const sqrt = unary({
  name: 'sqrt',
  value: Math.sqrt,
  wgsl: (x) => `sqrt(${x})`,
  cost: 4,
  slope: (_, y) => multiply(like(y, 0.5), reciprocal(y)),
  within: [0.1, 4],
})

/** `1 / sqrt(x)`. */
export const rsqrt = unary({
  name: 'rsqrt',
  value: (x) => 1 / Math.sqrt(x),
  wgsl: (x) => `(1.0 / sqrt(${x}))`,
  cost: 6,
  slope: (x, y) => multiply(like(y, -0.5), multiply(y, reciprocal(x))),
  within: [0.1, 4],
})

/** `1 / x`. */
export const reciprocal = unary({
  name: 'reciprocal',
  value: (x) => 1 / x,
  wgsl: (x) => `(1.0 / ${x})`,
  cost: 2,
  slope: (_, y) => negate(square(y)),
  within: [0.3, 3],
})

/** `1 / (1 + e^-x)`, the sigmoid. */
export const logistic = unary({
  name: 'logistic',
  value: (x) => 1 / (1 + Math.exp(-x)),
  wgsl: (x) => `(1.0 / (1.0 + exp_of(-${x})))`,
  prelude: [expText],
  cost: 10,
  slope: (_, y) => multiply(y, add(like(y, 1), negate(y))),
})

/** Hyperbolic tangent. */
export const tanh = unary({
  name: 'tanh',
  value: Math.tanh,
  wgsl: (x) => `tanh_of(${x})`,
  // Through e^2x - 1: exact near 0, and no overflow.
  prelude: [
    expm1Text,
    `
fn tanh_of(x: f32) -> f32 {
  let e = expm1(2.0 * clamp(abs(x), 0.0, 10.0));
  let size = e / (e + 2.0);
  let signed = bitcast<f32>(bitcast<u32>(size) | (bitcast<u32>(x) & 0x80000000u));
  return select(signed, x, ${isNaNText('x')});
}`,
  ],
  cost: 14,
  slope: (_, y) => add(like(y, 1), negate(square(y))),
})

/** The error function, `2 / sqrt(pi)` times the integral of `e^-t^2` from 0 to `x`. */
export const erf = unary({
  name: 'erf',
  value: erfOf,
  wgsl: (x) => `erf(${x})`,
  // A rational minimax approximation in x^2, as in Eigen; good to 1 ulp or so in f32.
  prelude: [
    `
fn erf(v: f32) -> f32 {
  let x = clamp(v, -4.0, 4.0);
  let q = x * x;
  var p = -2.72614225801306e-10;
  p = p * q + 2.77068142495902e-08;
  p = p * q - 2.10102402082508e-06;
  p = p * q - 5.69250639462346e-05;
  p = p * q - 7.34990630326855e-04;
  p = p * q - 2.95459980854025e-03;
  p = p * q - 1.60960333262415e-02;
  var d = -1.45660718464996e-05;
  d = d * q - 2.13374055278905e-04;
  d = d * q - 1.68282697438203e-03;
  d = d * q - 7.37332916720468e-03;
  d = d * q - 1.42647390514189e-02;
  return select(x * p / d, v + v, ${isNaNText('v')});
}`,
  ],
  cost: 16,
  slope: (x) => multiply(like(x, 2 / Math.sqrt(Math.PI)), exp(negate(square(x)))),
})
