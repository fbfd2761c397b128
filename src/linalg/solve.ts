import { laidOut } from '../ops/reshape.js'
import { select } from '../primitives/select.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { mixed, throwIfAny } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Equations, type Matrices, type Square, solvedBatch } from '../shape/linalg.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { inverses, solutions } from './elimination.js'
import { demandMatrices, demandSquare, flatOver, like, onDiagonal, product, restored } from './matrices.js'
import { pseudoInverses } from './pseudo-inverses.js'
import { solvedLower, solvedUpper } from './triangular.js'
import { type OfSquares, ofSquares } from './unary.js'

/*
 * Systems of linear equations, batched over what stands in front of a matrix. A right side of rank 1 is a vector; others are matrices, each column of which
 * is a right side.
 */

/** Gives the solutions of `[batch, m, n]` and `[batch, m, k]`, and puts what was in front of them back. */
const solvedBy = (op: string, a: AnyTensor, b: AnyTensor, body: (a: AnyTensor, b: AnyTensor) => AnyTensor): AnyTensor => {
  check.tensor(op, 'b', b)
  throwIfAny(mixed(op, a.type.dtype, b.type.dtype))
  const batch = orThrow(solvedBatch(op, a.type.shape, b.type.shape))
  const isVector = b.type.shape.length === 1
  const columns = isVector ? laidOut(b, [...b.type.shape, 1]) : b
  const x = restored(body(flatOver(a, batch), flatOver(columns, batch)), batch)
  return isVector ? laidOut(x, x.type.shape.slice(0, -1)) : x
}

/**
 * The solution `x` of `a x = b`, by elimination with the largest pivots. NaN where a matrix is singular.
 *
 * @throws ShapeMismatch if the matrices are not square, the right side has another number of rows, or batches do not broadcast; DTypeMismatch
 * @example solve(tensor([[2, 0], [0, 4]]), tensor([2, 2])) // [1, 0.5]
 *
 * @category Products and linear algebra
 */
export function solve<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<FaultAt<'a', Equations<'solve', Square<'solve', A>, A, D, B, E>>, Tensor<A, D>>,
  b: Fit<FaultAt<'b', Equations<'solve', Square<'solve', A>, A, D, B, E>>, Tensor<B, E>>,
): Tensor<ShapeOf<Equations<'solve', Square<'solve', A>, A, D, B, E>>, Given<D>>
export function solve(a: AnyTensor, b: AnyTensor): AnyTensor {
  demandSquare('solve', a, 'a')
  return solvedBy('solve', a, b, solutions)
}

/**
 * The inverse of each square matrix, by elimination; NaN where it is singular. What is to be multiplied with it is better given to `solve`.
 *
 * @throws ShapeMismatch if the last two axes are not of one size; DTypeMismatch
 * @example inverse(tensor([[2, 0], [0, 4]])) // [[0.5, 0], [0, 0.25]]
 *
 * @category Products and linear algebra
 */
export const inverse: OfSquares<'inverse'> = ofSquares('inverse', inverses)

/**
 * Which triangle a matrix is.
 *
 * @category Products and linear algebra
 */
export interface TriangularOptions {
  /** What is above the diagonal is taken for 0, not what is below. */
  readonly lower?: boolean | undefined
  /** The diagonal is taken for 1. */
  readonly unitDiagonal?: boolean | undefined
}

/**
 * The solution `x` of `a x = b` for a triangular `a`, an upper one if nothing is said, by substitution. The other triangle is not looked at. NaN or infinite
 * where there is a 0 on the diagonal.
 *
 * @throws ShapeMismatch if the matrices are not square, the right side has another number of rows, or batches do not broadcast; DTypeMismatch
 * @example triangularSolve(tensor([[2, 0], [1, 1]]), tensor([2, 3]), { lower: true }) // [1, 2]
 *
 * @category Products and linear algebra
 */
export function triangularSolve<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<FaultAt<'a', Equations<'triangularSolve', Square<'triangularSolve', A>, A, D, B, E>>, Tensor<A, D>>,
  b: Fit<FaultAt<'b', Equations<'triangularSolve', Square<'triangularSolve', A>, A, D, B, E>>, Tensor<B, E>>,
  options?: TriangularOptions,
): Tensor<ShapeOf<Equations<'triangularSolve', Square<'triangularSolve', A>, A, D, B, E>>, Given<D>>
export function triangularSolve(a: AnyTensor, b: AnyTensor, options?: TriangularOptions): AnyTensor {
  demandSquare('triangularSolve', a, 'a')
  const { lower = false, unitDiagonal = false } = check.options('triangularSolve', 'a, b', options, ['lower', 'unitDiagonal'])
  check.flag('triangularSolve', 'lower', lower)
  check.flag('triangularSolve', 'unitDiagonal', unitDiagonal)
  const triangle = (t: AnyTensor) => (unitDiagonal ? select(onDiagonal(t), like(t, 1), t) : t)
  return solvedBy('triangularSolve', a, b, (t, right) => (lower ? solvedLower : solvedUpper)(triangle(t), right))
}

/**
 * The `x` for which `a x` is nearest to `b`, by squares; where that is many, the shortest of them. By singular values, of which those below the last digit of the
 * largest are taken for 0. The derivative is that of a matrix which keeps its rank.
 *
 * @throws ShapeMismatch if the right side has another number of rows, or batches do not broadcast; DTypeMismatch
 * @example lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])) // [1, 2]
 *
 * @category Products and linear algebra
 */
export function lstsq<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<FaultAt<'a', Equations<'lstsq', Matrices<'lstsq', A>, A, D, B, E>>, Tensor<A, D>>,
  b: Fit<FaultAt<'b', Equations<'lstsq', Matrices<'lstsq', A>, A, D, B, E>>, Tensor<B, E>>,
): Tensor<ShapeOf<Equations<'lstsq', Matrices<'lstsq', A>, A, D, B, E>>, Given<D>>
export function lstsq(a: AnyTensor, b: AnyTensor): AnyTensor {
  demandMatrices('lstsq', a, 'a')
  return solvedBy('lstsq', a, b, (left, right) => product(pseudoInverses(left), right))
}
