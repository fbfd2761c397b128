import { notEqual } from '../primitives/compare.js'
import * as primitive from '../primitives/logic.js'
import { type Binary, binary, type Unary, unary } from './elementwise.js'

/* Of `bool` tensors, whose shapes broadcast. */

/**
 * Whether both hold.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example logicalAnd(tensor([true, false]), tensor(true)) // [true, false]
 *
 * @category Arithmetic and functions
 */
export const logicalAnd: Binary<'logicalAnd', 'bool'> = binary('logicalAnd', 'bool', primitive.and)

/**
 * Whether one holds, or both.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example logicalOr(tensor([true, false]), tensor(true)) // [true, true]
 *
 * @category Arithmetic and functions
 */
export const logicalOr: Binary<'logicalOr', 'bool'> = binary('logicalOr', 'bool', primitive.or)

/**
 * Whether one holds and the other does not.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example logicalXor(tensor([true, false]), tensor(true)) // [false, true]
 *
 * @category Arithmetic and functions
 */
export const logicalXor: Binary<'logicalXor', 'bool'> = binary('logicalXor', 'bool', notEqual)

/**
 * Whether it does not hold.
 *
 * @throws DTypeMismatch
 * @example logicalNot(tensor([true, false])) // [false, true]
 *
 * @category Arithmetic and functions
 */
export const logicalNot: Unary<'logicalNot', 'bool'> = unary('logicalNot', 'bool', primitive.not)
