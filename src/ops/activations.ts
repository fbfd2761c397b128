import { divide } from '../primitives/arithmetic.js'
import { lessEqual } from '../primitives/compare.js'
import * as errorFunction from '../primitives/error-function.js'
import { exp, expm1, log1p } from '../primitives/exponential.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import * as rectified from '../primitives/rectified.js'
import { select } from '../primitives/select.js'
import { logistic, tanh } from '../primitives/sigmoidal.js'
import { abs, negate } from '../primitives/sign.js'
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
 *
 * @category Arithmetic and functions
 */
export const relu: Unary<'relu', 'numeric'> = unary('relu', 'numeric', rectified.relu)

/**
 * `x / (1 + e^-x)`, also called swish.
 *
 * @throws DTypeMismatch
 * @example silu(tensor([0, 1])) // [0, 0.731059]
 *
 * @category Arithmetic and functions
 */
export const silu: Unary<'silu', 'floating'> = unary('silu', 'floating', (x) => multiply(x, logistic(x)))

/**
 * `log(1 + e^x)`, without overflow.
 *
 * @throws DTypeMismatch
 * @example softplus(tensor([0, 1000])) // [0.693147, 1000]
 *
 * @category Arithmetic and functions
 */
export const softplus: Unary<'softplus', 'floating'> = unary('softplus', 'floating', (x) => softened(x))

const softened = (x: AnyTensor): AnyTensor => {
  // Not by maximum and abs, whose slopes at 0 are in the middle: the second derivative there would be 0.
  const isPositive = lessEqual(like(x, 0), x)
  return add(select(isPositive, x, like(x, 0)), log1p(exp(select(isPositive, negate(x), x))))
}

/**
 * `x` times the probability that a standard normal is below it, `x / 2 erfc(-x / sqrt 2)`, exact in its tail.
 *
 * @throws DTypeMismatch
 * @see Hendrycks, Gimpel, Gaussian error linear units, arXiv:1606.08415
 * @example gelu(tensor([0, 1])) // [0, 0.841345]
 *
 * @category Arithmetic and functions
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
 *
 * @category Arithmetic and functions
 */
export const selu: Unary<'selu', 'floating'> = unary('selu', 'floating', (x) =>
  wherePositive(x, scaled(x, seluScale), scaled(saturating(x), seluScale * seluAlpha)),
)

/**
 * `x` where `x > 0`, `slope x` elsewhere; the derivative at 0 is `slope` (JAX has 1 there).
 *
 * @throws DTypeMismatch
 * @example leakyRelu(tensor([-1, 2])) // [-0.01, 2]
 *
 * @category Arithmetic and functions
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
 *
 * @category Arithmetic and functions
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

/**
 * `x` between 0 and 6, else the nearer of them; the derivative at both is 0.
 *
 * @throws DTypeMismatch
 * @see Howard and others, MobileNets, arXiv:1704.04861
 * @example relu6(tensor([-1, 2, 8])) // [0, 2, 6]
 *
 * @category Arithmetic and functions
 */
export const relu6: Unary<'relu6', 'numeric'> = unary('relu6', 'numeric', (x) => upTo6(x))

const upTo6 = (x: AnyTensor): AnyTensor => select(lessEqual(x, like(x, 0)), like(x, 0), select(lessEqual(like(x, 6), x), like(x, 6), x))

/**
 * `relu6(x + 3) / 6`, a sigmoid of three straight lines; the derivative at -3 and 3 is 0.
 *
 * @throws DTypeMismatch
 * @see Howard and others, Searching for MobileNetV3, arXiv:1905.02244
 * @example hardSigmoid(tensor([-3, 0, 1])) // [0, 0.5, 0.666667]
 *
 * @category Arithmetic and functions
 */
export const hardSigmoid: Unary<'hardSigmoid', 'floating'> = unary('hardSigmoid', 'floating', (x) => hardened(x))

const hardened = (x: AnyTensor): AnyTensor => scaled(upTo6(add(x, like(x, 3))), 1 / 6)

/**
 * `x hardSigmoid(x)`; the derivative at -3 is 0, at 3 it is 1 (those of the outer lines).
 *
 * @throws DTypeMismatch
 * @see Howard and others, Searching for MobileNetV3, arXiv:1905.02244
 * @example hardSwish(tensor([-4, 1, 4])) // [0, 0.666667, 4]
 *
 * @category Arithmetic and functions
 */
export const hardSwish: Unary<'hardSwish', 'floating'> = unary('hardSwish', 'floating', (x) => multiply(x, hardened(x)))

/**
 * `x tanh(softplus(x))`.
 *
 * @throws DTypeMismatch
 * @see Misra, Mish: A self regularized non-monotonic activation function, arXiv:1908.08681
 * @example mish(tensor([0, 1])) // [0, 0.865098]
 *
 * @category Arithmetic and functions
 */
export const mish: Unary<'mish', 'floating'> = unary('mish', 'floating', (x) => multiply(x, tanh(softened(x))))

/**
 * `x / (1 + |x|)`, from -1 to 1, slower than `tanh`.
 *
 * @throws DTypeMismatch
 * @example softsign(tensor([-1, 3])) // [-0.5, 0.75]
 *
 * @category Arithmetic and functions
 */
export const softsign: Unary<'softsign', 'floating'> = unary('softsign', 'floating', (x) => divide(x, add(like(x, 1), abs(x))))

/**
 * `log(sigmoid(x))`, `-softplus(-x)`, exact where the sigmoid is 0 in floats.
 *
 * @throws DTypeMismatch
 * @example logSigmoid(tensor([0, -1000])) // [-0.693147, -1000]
 *
 * @category Arithmetic and functions
 */
export const logSigmoid: Unary<'logSigmoid', 'floating'> = unary('logSigmoid', 'floating', (x) => negate(softened(negate(x))))

/**
 * `x` where `x > 0`, `alpha (e^(x / alpha) - 1)` elsewhere: `elu` whose slope at 0 is 1 for every `alpha`.
 *
 * @throws DTypeMismatch; InvalidArgument if `alpha` is 0
 * @see Barron, Continuously differentiable exponential linear units, arXiv:1704.07483
 * @example celu(tensor([-1, 2]), 2) // [-0.786939, 2]
 *
 * @category Arithmetic and functions
 */
export function celu<S extends Shape = [], D extends DType = 'f32', X = unknown>(
  x: Wrapped<'celu', 'x', X, Fit<NotOfKind<'celu', D, 'floating'>, Operand<S, D>>>,
  alpha?: number,
): Tensor<Given<S>, Given<D>>
export function celu(x: AnyTensor | number, alpha = 1): AnyTensor {
  check.number('celu', 'alpha', alpha)
  if (alpha === 0) check.refuse('celu', 'alpha', 'not 0', alpha)
  return continuous(alpha)(x)
}
const continuous = (alpha: number) => unary('celu', 'floating', (x) => wherePositive(x, x, scaled(saturating(scaled(x, 1 / alpha)), alpha)))
