import { between } from '../ops/slice.js'
import { divide } from '../primitives/arithmetic.js'
import { equal, less } from '../primitives/compare.js'
import { concat } from '../primitives/concat.js'
import { reciprocal, sqrt } from '../primitives/exponential.js'
import { gather } from '../primitives/gather.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { abs, negate } from '../primitives/sign.js'
import type { DType } from '../shape/dtype.js'
import { type AnyTensor, hosted } from '../tensor/tensor.js'
import { acrossColumns, acrossRows, like } from './matrices.js'

/*
 * Jacobi's method turns pairs of columns, or of rows and columns. Half of all stand against the other half, all pairs are turned at once, and then they move
 * on like players in a round-robin tournament: after a round of `n - 1` steps each met each, and all are back in their places.
 */

/** Cosines and sines of the turns of all pairs, `[batch, n / 2]`. */
export type Turns = readonly [cosine: AnyTensor, sine: AnyTensor]

/** The smaller of the two turns that make `off` 0, the entry between two of which the entries with themselves are `first` and `second`. */
export const turnsOf = (first: AnyTensor, second: AnyTensor, off: AnyTensor): Turns => {
  const isNone = equal(off, like(off, 0))
  const divisor = select(isNone, like(off, 1), add(off, off))
  const cotangent = divide(add(second, negate(first)), divisor)
  const size = reciprocal(add(abs(cotangent), sqrt(add(multiply(cotangent, cotangent), like(off, 1)))))
  const tangent = select(isNone, like(off, 0), select(less(cotangent, like(off, 0)), negate(size), size))
  const cosine = reciprocal(sqrt(add(multiply(tangent, tangent), like(off, 1))))
  return [cosine, multiply(tangent, cosine)]
}

/** The halves along an axis. */
export const halves = (x: AnyTensor, axis: number): readonly [AnyTensor, AnyTensor] => {
  const size = x.type.shape[axis] ?? 0
  return [between(x, axis, 0, size / 2), between(x, axis, size / 2, size)]
}

/** Each of the first half turned with its partner in the second, along rows (1) or columns (2). */
export const turned = (x: AnyTensor, [cosine, sine]: Turns, axis: 1 | 2): AnyTensor => {
  const [first, second] = halves(x, axis)
  const across = axis === 1 ? acrossColumns : acrossRows
  const factors = across(concat([cosine, cosine], 1), x.type.shape)
  const others = across(concat([negate(sine), sine], 1), x.type.shape)
  return add(multiply(x, factors), multiply(concat([second, first], axis), others))
}

/** Where those come from that stand at each place after a step: the first stays, the others go round. */
const nextPlaces = (size: number): AnyTensor => {
  const half = size / 2
  const from = Int32Array.from({ length: size }, (_, i) => {
    if (i === 0) return 0
    if (i === 1) return half
    if (i < half) return i - 1
    return i === size - 1 ? half - 1 : i + 1
  })
  return hosted({ shape: [size], dtype: 'i32' }, from)
}

/** All moved on by a step, along an axis. */
export const movedOn = (x: AnyTensor, axis: number): AnyTensor => gather(x, nextPlaces(x.type.shape[axis] ?? 0), axis)

/** How many steps bring what is off the diagonal below the last digit: rounds enough, of as many steps as each has partners. */
export const stepsFor = (size: number, dtype: DType): number => (size - 1) * (Math.ceil(Math.log2(size)) + (dtype === 'f64' ? 6 : 4))
