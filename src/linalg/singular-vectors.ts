import { between } from '../ops/slice.js'
import { argsort } from '../primitives/argsort.js'
import { divide, subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { equal, less } from '../primitives/compare.js'
import { reciprocal, sqrt } from '../primitives/exponential.js'
import { max } from '../primitives/extremum.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { abs, negate } from '../primitives/sign.js'
import { pad } from '../primitives/slice.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { looped } from '../transforms/scan.js'
import { gaps, inOrder } from './eigenvectors.js'
import { acrossColumns, acrossRows, diagonalOf, flipped, identityLike, like, product, sizesOf } from './matrices.js'
import { qrFactors } from './qr-factors.js'
import { halves, movedOn, stepsFor, turned, turnsOf } from './rotations.js'

/** `u`, `s` and `v` of `a = u diag(s) v^T`. */
export type Singular = readonly [u: AnyTensor, s: AnyTensor, v: AnyTensor]

/** Columns of length 1 in the place of those that are not 0, and columns across all others in the place of those that are, which stand last. */
const completed = (columns: AnyTensor): AnyTensor => {
  const [q, r] = qrFactors(columns)
  const diagonal = diagonalOf(r)
  const sign = select(less(diagonal, like(diagonal, 0)), like(diagonal, -1), like(diagonal, 1))
  return multiply(q, acrossRows(sign, q.type.shape))
}

/** By Jacobi's rotations of columns until all stand across each other (Hestenes); of matrices not wider than tall, through their triangular factor. */
const decomposed = (given: AnyTensor): Singular => {
  // In units of the largest element, so that no square overflows or vanishes.
  const largest = max(abs(given), [1, 2])
  const size = select(equal(largest, like(largest, 0)), like(largest, 1), largest)
  const a = divide(given, broadcast(size, given.type.shape, [1, 2]))
  const [q, r] = qrFactors(a)
  const [, n] = sizesOf(r)
  const odd = n % 2
  const even = odd ? pad(r, [0, 0, 0], [0, 1, 1], [0, 0, 0]) : r
  const step = ([columns, vectors]: readonly [AnyTensor, AnyTensor]) => {
    const [first, second] = halves(columns, 2)
    const dots = (x: AnyTensor, y: AnyTensor) => sum(multiply(x, y), [1])
    const turns = turnsOf(dots(first, first), dots(second, second), dots(first, second))
    return [[movedOn(turned(columns, turns, 2), 2), movedOn(turned(vectors, turns, 2), 2)], []] as const
  }
  const [[columns, vectors]] = looped(
    'svd',
    step as never,
    [even, identityLike(even)],
    [],
    stepsFor(n + odd, a.type.dtype),
    false,
  ) as unknown as [[AnyTensor, AnyTensor]] // what the steps carry
  const cut = (x: AnyTensor) => between(between(x, 1, 0, n), 2, 0, n)
  const turnedColumns = cut(columns)
  const lengths = sqrt(sum(multiply(turnedColumns, turnedColumns), [1]))
  const order = argsort(negate(lengths), 1)
  const [values, sorted] = inOrder(order, lengths, turnedColumns)
  const [, v] = inOrder(order, lengths, cut(vectors))
  const divisors = select(equal(values, like(values, 0)), like(values, 1), values)
  return [
    product(q, completed(divide(sorted, acrossRows(divisors, sorted.type.shape)))),
    multiply(values, broadcast(size, values.type.shape, [1])),
    v,
  ]
}

/** Singular values, descending, and vectors of `[batch, m, n]` that are not wider than tall. Vectors of equal values do not move into each other. */
export const singularVectors: (a: AnyTensor) => Singular = customJvp(
  (a: AnyTensor): Singular => decomposed(a),
  ([a], [da]): readonly [Singular, Singular] => {
    const [u, s, v] = singularVectors(a)
    const [, m, n] = sizesOf(a)
    const moved = product(da, v)
    const inner = product(flipped(u), moved)
    const { shape } = inner.type
    // `s` in units of the largest, so that no square overflows or vanishes.
    const largest = stopGradient(broadcast(max(s, [1]), s.type.shape, [1]))
    const [isNone, one] = [equal(s, like(s, 0)), like(s, 1)]
    const size = select(equal(largest, like(s, 0)), one, largest)
    const unit = divide(s, size)
    const apart = divide(gaps(multiply(unit, unit), shape), acrossRows(size, shape))
    const [right, left] = [multiply(inner, acrossRows(unit, shape)), multiply(inner, acrossColumns(unit, shape))]
    const du = product(u, multiply(apart, add(right, flipped(right))))
    const dv = product(v, multiply(apart, add(left, flipped(left))))
    const over = select(isNone, like(s, 0), reciprocal(select(isNone, one, s)))
    // What leaves the space of the vectors, where there is more than that.
    const outside = () => multiply(subtract(moved, product(u, inner)), acrossRows(over, moved.type.shape))
    return [
      [u, s, v],
      [m > n ? add(du, outside()) : du, diagonalOf(inner), dv],
    ]
  },
)
