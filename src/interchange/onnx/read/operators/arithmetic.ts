import {
  type AnyTensor,
  abs,
  add,
  astype,
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  ceil,
  div,
  floor,
  less,
  logicalAnd,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  pow,
  rem,
  round,
  shiftLeft,
  shiftRight,
  sign,
  sub,
  where,
  zerosLike,
} from '../../../../index.js'
import { int, string } from '../attributes.js'
import { type Operators, operator } from '../operator.js'
import { ofTensor, type Value } from '../value.js'
import { chosen } from './axes.js'
import { binary, elementwise, nary, unary } from './elementwise.js'
import { narrowed } from './shape.js'

const isFloat = ({ dtype }: AnyTensor): boolean => dtype === 'f32' || dtype === 'f16'

/** Rounds to the nearest whole number, a half to the even one. */
const nearest = (x: number): number => (x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x))

/** What is left of a division rounded down: it has the sign of `b`. */
const modulo = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const left = rem(a, b)
  const isOff = logicalAnd(notEqual(left, zerosLike(left)), notEqual(less(left, zerosLike(left)), less(b, zerosLike(b))))
  return where(isOff, add(left, b), left)
}

/** Of whole numbers too, which go through floats. */
const power = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const exponent = astype(b, isFloat(a) ? a.dtype : 'f32')
  return isFloat(a) ? pow(a, exponent) : astype(round(pow(astype(a, 'f32'), exponent)), a.dtype)
}

/** Of whole numbers that have few bits the result has as many. */
const ofFewBits = ({ bits = 32, dtype }: Value, y: AnyTensor): Value =>
  ofTensor(narrowed(y, { dtype, bytes: bits / 8 }), bits < 32 ? bits : undefined)

const mean = operator([1, 1024], {}, ({ inputs, input }) => {
  const [first, ...rest] = inputs.map((_, at) => input(at).tensor)
  if (!first) return []
  return ofTensor(
    div(
      rest.reduce((total, x) => add(total, x), first),
      inputs.length,
    ),
  )
})

export const arithmetic: Operators = {
  Add: binary((a, b) => a + b, add),
  Sub: binary((a, b) => a - b, sub),
  Mul: binary((a, b) => a * b, mul),
  Div: binary((a, b) => a / b, div),
  Pow: binary((a, b) => a ** b, power),
  Mod: operator(2, { attributes: { fmod: int(0) } }, ({ settings: { fmod }, input }) =>
    fmod === 1
      ? elementwise((a, b) => a % b, rem, [input(0), input(1)])
      : elementwise((a, b) => a - b * Math.floor(a / b), modulo, [input(0), input(1)]),
  ),
  Min: nary(Math.min, minimum),
  Max: nary(Math.max, maximum),
  Sum: nary((a, b) => a + b, add),
  Mean: mean,
  Neg: unary((x) => -x, neg),
  Abs: unary(Math.abs, abs),
  Sign: unary(Math.sign, sign),
  Floor: unary(Math.floor, floor),
  Ceil: unary(Math.ceil, ceil),
  Round: unary(nearest, round),
  BitwiseAnd: binary((a, b) => a & b, bitwiseAnd),
  BitwiseOr: binary((a, b) => a | b, bitwiseOr),
  BitwiseXor: binary((a, b) => a ^ b, bitwiseXor),
  BitwiseNot: operator(1, {}, ({ input }) => ofFewBits(input(0), bitwiseNot(input(0).tensor))),
  BitShift: operator(2, { attributes: { direction: string() } }, (call) => {
    const shift = chosen(call, 'direction', { LEFT: shiftLeft, RIGHT: shiftRight }, call.settings.direction)
    return ofFewBits(call.input(0), shift(call.input(0).tensor, call.input(1).tensor))
  }),
}
