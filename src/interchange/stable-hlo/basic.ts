import { InvalidArgument } from '../../index.js'
import type { BasicName } from '../../kernel/basic.js'
import { type DType, dtypes, type TensorType } from '../../shape/dtype.js'
import type { HloValue, HloWriter } from '../../tensor/stable-hlo.js'

/** A basic function of scalars as operations on whole tensors. */
type Rule = (hlo: HloWriter, type: TensorType, x: HloValue, y: HloValue, z: HloValue) => HloValue

const isFloating = ({ type }: HloValue): boolean => dtypes[type.dtype].floating

const unary =
  (name: string): Rule =>
  (hlo, type, x) =>
    hlo.each(name, [x], type)

const binary =
  (name: string): Rule =>
  (hlo, type, x, y) =>
    hlo.each(name, [x, y], type)

const comparison =
  (direction: Parameters<HloWriter['compare']>[0]): Rule =>
  (hlo, _, x, y) =>
    hlo.compare(direction, x, y)

const isZero = (hlo: HloWriter, x: HloValue): HloValue => hlo.compare('EQ', x, hlo.full(0, x.type))

/** In another dtype; between whole numbers of one width the bits stay. */
const to =
  (dtype: DType): Rule =>
  (hlo, type, x) => {
    const given = { shape: type.shape, dtype: dtype === 'f32' ? type.dtype : dtype }
    const isWord = x.type.dtype === 'i32' || x.type.dtype === 'u32'
    return hlo.op(isWord && !dtypes[given.dtype].floating ? 'bitcast_convert' : 'convert', [x], given)
  }

const bits =
  (from: DType): Rule =>
  (hlo, type, x) => {
    if (x.type.dtype !== from && from === 'f32')
      throw new InvalidArgument('toStableHlo: a function that looks at the bits of a float has no form in f64; use f32')
    return hlo.op('bitcast_convert', [x], { ...type, dtype: from === 'f32' ? 'u32' : 'f32' })
  }

/** A shift by a u32. */
const shift =
  (name: (x: HloValue) => string): Rule =>
  (hlo, type, x, by) =>
    hlo.each(name(x), [x, x.type.dtype === by.type.dtype ? by : hlo.op('bitcast_convert', [by], x.type)], type)

/** What every target has a table of: the basic functions. */
export const basics: { readonly [Name in BasicName]: Rule } = {
  add: binary('add'),
  subtract: binary('subtract'),
  multiply: binary('multiply'),
  divide: (hlo, type, x, y) => {
    const quotient = hlo.each('divide', [x, y], type)
    return isFloating(x) ? quotient : hlo.select(isZero(hlo, y), x, quotient)
  },
  remainder: (hlo, type, x, y) => hlo.select(isZero(hlo, y), hlo.full(0, type), hlo.each('remainder', [x, y], type)),
  negate: unary('negate'),
  abs: (hlo, type, x) => (x.type.dtype === 'u32' ? x : hlo.each('abs', [x], type)),
  min: binary('minimum'),
  max: binary('maximum'),
  fma: (hlo, type, x, y, z) => hlo.each('add', [hlo.each('multiply', [x, y], type), z], type),
  sqrt: unary('sqrt'),
  floor: unary('floor'),
  ceil: unary('ceil'),
  round: unary('round_nearest_even'),
  less: comparison('LT'),
  lessEqual: comparison('LE'),
  equal: comparison('EQ'),
  isNaN: (hlo, _, x) => hlo.compare('NE', x, x),
  select: (hlo, _, condition, yes, no) => hlo.select(condition, yes, no),
  and: binary('and'),
  or: binary('or'),
  not: unary('not'),
  bitAnd: binary('and'),
  bitOr: binary('or'),
  bitXor: binary('xor'),
  shiftLeft: shift(() => 'shift_left'),
  shiftRight: shift(({ type }) => (type.dtype === 'i32' ? 'shift_right_arithmetic' : 'shift_right_logical')),
  bits: bits('f32'),
  fromBits: bits('u32'),
  toF32: to('f32'),
  toI32: to('i32'),
  toU32: to('u32'),
  // XLA takes (x + y) - y for x.
  rounded: (hlo, type, x) => hlo.generic('optimization_barrier', [x], [type], {})[0] ?? x,
  apart: (_, __, x) => x,
}
