import type { BasicName } from '../../../kernel/basic.js'
import type { ScalarType } from '../../../kernel/scalar.js'
import { apartText, roundedText } from './rounded.js'

type Text = (args: readonly [string, string, string], type: ScalarType) => string

const infix =
  (sign: string): Text =>
  ([a, b]) =>
    `(${a} ${sign} ${b})`
const call =
  (name: string): Text =>
  ([a]) =>
    `${name}(${a})`
const callOfTwo =
  (name: string): Text =>
  ([a, b]) =>
    `${name}(${a}, ${b})`

const to =
  (name: 'f32' | 'i32' | 'u32'): Text =>
  ([a], type) =>
    type === 'bool' ? `select(${name}(0), ${name}(1), ${a})` : `${name}(${a})`

/** The basic functions in WGSL, by the texts of their arguments and the type of the first. */
export const basics: { readonly [Name in BasicName]: Text } = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  divide: infix('/'),
  remainder: infix('%'),
  negate: ([a]) => `(-${a})`,
  abs: call('abs'),
  min: callOfTwo('min'),
  max: callOfTwo('max'),
  fma: ([a, b, c]) => `fma(${a}, ${b}, ${c})`,
  sqrt: call('sqrt'),
  floor: call('floor'),
  ceil: call('ceil'),
  round: call('round'),
  less: infix('<'),
  lessEqual: infix('<='),
  equal: infix('=='),
  isNaN: ([a]) => `(0x7f800000u < (bitcast<u32>(${a}) & 0x7fffffffu))`,
  select: ([condition, yes, no]) => `select(${no}, ${yes}, ${condition})`,
  and: infix('&&'),
  or: infix('||'),
  not: ([a]) => `(!${a})`,
  bitAnd: infix('&'),
  bitOr: infix('|'),
  bitXor: infix('^'),
  shiftLeft: infix('<<'),
  shiftRight: infix('>>'),
  bits: call('bitcast<u32>'),
  fromBits: call('bitcast<f32>'),
  toF32: to('f32'),
  toI32: to('i32'),
  toU32: to('u32'),
  rounded: ([a]) => roundedText(a),
  apart: ([a]) => apartText(a),
}
