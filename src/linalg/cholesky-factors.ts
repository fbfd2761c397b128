import { all } from '../primitives/any-all.js'
import { divide, subtract } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { less } from '../primitives/compare.js'
import { sqrt } from '../primitives/exponential.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { multiply } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { select } from '../primitives/select.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { looped } from '../transforms/scan.js'
import { acrossColumns, acrossRows, diagonalOf, flipped, identityLike, like, lower, product, sizesOf } from './matrices.js'
import { solvedLower } from './triangular.js'

/** A step finds one column of the factor and takes its products off what is left of the matrix (Schur's complement). */
const factored = (a: AnyTensor): AnyTensor => {
  const [batch, n] = sizesOf(a)
  const step = (rest: AnyTensor, k: AnyTensor) => {
    const column = gather(rest, k, 2)
    const rows = iota([batch, n], 1, 'i32')
    const root = sqrt(gather(column, k, 1))
    const isAbove = less(rows, broadcast(k, [batch, n], [0, 1]))
    const factor = select(isAbove, like(column, 0), divide(column, broadcast(root, [batch, n], [1])))
    const { shape } = rest.type
    return [subtract(rest, multiply(acrossColumns(factor, shape), acrossRows(factor, shape))), factor] as const
  }
  const [, columns] = looped('cholesky', step as never, a, iota([n], 0, 'i32'), undefined, false)
  const factor = permute(columns as AnyTensor, [1, 2, 0]) // the columns, one tensor a step
  const diagonal = diagonalOf(factor)
  const isDefinite = all(less(like(diagonal, 0), diagonal), [1])
  return select(broadcast(isDefinite, factor.type.shape, [1, 2]), factor, like(factor, Number.NaN))
}

/**
 * The lower factors of symmetric `[batch, n, n]`; NaN of those that are not positive definite. The derivative is `L phi(L^-1 dA L^-T)`, where `phi` takes
 * the lower part and half of the diagonal.
 */
export const choleskyFactors: (a: AnyTensor) => AnyTensor = customJvp(
  (a: AnyTensor): AnyTensor => factored(a),
  ([a], [da]) => {
    const factor = choleskyFactors(a)
    const identity = identityLike(factor)
    const inverse = solvedLower(factor, identity)
    const inner = product(inverse, product(da, flipped(inverse)))
    const half = multiply(multiply(inner, identity), like(inner, 0.5))
    return [factor, product(factor, subtract(lower(inner), half))]
  },
)
