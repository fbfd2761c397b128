import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { modulo, moduloOf, power } from '../../../read/operators/arithmetic.js'
import { binary, elementwise, nary, wrapped } from '../../../read/operators/elementwise.js'
import { ofTensor } from '../../../read/value.js'
import { int, string } from '../attributes.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { chosen } from './axes.js'

const mean = operator([1, 1024], {}, ({ inputs, input }) => {
  const [first, ...rest] = inputs.map((_, at) => input(at).tensor)
  if (!first) return []
  return ofTensor(
    ops.div(
      rest.reduce((total, x) => ops.add(total, x), first),
      inputs.length,
    ),
  )
})

/** Of bits, which are seldom known before. */
const bitwise = (count: number, f: (...xs: AnyTensor[]) => AnyTensor): Operator =>
  operator(count, {}, ({ inputs, input }) => wrapped(f(...inputs.map((_, at) => input(at).tensor)), input(0).bits))

export const arithmetic: Operators = {
  BitShift: operator(2, { attributes: { direction: string() } }, (call) => {
    const shift = chosen(call, 'direction', { LEFT: ops.shiftLeft, RIGHT: ops.shiftRight }, call.settings.direction)
    return wrapped(shift(call.input(0).tensor, call.input(1).tensor), call.input(0).bits)
  }),
  BitwiseAnd: bitwise(2, ops.bitwiseAnd),
  BitwiseNot: bitwise(1, ops.bitwiseNot),
  BitwiseOr: bitwise(2, ops.bitwiseOr),
  BitwiseXor: bitwise(2, ops.bitwiseXor),
  Div: binary((a, b) => a / b, ops.div),
  Max: nary(Math.max, ops.maximum),
  Mean: mean,
  Min: nary(Math.min, ops.minimum),
  Mod: operator(2, { attributes: { fmod: int(0) } }, ({ settings: { fmod }, input }) =>
    fmod === 1 ? elementwise((a, b) => a % b, ops.rem, [input(0), input(1)]) : elementwise(moduloOf, modulo, [input(0), input(1)]),
  ),
  Pow: binary((a, b) => a ** b, power),
  Sum: nary((a, b) => a + b, ops.add),
}
