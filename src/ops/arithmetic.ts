import { divide, maximum as largerOf, minimum as smallerOf, subtract } from '../primitives/arithmetic.js'
import { hypot as lengthOf } from '../primitives/hypot.js'
import * as angles from '../primitives/inverse-trigonometric.js'
import { logAddExp as logOfSum } from '../primitives/log-add-exp.js'
import { multiply, add as sumOfTwo } from '../primitives/multiply.js'
import { power } from '../primitives/power.js'
import { remainder } from '../primitives/remainder.js'
import { type Binary, binary } from './elementwise.js'

/*
 * Of two operands: shapes broadcast as in NumPy, dtypes must be one (`DTypeMismatch` names `astype` otherwise), and a plain number takes the
 * dtype of the other operand.
 */

/**
 * `a + b`, elementwise. Whole numbers wrap.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example add(tensor([[1], [2]]), tensor([10, 20])) // [[11, 21], [12, 22]]
 *
 * @category Arithmetic and functions
 */
export const add: Binary<'add', 'numeric'> = binary('add', 'numeric', sumOfTwo)

/**
 * `a - b`, elementwise. Whole numbers wrap.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example sub(tensor([1, 2]), 1) // [0, 1]
 *
 * @category Arithmetic and functions
 */
export const sub: Binary<'sub', 'numeric'> = binary('sub', 'numeric', subtract)

/**
 * `a x b`, elementwise. Whole numbers wrap.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example mul(2, tensor([1, 2])) // [2, 4]
 *
 * @category Arithmetic and functions
 */
export const mul: Binary<'mul', 'numeric'> = binary('mul', 'numeric', multiply)

/**
 * `a / b`, elementwise; of whole numbers the quotient rounded to zero, and `a` where `b` is 0.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example div(tensor([1, 2]), 4) // [0.25, 0.5]
 *
 * @category Arithmetic and functions
 */
export const div: Binary<'div', 'numeric'> = binary('div', 'numeric', divide)

/**
 * `a` to the power `b`, elementwise, of floats; NaN for a negative `a` and a fractional `b`. `0^0` is 1. The derivative in `a` is 0 wherever `b` is 0, and
 * the one in `b` is 0 where `a` is 0 and `b` is not below; where `a` is negative it is NaN.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example pow(tensor([1, 2, 3]), 2) // [1, 4, 9]
 *
 * @category Arithmetic and functions
 */
export const pow: Binary<'pow', 'floating'> = binary('pow', 'floating', power)

/**
 * What is left of `a` after division by `b` rounded to zero, with the sign of `a`, elementwise: exact, as `fmod` of C and NumPy. Of floats NaN where `b` is 0
 * or `a` infinite; of whole numbers 0 where `b` is 0. The derivative in `b` is minus the quotient that was taken away.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example rem(tensor([5, -5]), 3) // [2, -2]
 *
 * @category Arithmetic and functions
 */
export const rem: Binary<'rem', 'numeric'> = binary('rem', 'numeric', remainder)

/**
 * The larger of `a` and `b`, elementwise; NaN if either is. Where they are equal, each has half the derivative.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example maximum(tensor([-1, 2]), 0) // [0, 2]
 *
 * @category Arithmetic and functions
 */
export const maximum: Binary<'maximum', 'numeric'> = binary('maximum', 'numeric', largerOf)

/**
 * The smaller of `a` and `b`, elementwise; NaN if either is. Where they are equal, each has half the derivative.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example minimum(tensor([-1, 2]), 0) // [-1, 0]
 *
 * @category Arithmetic and functions
 */
export const minimum: Binary<'minimum', 'numeric'> = binary('minimum', 'numeric', smallerOf)

/**
 * The angle of the point `(x, y)`, given as `atan2(y, x)`, in radians in (-pi, pi], elementwise. At the origin it is 0 or pi, by the signs of the zeros, and
 * both derivatives are NaN.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example atan2(tensor([1]), tensor([0])) // [1.5708]
 *
 * @category Arithmetic and functions
 */
export const atan2: Binary<'atan2', 'floating'> = binary('atan2', 'floating', angles.atan2)

/**
 * `sqrt(a^2 + b^2)`, elementwise, which overflows only where the result does; infinite where either is, also beside NaN. The derivatives where both are 0
 * are 0.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example hypot(tensor([3]), tensor([4])) // [5]
 *
 * @category Arithmetic and functions
 */
export const hypot: Binary<'hypot', 'floating'> = binary('hypot', 'floating', lengthOf)

/**
 * `log(e^a + e^b)`, elementwise, which neither overflows nor loses the smaller one. Of two infinities of one sign each has half the derivative.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example logAddExp(tensor([1000, 0]), tensor([1000, -1])) // [1000.69, 0.313262]
 *
 * @category Arithmetic and functions
 */
export const logAddExp: Binary<'logAddExp', 'floating'> = binary('logAddExp', 'floating', logOfSum)
