import * as ops from '../../../index.js'
import { type AnyTensor, isFinite as isFiniteNumber, isInf, isNaN as isNotANumber } from '../../../index.js'
import { elementwise } from '../../onnx/read/operators/elementwise.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { binary, curve, nary, type Two, unary } from './elementwise.js'

const isFloat = ({ dtype }: AnyTensor): boolean => dtype === 'f32'

/** Rounds to the nearest whole number, a half to the even one. */
const nearest = (x: number): number => (x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x))

/** What is left of a division rounded down: it has the sign of `b`. */
const modulo: Two = (a, b) => {
  const left = ops.rem(a, b)
  const zero = ops.zerosLike(left)
  const isOff = ops.logicalAnd(ops.notEqual(left, zero), ops.notEqual(ops.less(left, zero), ops.less(b, zero)))
  return ops.where(isOff, ops.add(left, b), left)
}

const floorDiv: Two = (a, b) => (isFloat(a) ? ops.floor(ops.div(a, b)) : ops.div(ops.sub(a, modulo(a, b)), b))

/** Of whole numbers too, which go through floats. */
const power: Two = (a, b) =>
  isFloat(a) ? ops.pow(a, ops.astype(b, 'f32')) : ops.astype(ops.round(ops.pow(ops.astype(a, 'f32'), ops.astype(b, 'f32'))), a.dtype)

/** Whole numbers are divided as `FloorDiv` does. */
const division: Operator = operator(2, {}, ({ input }) => {
  const [a, b] = [input(0), input(1)]
  const isWhole = a.dtype === 'i32'
  return elementwise((x, y) => (isWhole ? Math.floor(x / y) : x / y), isWhole ? floorDiv : ops.div, [a, b])
})

/** 0 where the divisor is. */
const divNoNan: Two = (a, b) => {
  const isZero = ops.equal(b, ops.zerosLike(b))
  const quotient = ops.div(a, ops.where(isZero, ops.onesLike(b), b))
  return ops.where(isZero, ops.zerosLike(quotient), quotient)
}

const floorMod = binary((a, b) => a - b * Math.floor(a / b), modulo)

export const arithmetic: Operators = {
  Abs: unary(Math.abs, ops.abs),
  Add: binary((a, b) => a + b, ops.add),
  AddN: nary((a, b) => a + b, ops.add),
  AddV2: binary((a, b) => a + b, ops.add),
  Atan2: binary(Math.atan2, ops.atan2),
  BiasAdd: binary((a, b) => a + b, ops.add),
  Ceil: unary(Math.ceil, ops.ceil),
  ClipByValue: operator(3, { fixed: [1, 2] }, (call) => {
    const [[low = 0], [high = 0]] = [call.numbers(1), call.numbers(2)]
    if (!(low <= high)) return call.fail(`from ${low} to ${high} there is nothing`)
    return elementwise(
      (x) => Math.min(Math.max(x, low), high),
      (x = call.input(0).tensor) => ops.clip(x, low, high),
      [call.input(0)],
    )
  }),
  Div: division,
  DivNoNan: binary((a, b) => (b === 0 ? 0 : a / b), divNoNan),
  Floor: unary(Math.floor, ops.floor),
  FloorDiv: binary((a, b) => Math.floor(a / b), floorDiv),
  FloorMod: floorMod,
  IsFinite: curve(isFiniteNumber),
  IsInf: curve(isInf),
  IsNan: curve(isNotANumber),
  Maximum: binary(Math.max, ops.maximum),
  Minimum: binary(Math.min, ops.minimum),
  Mod: floorMod,
  Mul: binary((a, b) => a * b, ops.mul),
  Neg: unary((x) => -x, ops.neg),
  Pow: binary((a, b) => a ** b, power),
  RealDiv: division,
  Reciprocal: unary((x) => 1 / x, ops.reciprocal),
  Round: unary(nearest, ops.round),
  Sign: unary(Math.sign, ops.sign),
  Square: unary((x) => x * x, ops.square),
  SquaredDifference: binary(
    (a, b) => (a - b) ** 2,
    (a, b) => ops.square(ops.sub(a, b)),
  ),
  Sub: binary((a, b) => a - b, ops.sub),
}
