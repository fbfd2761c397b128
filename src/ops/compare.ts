import * as primitive from '../primitives/compare.js'
import { type Comparison, comparison, type Predicate, predicate } from './elementwise.js'

/*
 * Questions put to elements; the answer is a `bool` tensor. Shapes broadcast, dtypes must be one, and a plain number takes the dtype of the
 * other operand. A comparison with NaN is false, except `notEqual`, which is true. None of them has a derivative.
 */

/**
 * `a = b`.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example equal(tensor([1, 2]), 1) // [true, false]
 *
 * @category Arithmetic and functions
 */
export const equal: Comparison<'equal', 'any'> = comparison('equal', 'any', primitive.equal)

/**
 * `a != b`.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example notEqual(tensor([1, 2]), 1) // [false, true]
 *
 * @category Arithmetic and functions
 */
export const notEqual: Comparison<'notEqual', 'any'> = comparison('notEqual', 'any', primitive.notEqual)

/**
 * `a < b`.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example less(tensor([1, 2]), 2) // [true, false]
 *
 * @category Arithmetic and functions
 */
export const less: Comparison<'less', 'numeric'> = comparison('less', 'numeric', primitive.less)

/**
 * `a <= b`.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example lessEqual(tensor([1, 3]), 2) // [true, false]
 *
 * @category Arithmetic and functions
 */
export const lessEqual: Comparison<'lessEqual', 'numeric'> = comparison('lessEqual', 'numeric', primitive.lessEqual)

/**
 * `a > b`.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example greater(tensor([1, 3]), 2) // [false, true]
 *
 * @category Arithmetic and functions
 */
export const greater: Comparison<'greater', 'numeric'> = comparison('greater', 'numeric', primitive.greater)

/**
 * `a >= b`.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example greaterEqual(tensor([1, 2]), 2) // [false, true]
 *
 * @category Arithmetic and functions
 */
export const greaterEqual: Comparison<'greaterEqual', 'numeric'> = comparison('greaterEqual', 'numeric', primitive.greaterEqual)

/**
 * Whether `x` is not a number.
 *
 * @throws DTypeMismatch
 * @example isNaN(tensor([0, NaN])) // [false, true]
 *
 * @category Arithmetic and functions
 */
export const isNaN: Predicate<'isNaN', 'floating'> = predicate('isNaN', 'floating', primitive.isNaN)

/**
 * Whether `x` is neither infinite nor NaN.
 *
 * @throws DTypeMismatch
 * @example isFinite(tensor([0, NaN, Infinity])) // [true, false, false]
 *
 * @category Arithmetic and functions
 */
export const isFinite: Predicate<'isFinite', 'floating'> = predicate('isFinite', 'floating', primitive.isFinite)

/**
 * Whether `x` is one of the two infinities.
 *
 * @throws DTypeMismatch
 * @example isInf(tensor([0, NaN, -Infinity])) // [false, false, true]
 *
 * @category Arithmetic and functions
 */
export const isInf: Predicate<'isInf', 'floating'> = predicate('isInf', 'floating', primitive.isInfinite)
