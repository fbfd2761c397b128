import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { binary, choosing, elementwise, unary } from '../../../read/operators/elementwise.js'
import { int } from '../attributes.js'
import { type Operators, operator } from '../operator.js'

const infinite = (positive: boolean, negative: boolean) => (x: AnyTensor) => {
  const infinity = ops.isInf(x)
  if (positive && negative) return infinity
  return ops.logicalAnd(infinity, positive ? ops.greater(x, 0) : negative ? ops.less(x, 0) : ops.logicalNot(infinity))
}

export const logic: Operators = {
  And: binary((a, b) => Number(a && b), ops.logicalAnd),
  GreaterOrEqual: binary((a, b) => Number(a >= b), ops.greaterEqual, 'bool'),
  IsInf: operator(1, { attributes: { detect_positive: int(1), detect_negative: int(1) } }, ({ settings, input }) => {
    const [positive, negative] = [settings.detect_positive !== 0, settings.detect_negative !== 0]
    return elementwise(
      (x) => Number((positive && x === Infinity) || (negative && x === -Infinity)),
      (x = input(0).tensor) => infinite(positive, negative)(x),
      [input(0)],
      { dtype: 'bool' },
    )
  }),
  IsNaN: unary((x) => Number(Number.isNaN(x)), ops.isNaN, 'bool'),
  LessOrEqual: binary((a, b) => Number(a <= b), ops.lessEqual, 'bool'),
  Not: unary((x) => Number(!x), ops.logicalNot),
  Or: binary((a, b) => Number(a || b), ops.logicalOr),
  Where: choosing,
  Xor: binary((a, b) => Number(a !== b), ops.logicalXor),
}
