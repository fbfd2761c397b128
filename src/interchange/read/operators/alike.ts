import * as ops from '../../../index.js'
import { integers, sizeOf } from '../known.js'
import { plain } from '../operator.js'
import { ofKnown } from '../value.js'
import { nearest } from './arithmetic.js'
import { binary, curve, unary } from './elementwise.js'

/** Operators that have one name in ONNX and in TensorFlow. */
export const alike = {
  Abs: unary(Math.abs, ops.abs),
  Acos: curve(ops.acos),
  Acosh: curve(ops.acosh),
  Add: binary((a, b) => a + b, ops.add),
  Asin: curve(ops.asin),
  Asinh: curve(ops.asinh),
  Atan: curve(ops.atan),
  Atanh: curve(ops.atanh),
  Ceil: unary(Math.ceil, ops.ceil),
  Cos: curve(ops.cos),
  Cosh: curve(ops.cosh),
  Equal: binary((a, b) => Number(a === b), ops.equal, 'bool'),
  Erf: curve(ops.erf),
  Exp: unary(Math.exp, ops.exp),
  Floor: unary(Math.floor, ops.floor),
  Greater: binary((a, b) => Number(a > b), ops.greater, 'bool'),
  Identity: plain(1, ({ input }) => input(0)),
  Less: binary((a, b) => Number(a < b), ops.less, 'bool'),
  Log: unary(Math.log, ops.log),
  Mul: binary((a, b) => a * b, ops.mul),
  Neg: unary((x) => -x, ops.neg),
  Reciprocal: unary((x) => 1 / x, ops.reciprocal),
  Relu: unary((x) => Math.max(x, 0), ops.relu),
  Round: unary(nearest, ops.round),
  Sigmoid: curve(ops.sigmoid),
  Sign: unary(Math.sign, ops.sign),
  Sin: curve(ops.sin),
  Sinh: curve(ops.sinh),
  Size: plain(1, ({ input }) => ofKnown(integers([sizeOf(input(0).shape)], []))),
  Softplus: curve(ops.softplus),
  Sqrt: unary(Math.sqrt, ops.sqrt),
  Sub: binary((a, b) => a - b, ops.sub),
  Tan: curve(ops.tan),
  Tanh: curve(ops.tanh),
}
