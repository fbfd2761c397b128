import type { Scalar, Scalars } from './scalar.js'

/** `c[0] + c[1] x + c[2] x^2 + ...`, by Horner's rule. */
export const polynomial = (s: Scalars, x: Scalar, coefficients: readonly number[]): Scalar =>
  coefficients.slice(0, -1).reduceRight<Scalar>((total, c) => s.add(c, s.multiply(x, total)), s.f32(coefficients.at(-1) ?? 0))
