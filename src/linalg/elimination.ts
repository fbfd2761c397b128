import { between } from '../ops/slice.js'
import { any } from '../primitives/any-all.js'
import { argmax } from '../primitives/arg.js'
import { divide, subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { equal, less } from '../primitives/compare.js'
import { concat } from '../primitives/concat.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { multiply } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { select } from '../primitives/select.js'
import { abs, negate } from '../primitives/sign.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { looped } from '../transforms/scan.js'
import { acrossColumns, acrossRows, identityLike, like, product, sizesOf } from './matrices.js'

/** What elimination finds of matrices and right sides. */
interface Eliminated {
  /** The solution, NaN where the matrix is singular. */
  readonly x: AnyTensor
  /** `[batch, n]`: their product is the determinant, up to the sign. */
  readonly pivots: AnyTensor
  /** 1 or -1 by the number of rows that changed places. */
  readonly parity: AnyTensor
}

/** Elimination by Gauss and Jordan, with the largest pivot of each column: a step makes one column of the matrix that of the identity. */
export const eliminate = (a: AnyTensor, b: AnyTensor): Eliminated => {
  const [batch, n] = sizesOf(a)
  const { dtype } = a.type
  const width = n + sizesOf(b)[2]
  const step = ([matrix, parity]: readonly [AnyTensor, AnyTensor], k: AnyTensor) => {
    const rows = iota([batch, n], 1, 'i32')
    const column = gather(matrix, k, 2)
    const at = broadcast(k, [batch, n], [0, 1])
    const place = argmax(select(less(rows, at), like(column, -1), abs(column)), 1)
    const [isPivot, isStep] = [equal(rows, broadcast(place, [batch, n], [1])), equal(rows, at)]
    const wide = (one: AnyTensor) => acrossColumns(one, [batch, n, width])
    const tall = (one: AnyTensor) => acrossRows(one, [batch, n, width])
    const [pivotRow, stepRow] = [sum(select(wide(isPivot), matrix, like(matrix, 0)), [1]), gather(matrix, k, 1)]
    const pivot = sum(select(isPivot, column, like(column, 0)), [1])
    const divisor = select(equal(pivot, like(pivot, 0)), like(pivot, 1), pivot)
    const unit = divide(pivotRow, broadcast(divisor, [batch, width], [1]))
    const exchanged = select(wide(isPivot), tall(stepRow), matrix)
    const factors = select(isPivot, broadcast(gather(stepRow, k, 1), [batch, n], [1]), column)
    const next = select(wide(isStep), tall(unit), subtract(exchanged, multiply(wide(factors), tall(unit))))
    const stays = equal(place, broadcast(k, [batch], [0]))
    return [[next, select(stays, parity, negate(parity))], pivot] as const
  }
  const init = [concat([a, b], 2), full(1, [batch], dtype)]
  const [[matrix, parity], pivots] = looped('solve', step as never, init, iota([n], 0, 'i32'), undefined, false) as unknown as [
    [AnyTensor, AnyTensor],
    AnyTensor,
  ] // what the step gives, its last part stacked
  const ofEach = permute(pivots, [1, 0])
  const isSingular = any(equal(ofEach, like(ofEach, 0)), [1])
  const x = between(matrix, 2, n, width)
  return { x: select(broadcast(isSingular, x.type.shape, [1, 2]), like(x, Number.NaN), x), pivots: ofEach, parity }
}

/** The inverses of `[batch, n, n]`. */
export const inverses: (a: AnyTensor) => AnyTensor = customJvp(
  (a: AnyTensor): AnyTensor => eliminate(a, identityLike(a)).x,
  ([a], [da]) => {
    const inverse = inverses(a)
    return [inverse, negate(product(inverse, product(da, inverse)))]
  },
)

/** The solutions of `a x = b`, of `[batch, n, n]` and `[batch, n, m]`. */
export const solutions: (a: AnyTensor, b: AnyTensor) => AnyTensor = customJvp(
  (a: AnyTensor, b: AnyTensor): AnyTensor => eliminate(a, b).x,
  ([a, b], [da, db]) => {
    const x = solutions(a, b)
    // By the inverse, a matrix product, so that it can be transposed.
    return [x, product(inverses(a), subtract(db, product(da, x)))]
  },
)
