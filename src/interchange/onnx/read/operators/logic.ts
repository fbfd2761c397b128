import {
  type AnyTensor,
  equal,
  greater,
  greaterEqual,
  isInf,
  isNaN as isNotANumber,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  where,
} from '../../../../index.js'
import { int } from '../attributes.js'
import { type Operators, operator } from '../operator.js'
import { binary, elementwise, unary } from './elementwise.js'

const infinite = (positive: boolean, negative: boolean) => (x: AnyTensor) => {
  if (positive && negative) return isInf(x)
  return logicalAnd(isInf(x), positive ? greater(x, 0) : less(x, 0))
}

export const logic: Operators = {
  And: binary((a, b) => Number(a && b), logicalAnd),
  Or: binary((a, b) => Number(a || b), logicalOr),
  Xor: binary((a, b) => Number(a !== b), logicalXor),
  Not: unary((x) => Number(!x), logicalNot),
  Equal: binary((a, b) => Number(a === b), equal, 'bool'),
  Less: binary((a, b) => Number(a < b), less, 'bool'),
  LessOrEqual: binary((a, b) => Number(a <= b), lessEqual, 'bool'),
  Greater: binary((a, b) => Number(a > b), greater, 'bool'),
  GreaterOrEqual: binary((a, b) => Number(a >= b), greaterEqual, 'bool'),
  IsNaN: unary((x) => Number(Number.isNaN(x)), isNotANumber, 'bool'),
  IsInf: operator(1, { attributes: { detect_positive: int(1), detect_negative: int(1) } }, ({ settings, input }) => {
    const [positive, negative] = [settings.detect_positive !== 0, settings.detect_negative !== 0]
    return elementwise(
      (x) => Number((positive && x === Infinity) || (negative && x === -Infinity)),
      infinite(positive, negative),
      [input(0)],
      'bool',
    )
  }),
  Where: operator(3, {}, ({ input }) =>
    elementwise(
      (condition, yes, no) => (condition ? yes : no),
      (...[condition, yes, no]) => where(condition as AnyTensor, yes as AnyTensor, no as AnyTensor), // as many as there are operands
      [input(0), input(1), input(2)],
      input(1).dtype,
    ),
  ),
}
