import { polynomial } from '../kernel/polynomial.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { log1pOf } from './exponential.js'

/*
 * What a word of the cipher stands for, as JAX reads it: each once inside a kernel, and once in f64.
 */

/** The inverse of the error function is `x` times one of two polynomials, the highest power first. @see Giles, GPU Computing Gems, 2012 */
export const erfInverseCentral = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
]

/** Of the square root of what the first is a polynomial in, for the tails. */
export const erfInverseTails = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
]

/** The float after -1, towards 0: where a normal number begins to be drawn. */
export const afterMinusOne = -1 + 2 ** -24

/** In [0, 1), from the 23 upper bits. */
export const unitScalar = (s: Scalars, word: Scalar): Scalar => s.multiply(s.toF32(s.shiftRight(word, 9)), 2 ** -23)

/** The same in f64. */
export const unitNumber = (word: number): number => (word >>> 9) * 2 ** -23

/** Standard normal. */
export const normalScalar = (s: Scalars, word: Scalar): Scalar => {
  const x = s.max(s.add(s.multiply(unitScalar(s, word), 1 - afterMinusOne), afterMinusOne), afterMinusOne)
  const w = s.negate(log1pOf(s, s.negate(s.multiply(x, x))))
  const near = polynomial(s, s.subtract(w, 2.5), erfInverseCentral.toReversed())
  const far = polynomial(s, s.subtract(s.sqrt(w), 3), erfInverseTails.toReversed())
  return s.multiply(s.multiply(s.select(s.less(w, 5), near, far), x), Math.SQRT2)
}

const horner = (x: number, coefficients: readonly number[]): number => coefficients.reduce((total, c) => total * x + c, 0)

/** The same in f64. */
export const normalNumber = (word: number): number => {
  const x = Math.max(unitNumber(word) * (1 - afterMinusOne) + afterMinusOne, afterMinusOne)
  const w = -Math.log1p(-x * x)
  return Math.SQRT2 * x * (w < 5 ? horner(w - 2.5, erfInverseCentral) : horner(Math.sqrt(w) - 3, erfInverseTails))
}
