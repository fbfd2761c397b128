import { subtract } from '../primitives/arithmetic.js'
import { less } from '../primitives/compare.js'
import { log1p, sqrt } from '../primitives/exponential.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { erfInverseCentral, erfInverseTails } from '../primitives/random-scalars.js'
import { select } from '../primitives/select.js'
import { negate } from '../primitives/sign.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** A number everywhere. */
export const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

const horner = (w: AnyTensor, coefficients: readonly number[]): AnyTensor =>
  coefficients.slice(1).reduce((p, c) => add(multiply(p, w), like(w, c)), like(w, coefficients[0] ?? 0))

/** The inverse of the error function in f32, between -1 and 1. @see Giles, Approximating the erfinv function, GPU Computing Gems, 2012 */
export const erfInverse = (x: AnyTensor): AnyTensor => {
  const w = negate(log1p(negate(multiply(x, x))))
  const isCentral = less(w, like(w, 5))
  const near = horner(subtract(w, like(w, 2.5)), erfInverseCentral)
  const far = horner(subtract(sqrt(w), like(w, 3)), erfInverseTails)
  return multiply(select(isCentral, near, far), x)
}
