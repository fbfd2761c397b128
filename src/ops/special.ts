import * as bessel from '../primitives/bessel.js'
import { erfinv as inverse } from '../primitives/erf-inverse.js'
import * as gamma from '../primitives/gamma.js'
import { type Unary, unary } from './elementwise.js'

/* Special functions of floats, element by element; shape and dtype stay. */

/**
 * The logarithm of the size of the gamma function, `log |Gamma(x)|`: of a whole number that of the factorial of the one before. Infinite at 0 and the whole
 * numbers below. Its derivative is `digamma`. To a few units of the last place above 0; below, where it has zeros, to some 1e-6 of the larger of it and 1.
 *
 * @throws DTypeMismatch
 * @example lgamma(tensor([0.5, 5])) // [0.572365, 3.17805]
 *
 * @category Arithmetic and functions
 */
export const lgamma: Unary<'lgamma', 'floating'> = unary('lgamma', 'floating', gamma.lgamma)

/**
 * The derivative of `lgamma`, `Gamma'(x) / Gamma(x)`; NaN at the whole numbers below 0, and infinite at 0, against its sign. It can be differentiated as often
 * as wanted. As exact as `lgamma`.
 *
 * @throws DTypeMismatch
 * @example digamma(tensor([1])) // [-0.577216]
 *
 * @category Arithmetic and functions
 */
export const digamma: Unary<'digamma', 'floating'> = unary('digamma', 'floating', gamma.digamma)

/**
 * The number whose error function is `x`, in [-1, 1]; infinite at 1 and -1. `sqrt(2) erfinv(2 p - 1)` is the quantile of the normal distribution.
 *
 * @throws DTypeMismatch
 * @example erfinv(tensor([0, 0.5])) // [0, 0.476936]
 *
 * @category Arithmetic and functions
 */
export const erfinv: Unary<'erfinv', 'floating'> = unary('erfinv', 'floating', inverse)

/**
 * The modified Bessel function of the first kind and order 0. Its derivative is `i1`.
 *
 * @throws DTypeMismatch
 * @example i0(tensor([0, 1])) // [1, 1.26607]
 *
 * @category Arithmetic and functions
 */
export const i0: Unary<'i0', 'floating'> = unary('i0', 'floating', bessel.i0)

/**
 * The modified Bessel function of the first kind and order 1. Its derivative is `i0(x) - i1(x) / x`.
 *
 * @throws DTypeMismatch
 * @example i1(tensor([0, 1])) // [0, 0.565159]
 *
 * @category Arithmetic and functions
 */
export const i1: Unary<'i1', 'floating'> = unary('i1', 'floating', bessel.i1)
