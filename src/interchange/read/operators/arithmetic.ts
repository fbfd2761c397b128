import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'

const isFloat = ({ dtype }: AnyTensor): boolean => dtype === 'f32' || dtype === 'f16'

/** Rounds to the nearest whole number, a half to the even one. */
export const nearest = (x: number): number => (x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x))

/** What is left of a division rounded down: it has the sign of `b`. */
export const modulo = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const left = ops.rem(a, b)
  const zero = ops.zerosLike(left)
  const isOff = ops.logicalAnd(ops.notEqual(left, zero), ops.notEqual(ops.less(left, zero), ops.less(b, zero)))
  return ops.where(isOff, ops.add(left, b), left)
}

/** That of numbers. */
export const moduloOf = (a: number, b: number): number => a - b * Math.floor(a / b)

/** So many bits of an exponent matter: what is larger leaves the 32 bits of a result, unless it is of 0, 1 or -1. */
const exponentBits = 5

/** Of whole numbers, by squares; fractions are cut to 0. */
const wholePower = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const [zero, two] = [ops.zerosLike(b), ops.full([], 2, { dtype: b.dtype })]
  let [all, square, rest]: readonly [AnyTensor, AnyTensor, AnyTensor] = [ops.onesLike(a), a, b]
  for (let bit = 0; bit < exponentBits; bit++) {
    all = ops.where(ops.notEqual(ops.rem(rest, two), zero), ops.mul(all, square), all)
    square = ops.mul(square, square)
    rest = ops.div(rest, two)
  }
  const isFraction = ops.logicalAnd(ops.less(b, ops.zerosLike(b)), ops.greater(ops.mul(a, a), 1))
  const isNothing = ops.logicalAnd(ops.greater(b, 2 ** exponentBits - 1), ops.equal(a, 0))
  return ops.where(ops.logicalOr(isFraction, isNothing), ops.zerosLike(all), all)
}

/** The dtype is that of `a`. */
export const power = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  if (isFloat(a)) return ops.pow(a, ops.astype(b, a.dtype))
  return isFloat(b) ? ops.astype(ops.pow(ops.astype(a, b.dtype), b), a.dtype) : wholePower(a, b)
}
