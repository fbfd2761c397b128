import { lessEqual } from '../primitives/compare.js'
import * as errorFunction from '../primitives/error-function.js'
import { exp, expm1, log1p } from '../primitives/exponential.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { logistic } from '../primitives/sigmoidal.js'
import { negate } from '../primitives/sign.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind } from '../shape/dtype-rule.js'
import type { Fit, Given } from '../shape/sentence.js'
import type { Wrapped } from '../shape/wrapped.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { type Unary, unary } from './elementwise.js'
import type { Operand } from './operand.js'

/*
 * Element by element; shape and dtype stay. NaN passes through. At the corner `relu`, `leakyRelu`, `elu` and `selu` have the slope to its left, as in
 * PyTorch; at NaN these four have the slope of what passes it on, that to the right of the corner. The slopes of the others are NaN there.
 */

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const scaled = (x: AnyTensor, factor: number): AnyTensor => multiply(x, like(x, factor))
/** `yes` where `x` is positive or NaN, so that a `yes` made of `x` passes NaN on. */
const wherePositive = (x: AnyTensor, yes: AnyTensor, no: AnyTensor): AnyTensor => select(lessEqual(x, like(x, 0)), no, yes)

/**
 * `max(x, 0)`; the derivative at 0 is 0.
 *
 * @throws DTypeMismatch
 * @example relu(tensor([-1, 2])) // [0, 2]
 */
export const relu: Unary<'relu', 'numeric'> = unary('relu', 'numeric', (x) => select(lessEqual(x, like(x, 0)), like(x, 0), x))

/**
 * `x / (1 + e^-x)`, also called swish.
 *
 * @throws DTypeMismatch
 * @example silu(tensor([0, 1])) // [0, 0.731059]
 */
export const silu: Unary<'silu', 'floating'> = unary('silu', 'floating', (x) => multiply(x, logistic(x)))

/**
 * `log(1 + e^x)`, without overflow.
 *
 * @throws DTypeMismatch
 * @example softplus(tensor([0, 1000])) // [0.693147, 1000]
 */
export const softplus: Unary<'softplus', 'floating'> = unary('softplus', 'floating', (x) => {
  // Not by maximum and abs, whose slopes at 0 are in the middle: the second derivative there would be 0.
  const isPositive = lessEqual(like(x, 0), x)
  return add(select(isPositive, x, like(x, 0)), log1p(exp(select(isPositive, negate(x), x))))
})

/**
 * `x` times the probability that a standard normal is below it, `x / 2 erfc(-x / sqrt 2)`, exact in its tail.
 *
 * @throws DTypeMismatch
 * @see Hendrycks, Gimpel, Gaussian error linear units, arXiv:1606.08415
 * @example gelu(tensor([0, 1])) // [0, 0.841345]
 */
export const gelu: Unary<'gelu', 'floating'> = unary('gelu', 'floating', errorFunction.gelu)

/** `e^x - 1` of what is not positive: cut first, since the branch not taken must not overflow either. */
const saturating = (x: AnyTensor): AnyTensor => expm1(select(lessEqual(x, like(x, 0)), x, like(x, 0)))

const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

/**
 * `scale x` where `x > 0`, `scale alpha (e^x - 1)` elsewhere, with the constants that keep mean and variance from layer to layer.
 *
 * @throws DTypeMismatch
 * @see Klambauer, Unterthiner, Mayr, Hochreiter, Self-normalizing neural networks, arXiv:1706.02515
 * @example selu(tensor([1])) // [1.0507]
 */
export const selu: Unary<'selu', 'floating'> = unary('selu', 'floating', (x) =>
  wherePositive(x, scaled(x, seluScale), scaled(saturating(x), seluScale * seluAlpha)),
)

/**
 * `x` where `x > 0`, `slope x` elsewhere; the derivative at 0 is `slope` (JAX has 1 there).
 *
 * @throws DTypeMismatch
 * @example leakyRelu(tensor([-1, 2])) // [-0.01, 2]
 */
export function leakyRelu<S extends Shape = [], D extends DType = 'f32', X = unknown>(
  x: Wrapped<'leakyRelu', 'x', X, Fit<NotOfKind<'leakyRelu', D, 'floating'>, Operand<S, D>>>,
  slope?: number,
): Tensor<Given<S>, Given<D>>
export function leakyRelu(x: AnyTensor | number, slope = 0.01): AnyTensor {
  check.number('leakyRelu', 'the slope', slope)
  return leaky(slope)(x)
}
const leaky = (slope: number) => unary('leakyRelu', 'floating', (x) => wherePositive(x, x, scaled(x, slope)))

/**
 * `x` where `x > 0`, `alpha (e^x - 1)` elsewhere.
 *
 * @throws DTypeMismatch
 * @see Clevert, Unterthiner, Hochreiter, Fast and accurate deep network learning by exponential linear units, arXiv:1511.07289
 * @example elu(tensor([-1, 2])) // [-0.632121, 2]
 */
export function elu<S extends Shape = [], D extends DType = 'f32', X = unknown>(
  x: Wrapped<'elu', 'x', X, Fit<NotOfKind<'elu', D, 'floating'>, Operand<S, D>>>,
  alpha?: number,
): Tensor<Given<S>, Given<D>>
export function elu(x: AnyTensor | number, alpha = 1): AnyTensor {
  check.number('elu', 'alpha', alpha)
  return exponentialLinear(alpha)(x)
}
const exponentialLinear = (alpha: number) => unary('elu', 'floating', (x) => wherePositive(x, x, scaled(saturating(x), alpha)))
