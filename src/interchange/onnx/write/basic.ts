import type { BasicName } from '../../../kernel/basic.js'
import type { DType } from '../../../shape/dtype.js'
import { compared, larger, ofWords, quotient, rest, smaller } from './rules/words.js'
import { isFloat, type Value } from './value.js'
import type { Writer } from './writer.js'

/** A basic function of scalars as operators on whole tensors; undefined where ONNX has none. */
type Basic = (w: Writer, x: Value, y: Value, z: Value) => Value

const unary =
  (op: string, element?: DType): Basic =>
  (w, x) =>
    w.each(op, [x], element)

const binary =
  (op: string): Basic =>
  (w, x, y) =>
    ofWords(w, [x, y], (wide) => w.each(op, wide))

const comparison =
  (op: string): Basic =>
  (w, x, y) =>
    compared(w, op, [x, y])

const itself: Basic = (_, x) => x

/** What every target has a table of: the basic functions; those that look at the bits of numbers are left out. */
export const basics: { readonly [Name in BasicName]: Basic | undefined } = {
  add: binary('Add'),
  subtract: binary('Sub'),
  multiply: binary('Mul'),
  divide: (w, x, y) => (isFloat(x) ? w.each('Div', [x, y]) : quotient(w, x, y)),
  remainder: rest,
  negate: unary('Neg'),
  abs: (w, x) => (x.element === 'u32' ? x : w.each('Abs', [x])),
  min: (w, x, y) => ofWords(w, [x, y], ([a = x, b = y]) => (isFloat(a) ? w.each('Min', [a, b]) : smaller(w, a, b))),
  max: (w, x, y) => ofWords(w, [x, y], ([a = x, b = y]) => (isFloat(a) ? w.each('Max', [a, b]) : larger(w, a, b))),
  fma: (w, x, y, z) => w.each('Add', [w.each('Mul', [x, y]), z]),
  sqrt: unary('Sqrt'),
  floor: unary('Floor'),
  ceil: unary('Ceil'),
  round: unary('Round'),
  less: comparison('Less'),
  lessEqual: comparison('LessOrEqual'),
  equal: comparison('Equal'),
  isNaN: unary('IsNaN', 'bool'),
  select: (w, condition, yes, no) => ofWords(w, [yes, no], ([a = yes, b = no]) => w.select(condition, a, b)),
  and: binary('And'),
  or: binary('Or'),
  not: unary('Not'),
  bitAnd: undefined,
  bitOr: undefined,
  bitXor: undefined,
  shiftLeft: undefined,
  shiftRight: undefined,
  bits: undefined,
  fromBits: undefined,
  toF32: (w, x) => w.cast(x, 'f32'),
  toI32: (w, x) => w.cast(x, 'i32'),
  toU32: (w, x) => w.cast(x, 'u32'),
  rounded: itself,
  apart: itself,
}
