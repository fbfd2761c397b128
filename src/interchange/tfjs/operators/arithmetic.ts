import * as ops from '../../../index.js'
import { type AnyTensor, isFinite as isFiniteNumber, isInf, isNaN as isNotANumber } from '../../../index.js'
import { modulo, moduloOf, power } from '../../read/operators/arithmetic.js'
import { binary, curve, elementwise, nary, unary } from '../../read/operators/elementwise.js'
import { type Operator, type Operators, operator } from '../operator.js'

const isFloat = ({ dtype }: AnyTensor): boolean => dtype === 'f32'

const floorDiv = (a: AnyTensor, b: AnyTensor): AnyTensor => (isFloat(a) ? ops.floor(ops.div(a, b)) : ops.div(ops.sub(a, modulo(a, b)), b))

/** Whole numbers are divided as `FloorDiv` does. */
const division: Operator = operator(2, {}, ({ input }) => {
  const [a, b] = [input(0), input(1)]
  const isWhole = a.dtype === 'i32'
  return elementwise((x, y) => (isWhole ? Math.floor(x / y) : x / y), isWhole ? floorDiv : ops.div, [a, b])
})

/** 0 where the divisor is. */
const divNoNan = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const isZero = ops.equal(b, ops.zerosLike(b))
  const quotient = ops.div(a, ops.where(isZero, ops.onesLike(b), b))
  return ops.where(isZero, ops.zerosLike(quotient), quotient)
}

const floorMod = binary(moduloOf, modulo)

export const arithmetic: Operators = {
  AddN: nary((a, b) => a + b, ops.add),
  AddV2: binary((a, b) => a + b, ops.add),
  Atan2: binary(Math.atan2, ops.atan2),
  BiasAdd: binary((a, b) => a + b, ops.add),
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
  FloorDiv: binary((a, b) => Math.floor(a / b), floorDiv),
  FloorMod: floorMod,
  IsFinite: curve(isFiniteNumber),
  IsInf: curve(isInf),
  IsNan: curve(isNotANumber),
  Maximum: binary(Math.max, ops.maximum),
  Minimum: binary(Math.min, ops.minimum),
  Mod: floorMod,
  Pow: binary((a, b) => a ** b, power),
  RealDiv: division,
  Square: unary((x) => x * x, ops.square),
  SquaredDifference: binary(
    (a, b) => (a - b) ** 2,
    (a, b) => ops.square(ops.sub(a, b)),
  ),
}
