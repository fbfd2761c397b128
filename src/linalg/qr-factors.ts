import { between } from '../ops/slice.js'
import { divide, maximum, subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { equal, less } from '../primitives/compare.js'
import { concat } from '../primitives/concat.js'
import { convert } from '../primitives/convert.js'
import { sqrt } from '../primitives/exponential.js'
import { max } from '../primitives/extremum.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { abs, negate } from '../primitives/sign.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { looped } from '../transforms/scan.js'
import { acrossColumns, acrossRows, flipped, identityLike, like, lower, product, sizesOf, upper } from './matrices.js'
import { solvedUpper } from './triangular.js'

export type Factors = readonly [q: AnyTensor, r: AnyTensor]

/** `x - tau v (v^T x)`: the reflection at a plane. */
const reflected = (x: AnyTensor, v: AnyTensor, tau: AnyTensor): AnyTensor => {
  const { shape } = x.type
  const [batch = 1, , columns = 1] = shape
  const along = multiply(sum(multiply(acrossColumns(v, shape), x), [1]), broadcast(tau, [batch, columns], [1]))
  return subtract(x, multiply(acrossColumns(v, shape), acrossRows(along, shape)))
}

/** By Householder's reflections, whose signs are LAPACK's: a step clears one column below the diagonal. Of matrices not wider than tall. */
const factored = (a: AnyTensor): Factors => {
  const [batch, m, n] = sizesOf(a)
  const step = (rest: AnyTensor, k: AnyTensor) => {
    const column = gather(rest, k, 2)
    const rows = iota([batch, m], 1, 'i32')
    const at = broadcast(k, [batch, m], [0, 1])
    const tail = select(less(at, rows), column, like(column, 0))
    const head = gather(column, k, 1)
    // In units of the largest element, so that no square overflows or vanishes.
    const largest = maximum(abs(head), max(abs(tail), [1]))
    const size = select(equal(largest, like(largest, 0)), like(largest, 1), largest)
    const [first, others] = [divide(head, size), divide(tail, broadcast(size, [batch, m], [1]))]
    const square = sum(multiply(others, others), [1])
    const isDone = equal(square, like(square, 0))
    const length = multiply(sqrt(add(multiply(first, first), square)), size)
    const image = select(less(head, like(head, 0)), length, negate(length))
    const [one, none] = [like(head, 1), like(head, 0)]
    const divisor = select(isDone, one, subtract(head, image))
    const v = select(equal(rows, at), like(tail, 1), divide(tail, broadcast(divisor, [batch, m], [1])))
    const tau = select(isDone, none, divide(subtract(image, head), select(isDone, one, image)))
    return [reflected(rest, v, tau), [v, tau]] as const
  }
  const [triangle, reflections] = looped('qr', step as never, a, iota([n], 0, 'i32'), undefined, false)
  const back = (x: AnyTensor, [v, tau]: readonly [AnyTensor, AnyTensor]) => [reflected(x, v, tau), []] as const
  const shape = [batch, m, n]
  const columns = convert(equal(iota(shape, 1, 'i32'), iota(shape, 2, 'i32')), a.type.dtype)
  const [q] = looped('qr', back as never, columns, reflections, undefined, true)
  return [q as AnyTensor, upper(between(triangle as AnyTensor, 1, 0, n))] // what the steps carry
}

/** `q` and `r` of matrices not wider than tall, `[batch, m, n]`. */
const tallFactors: (a: AnyTensor) => Factors = customJvp(
  (a: AnyTensor): Factors => factored(a),
  ([a], [da]): readonly [Factors, Factors] => {
    const [q, r] = tallFactors(a)
    const moved = product(da, solvedUpper(r, identityLike(r)))
    const inner = product(flipped(q), moved)
    const below = lower(inner, true)
    const turn = subtract(below, flipped(below))
    return [
      [q, r],
      [add(product(q, subtract(turn, inner)), moved), product(subtract(inner, turn), r)],
    ]
  },
)

/** `q` and `r` of `[batch, m, n]`: of wide ones the first columns say what `q` is. */
export const qrFactors = (a: AnyTensor): Factors => {
  const [, m, n] = sizesOf(a)
  if (m >= n) return tallFactors(a)
  const [q, r] = tallFactors(between(a, 2, 0, m))
  return [q, concat([r, product(flipped(q), between(a, 2, m, n))], 2)]
}
