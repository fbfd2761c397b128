import * as ops from '../../../index.js'
import { binary, choosing, unary } from '../../read/operators/elementwise.js'
import type { Operators } from '../operator.js'

export const logic: Operators = {
  GreaterEqual: binary((a, b) => Number(a >= b), ops.greaterEqual, 'bool'),
  LessEqual: binary((a, b) => Number(a <= b), ops.lessEqual, 'bool'),
  LogicalAnd: binary((a, b) => Number(a && b), ops.logicalAnd),
  LogicalNot: unary((x) => Number(!x), ops.logicalNot),
  LogicalOr: binary((a, b) => Number(a || b), ops.logicalOr),
  NotEqual: binary((a, b) => Number(a !== b), ops.notEqual, 'bool'),
  Select: choosing,
  SelectV2: choosing,
}
