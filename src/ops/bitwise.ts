import { bitAnd, bitOr, bitXor, shiftLeft as left, shiftRight as right } from '../primitives/bitwise.js'
import { full } from '../primitives/literal.js'
import { type Binary, binary, type Unary, unary } from './elementwise.js'

/* Of the bits of `i32`, which are in two's complement, and of `u32`. Shapes broadcast, dtypes must be one. None has a derivative. */

/**
 * The bits that both have.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example bitwiseAnd(tensor([12, 10], { dtype: 'i32' }), 6) // [4, 2]
 *
 * @category Arithmetic and functions
 */
export const bitwiseAnd: Binary<'bitwiseAnd', 'integer'> = binary('bitwiseAnd', 'integer', bitAnd)

/**
 * The bits that one has, or both.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example bitwiseOr(tensor([12, 10], { dtype: 'i32' }), 6) // [14, 14]
 *
 * @category Arithmetic and functions
 */
export const bitwiseOr: Binary<'bitwiseOr', 'integer'> = binary('bitwiseOr', 'integer', bitOr)

/**
 * The bits that one has and the other has not.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example bitwiseXor(tensor([12, 10], { dtype: 'i32' }), 6) // [10, 12]
 *
 * @category Arithmetic and functions
 */
export const bitwiseXor: Binary<'bitwiseXor', 'integer'> = binary('bitwiseXor', 'integer', bitXor)

/**
 * All bits turned: of `i32` that is `-1 - x`.
 *
 * @throws DTypeMismatch
 * @example bitwiseNot(tensor([0, 5], { dtype: 'i32' })) // [-1, -6]
 *
 * @category Arithmetic and functions
 */
export const bitwiseNot: Unary<'bitwiseNot', 'integer'> = unary('bitwiseNot', 'integer', (x) =>
  bitXor(x, full(x.type.dtype === 'i32' ? -1 : 2 ** 32 - 1, x.type.shape, x.type.dtype)),
)

/**
 * The bits of `a` moved up by `b` places, and zeros after them: `a · 2^b`, wrapped. By 32 places or more, or a negative number of them, it is 0.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example shiftLeft(tensor([1, 3], { dtype: 'i32' }), 4) // [16, 48]
 *
 * @category Arithmetic and functions
 */
export const shiftLeft: Binary<'shiftLeft', 'integer'> = binary('shiftLeft', 'integer', left)

/**
 * The bits of `a` moved down by `b` places: `a / 2^b`, rounded down. Of `i32` copies of the sign come in from above, of `u32` zeros; by 32 places or more, or a
 * negative number of them, they are all that is left.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example shiftRight(tensor([48, -3], { dtype: 'i32' }), 1) // [24, -2]
 *
 * @category Arithmetic and functions
 */
export const shiftRight: Binary<'shiftRight', 'integer'> = binary('shiftRight', 'integer', right)
