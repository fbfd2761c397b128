import { isNaNText } from '../kernel/not-finite.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { erfOf } from './erf-value.js'
import { exp, expm1Texts, expTexts } from './exponential.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { negate } from './sign.js'
import { unary } from './unary.js'

/* What rises from one bound to another: never beyond it, however an adapter divides. */

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const square = (x: AnyTensor): AnyTensor => multiply(x, x)

/** `1 / (1 + e^-x)`, the sigmoid. */
export const logistic = unary({
  name: 'logistic',
  value: (x) => 1 / (1 + Math.exp(-x)),
  wgsl: (x) => `logistic(${x})`,
  // Through e^-|x|, which does not overflow: in the tail below 0 it is the result itself.
  prelude: [
    ...expTexts,
    `
fn logistic(x: f32) -> f32 {
  let e = exp_of(-abs(x));
  return select(min(select(1.0, e, x < 0.0) / (1.0 + e), 1.0), x, ${isNaNText('x')});
}`,
  ],
  cost: 14,
  slope: (_, y) => multiply(y, add(like(y, 1), negate(y))),
})

/** Hyperbolic tangent. */
export const tanh = unary({
  name: 'tanh',
  value: Math.tanh,
  wgsl: (x) => `tanh_of(${x})`,
  // Through e^2|x| - 1: exact near 0, and no overflow.
  prelude: [
    ...expm1Texts,
    `
fn tanh_of(x: f32) -> f32 {
  let e = expm1_of(2.0 * min(abs(x), 10.0));
  let size = min(e / (e + 2.0), 1.0);
  let signed = bitcast<f32>(bitcast<u32>(size) | (bitcast<u32>(x) & 0x80000000u));
  return select(signed, x, abs(x) < 1e-8 || ${isNaNText('x')});
}`,
  ],
  cost: 16,
  slope: (_, y) => add(like(y, 1), negate(square(y))),
})

/** The error function, `2 / sqrt(pi)` times the integral of `e^-t^2` from 0 to `x`. */
export const erf = unary({
  name: 'erf',
  value: erfOf,
  wgsl: (x) => `erf(${x})`,
  // A rational minimax approximation in x^2, as in Eigen.
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
  return select(clamp(x * (p / d), -1.0, 1.0), v, ${isNaNText('v')});
}`,
  ],
  cost: 16,
  slope: (x) => multiply(like(x, 2 / Math.sqrt(Math.PI)), exp(negate(square(x)))),
})
