import { less } from '../primitives/compare.js'
import { iota } from '../primitives/iota.js'
import { full, zeros } from '../primitives/literal.js'
import { add } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Matrices, matrices } from '../shape/matrix.js'
import { type Fit, orThrow } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { typed } from './operand.js'

/** Which diagonal is meant. */
export interface DiagonalOption<K extends number = number> {
  /** So many places above the main one, which is 0; negative below. */
  readonly diagonal?: K | undefined
}

/** The diagonal asked for. */
export const diagonalOf = (op: string, given: DiagonalOption | undefined): number => {
  const { diagonal = 0 } = check.options(op, 'x', given, ['diagonal'])
  if (!Number.isSafeInteger(diagonal)) check.refuse(op, 'the diagonal', 'a whole number', diagonal)
  return diagonal
}

/** A part of matrices, which are the last two axes, and zeros in the place of the rest. */
export type Triangle<Op extends string> = <S extends Shape, D extends DType>(
  x: Fit<Matrices<Op, S>, Tensor<S, D>>,
  options?: DiagonalOption,
) => Tensor<S, D>

/** Which of the elements off the main diagonal by so many columns are kept. */
const triangle = <Op extends string>(op: Op, keeps: (off: AnyTensor, diagonal: AnyTensor) => AnyTensor, beyond: number): Triangle<Op> =>
  typed((x: AnyTensor, given?: DiagonalOption) => {
    check.tensor(op, 'x', x)
    const diagonal = diagonalOf(op, given)
    const shape = orThrow(matrices(op, x.type.shape))
    const along = (axis: number) => iota(shape, shape.length + axis, 'i32')
    // Compared as `column < row + bound`, so that nothing overflows.
    const bound = add(along(-2), full(Math.max(-(2 ** 30), Math.min(2 ** 30, diagonal + beyond)), shape, 'i32'))
    return select(keeps(along(-1), bound), x, zeros(x.type))
  })

/**
 * What stands on and above a diagonal of the matrices in the last two axes; zeros below it.
 *
 * @throws ShapeMismatch if there are no two axes
 * @example triu(ones([3, 3])) // [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
 * @example triu(ones([3, 3]), { diagonal: 1 }) // [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
 *
 * @category Tensors
 */
export const triu: Triangle<'triu'> = triangle('triu', (column, bound) => less(bound, column), -1)

/**
 * What stands on and below a diagonal of the matrices in the last two axes; zeros above it.
 *
 * @throws ShapeMismatch if there are no two axes
 * @example tril(ones([3, 3])) // [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
 *
 * @category Tensors
 */
export const tril: Triangle<'tril'> = triangle('tril', (column, bound) => less(column, bound), 1)
