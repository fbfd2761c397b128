import { subtract } from '../primitives/arithmetic.js'
import { less } from '../primitives/compare.js'
import { log1p, sqrt } from '../primitives/exponential.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { negate } from '../primitives/sign.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** A number everywhere. */
export const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

const horner = (w: AnyTensor, coefficients: readonly number[]): AnyTensor =>
  coefficients.slice(1).reduce((p, c) => add(multiply(p, w), like(w, c)), like(w, coefficients[0] ?? 0))

const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
]
const tails = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
]

/** The inverse of the error function in f32, between -1 and 1. @see Giles, Approximating the erfinv function, GPU Computing Gems, 2012 */
export const erfInverse = (x: AnyTensor): AnyTensor => {
  const w = negate(log1p(negate(multiply(x, x))))
  const isCentral = less(w, like(w, 5))
  const near = horner(subtract(w, like(w, 2.5)), central)
  const far = horner(subtract(sqrt(w), like(w, 3)), tails)
  return multiply(select(isCentral, near, far), x)
}
