import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { elementwise } from '../../onnx/read/operators/elementwise.js'
import { type Operators, operator } from '../operator.js'
import { binary, unary } from './elementwise.js'

const choosing = operator(3, {}, ({ input }) =>
  elementwise(
    (which, a, b) => (which ? a : b),
    (...[which, a, b]) => ops.where(which as AnyTensor, a as AnyTensor, b as AnyTensor), // as many as there are operands
    [input(0), input(1), input(2)],
    input(1).dtype,
  ),
)

export const logic: Operators = {
  Equal: binary((a, b) => Number(a === b), ops.equal, 'bool'),
  Greater: binary((a, b) => Number(a > b), ops.greater, 'bool'),
  GreaterEqual: binary((a, b) => Number(a >= b), ops.greaterEqual, 'bool'),
  Less: binary((a, b) => Number(a < b), ops.less, 'bool'),
  LessEqual: binary((a, b) => Number(a <= b), ops.lessEqual, 'bool'),
  LogicalAnd: binary((a, b) => Number(a && b), ops.logicalAnd),
  LogicalNot: unary((x) => Number(!x), ops.logicalNot),
  LogicalOr: binary((a, b) => Number(a || b), ops.logicalOr),
  NotEqual: binary((a, b) => Number(a !== b), ops.notEqual, 'bool'),
  Select: choosing,
  SelectV2: choosing,
}
