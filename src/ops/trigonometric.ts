import * as hyperbolic from '../primitives/hyperbolic.js'
import * as inverseHyperbolic from '../primitives/inverse-hyperbolic.js'
import * as inverse from '../primitives/inverse-trigonometric.js'
import * as primitive from '../primitives/trigonometric.js'
import { type Unary, unary } from './elementwise.js'

/* Angles are in radians. Of floats, element by element; shape and dtype stay. Outside its domain a function is NaN. */

/**
 * The sine.
 *
 * @example sin(tensor([0])) // [0]
 *
 * @category Arithmetic and functions
 */
export const sin: Unary<'sin', 'floating'> = unary('sin', 'floating', primitive.sin)

/**
 * The cosine.
 *
 * @example cos(tensor([0])) // [1]
 *
 * @category Arithmetic and functions
 */
export const cos: Unary<'cos', 'floating'> = unary('cos', 'floating', primitive.cos)

/**
 * The tangent.
 *
 * @example tan(tensor([0])) // [0]
 *
 * @category Arithmetic and functions
 */
export const tan: Unary<'tan', 'floating'> = unary('tan', 'floating', primitive.tan)

/**
 * The angle in [-pi/2, pi/2] whose sine is `x`, in [-1, 1].
 *
 * @example asin(tensor([1])) // [1.5708]
 *
 * @category Arithmetic and functions
 */
export const asin: Unary<'asin', 'floating'> = unary('asin', 'floating', inverse.asin)

/**
 * The angle in [0, pi] whose cosine is `x`, in [-1, 1].
 *
 * @example acos(tensor([1])) // [0]
 *
 * @category Arithmetic and functions
 */
export const acos: Unary<'acos', 'floating'> = unary('acos', 'floating', inverse.acos)

/**
 * The angle in (-pi/2, pi/2) whose tangent is `x`.
 *
 * @example atan(tensor([1])) // [0.785398]
 *
 * @category Arithmetic and functions
 */
export const atan: Unary<'atan', 'floating'> = unary('atan', 'floating', inverse.atan)

/**
 * The hyperbolic sine, `(e^x - e^-x) / 2`.
 *
 * @example sinh(tensor([0])) // [0]
 *
 * @category Arithmetic and functions
 */
export const sinh: Unary<'sinh', 'floating'> = unary('sinh', 'floating', hyperbolic.sinh)

/**
 * The hyperbolic cosine, `(e^x + e^-x) / 2`.
 *
 * @example cosh(tensor([0])) // [1]
 *
 * @category Arithmetic and functions
 */
export const cosh: Unary<'cosh', 'floating'> = unary('cosh', 'floating', hyperbolic.cosh)

/**
 * The number whose hyperbolic sine is `x`, `log(x + sqrt(x^2 + 1))`.
 *
 * @example asinh(tensor([0, 1])) // [0, 0.881374]
 *
 * @category Arithmetic and functions
 */
export const asinh: Unary<'asinh', 'floating'> = unary('asinh', 'floating', inverseHyperbolic.asinh)

/**
 * The number from 0 on whose hyperbolic cosine is `x`, from 1 on: `log(x + sqrt(x^2 - 1))`. The derivative at 1 is infinite.
 *
 * @example acosh(tensor([1, 2])) // [0, 1.31696]
 *
 * @category Arithmetic and functions
 */
export const acosh: Unary<'acosh', 'floating'> = unary('acosh', 'floating', inverseHyperbolic.acosh)

/**
 * The number whose hyperbolic tangent is `x`, in [-1, 1]: `log((1 + x) / (1 - x)) / 2`. Infinite at 1 and -1.
 *
 * @example atanh(tensor([0, 0.5])) // [0, 0.549306]
 *
 * @category Arithmetic and functions
 */
export const atanh: Unary<'atanh', 'floating'> = unary('atanh', 'floating', inverseHyperbolic.atanh)
