import { subtract } from '../primitives/arithmetic.js'
import * as base from '../primitives/base.js'
import * as errorFunction from '../primitives/error-function.js'
import * as exponential from '../primitives/exponential.js'
import { multiply } from '../primitives/multiply.js'
import * as rounding from '../primitives/rounding.js'
import * as sigmoidal from '../primitives/sigmoidal.js'
import * as signs from '../primitives/sign.js'
import { type Unary, unary } from './elementwise.js'

/*
 * Of one operand, element by element; shape and dtype stay. Those that are defined on floats throw `DTypeMismatch` for another dtype, and
 * the compiler says so first. What IEEE 754 says of infinities and NaN holds: log(0) is -Infinity, sqrt(-1) is NaN, NaN passes through.
 */

/**
 * `-x`.
 *
 * @example neg(tensor([1, -2])) // [-1, 2]
 *
 * @category Arithmetic and functions
 */
export const neg: Unary<'neg', 'signed'> = unary('neg', 'signed', signs.negate)

/**
 * `|x|`; the derivative at 0 is 1, that of the right side.
 *
 * @example abs(tensor([1, -2])) // [1, 2]
 *
 * @category Arithmetic and functions
 */
export const abs: Unary<'abs', 'numeric'> = unary('abs', 'numeric', signs.abs)

/**
 * -1, 0 or 1, by the sign of `x`; its derivative is 0.
 *
 * @example sign(tensor([3, 0, -2])) // [1, 0, -1]
 *
 * @category Arithmetic and functions
 */
export const sign: Unary<'sign', 'signed'> = unary('sign', 'signed', signs.sign)

/**
 * `e^x`.
 *
 * @example exp(tensor([0, 1])) // [1, 2.71828]
 *
 * @category Arithmetic and functions
 */
export const exp: Unary<'exp', 'floating'> = unary('exp', 'floating', exponential.exp)

/**
 * `e^x - 1`, exact near 0.
 *
 * @example expm1(tensor([1e-6])) // [0.0000010000005]
 *
 * @category Arithmetic and functions
 */
export const expm1: Unary<'expm1', 'floating'> = unary('expm1', 'floating', exponential.expm1)

/**
 * The natural logarithm.
 *
 * @example log(tensor([1, 0])) // [0, -Infinity]
 *
 * @category Arithmetic and functions
 */
export const log: Unary<'log', 'floating'> = unary('log', 'floating', exponential.log)

/**
 * `log(1 + x)`, exact near 0.
 *
 * @example log1p(tensor([1e-6])) // [9.999995e-7]
 *
 * @category Arithmetic and functions
 */
export const log1p: Unary<'log1p', 'floating'> = unary('log1p', 'floating', exponential.log1p)

/**
 * 2 to the power `x`.
 *
 * @example exp2(tensor([0.5, 3])) // [1.41421, 8]
 *
 * @category Arithmetic and functions
 */
export const exp2: Unary<'exp2', 'floating'> = unary('exp2', 'floating', base.exp2)

/**
 * The logarithm to base 2.
 *
 * @example log2(tensor([8, 0.5])) // [3, -1]
 *
 * @category Arithmetic and functions
 */
export const log2: Unary<'log2', 'floating'> = unary('log2', 'floating', base.log2)

/**
 * The logarithm to base 10.
 *
 * @example log10(tensor([1000, 0.1])) // [3, -1]
 *
 * @category Arithmetic and functions
 */
export const log10: Unary<'log10', 'floating'> = unary('log10', 'floating', base.log10)

/**
 * The square root.
 *
 * @example sqrt(tensor([4, 9])) // [2, 3]
 *
 * @category Arithmetic and functions
 */
export const sqrt: Unary<'sqrt', 'floating'> = unary('sqrt', 'floating', exponential.sqrt)

/**
 * `1 / sqrt(x)`.
 *
 * @example rsqrt(tensor([4])) // [0.5]
 *
 * @category Arithmetic and functions
 */
export const rsqrt: Unary<'rsqrt', 'floating'> = unary('rsqrt', 'floating', exponential.rsqrt)

/**
 * `x^2`.
 *
 * @example square(tensor([-3])) // [9]
 *
 * @category Arithmetic and functions
 */
export const square: Unary<'square', 'numeric'> = unary('square', 'numeric', (x) => multiply(x, x))

/**
 * `1 / x`.
 *
 * @example reciprocal(tensor([4])) // [0.25]
 *
 * @category Arithmetic and functions
 */
export const reciprocal: Unary<'reciprocal', 'floating'> = unary('reciprocal', 'floating', exponential.reciprocal)

/**
 * The hyperbolic tangent.
 *
 * @example tanh(tensor([0])) // [0]
 *
 * @category Arithmetic and functions
 */
export const tanh: Unary<'tanh', 'floating'> = unary('tanh', 'floating', sigmoidal.tanh)

/**
 * The error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`.
 *
 * @example erf(tensor([0])) // [0]
 *
 * @category Arithmetic and functions
 */
export const erf: Unary<'erf', 'floating'> = unary('erf', 'floating', errorFunction.erf)

/**
 * The complement of the error function, `1 - erf(x)`: `2 / sqrt(pi)` times the integral of `e^(-t^2)` from `x` on, exact where it is small.
 *
 * @example erfc(tensor([0, 4])) // [1, 1.5417258e-8]
 *
 * @category Arithmetic and functions
 */
export const erfc: Unary<'erfc', 'floating'> = unary('erfc', 'floating', errorFunction.erfc)

/**
 * The logistic function `1 / (1 + e^-x)`, exact in both tails.
 *
 * @example sigmoid(tensor([0])) // [0.5]
 *
 * @category Arithmetic and functions
 */
export const sigmoid: Unary<'sigmoid', 'floating'> = unary('sigmoid', 'floating', sigmoidal.logistic)

/**
 * The largest whole number not above `x`; its derivative is 0.
 *
 * @example floor(tensor([-1.5])) // [-2]
 *
 * @category Arithmetic and functions
 */
export const floor: Unary<'floor', 'floating'> = unary('floor', 'floating', rounding.floor)

/**
 * The smallest whole number not below `x`; its derivative is 0.
 *
 * @example ceil(tensor([-1.5])) // [-1]
 *
 * @category Arithmetic and functions
 */
export const ceil: Unary<'ceil', 'floating'> = unary('ceil', 'floating', rounding.ceil)

/**
 * The nearest whole number, a half going to the even one; its derivative is 0.
 *
 * @example round(tensor([0.5, 1.5])) // [0, 2]
 *
 * @category Arithmetic and functions
 */
export const round: Unary<'round', 'floating'> = unary('round', 'floating', rounding.round)

/**
 * `x` without what is behind its point, the whole number next to it towards 0; its derivative is 0.
 *
 * @example trunc(tensor([-1.5, 1.5])) // [-1, 1]
 *
 * @category Arithmetic and functions
 */
export const trunc: Unary<'trunc', 'floating'> = unary('trunc', 'floating', rounding.trunc)

/**
 * What is behind the point, with the sign of `x`: `x - trunc(x)`; its derivative is 1. NaN of infinities.
 *
 * @example frac(tensor([-1.5, 1.25])) // [-0.5, 0.25]
 *
 * @category Arithmetic and functions
 */
export const frac: Unary<'frac', 'floating'> = unary('frac', 'floating', (x) => subtract(x, rounding.trunc(x)))
