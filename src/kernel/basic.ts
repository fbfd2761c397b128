import type { ScalarType } from './scalar.js'

/*
 * What a target must have of its own: every other scalar function is composed of these (composed.ts). All take f32, i32 and u32, and give the type of their
 * first operand, unless it is said. Floats are rounded to nearest; nothing is promised of the sign and digits of a NaN.
 */

/** What is known of a basic function, whatever the target. */
export interface Basic {
  readonly kind: 'basic'
  readonly name: BasicName
  /** Result type from argument types; the first argument's if left out. */
  readonly type?: (args: readonly ScalarType[]) => ScalarType
  /** Cost in multiply-adds, roughly; 1 if left out. Decides what is worth computing twice. */
  readonly cost?: number
  /** The result is a rounded one: a compiler may take it apart where it goes into another function, as in `(x + y) - y`, and is kept from it. */
  readonly rounds?: boolean
  /** Of equal operands a compiler may know the result without looking, wrongly where they are not finite: `x - x`. */
  readonly twins?: boolean
}

const bool = (): ScalarType => 'bool'
const only = (type: ScalarType) => (): ScalarType => type

const table = {
  /** Whole numbers wrap. */
  add: { rounds: true },
  subtract: { rounds: true, twins: true },
  multiply: { rounds: true },
  /** Of whole numbers rounded to zero; `x` where the divisor is 0. */
  divide: { rounds: true, twins: true, cost: 2 },
  /** Of whole numbers alone; 0 where the divisor is 0. */
  remainder: { cost: 2 },
  negate: { rounds: true },
  abs: {},
  /** Of floats either operand, or NaN, where one is NaN; see nanMax. */
  min: {},
  max: {},
  /** `x y + z`, rounded once or twice. */
  fma: {},
  sqrt: { rounds: true, cost: 4 },
  floor: {},
  ceil: {},
  /** To the nearest whole number, a half to the even one. */
  round: {},
  /** False where an operand is NaN. */
  less: { type: bool, twins: true },
  lessEqual: { type: bool, twins: true },
  /** Also of bools. */
  equal: { type: bool, twins: true },
  /** Of a float. WGSL lets a compiler assume that there is no NaN: there it goes by the bits. */
  isNaN: { type: bool },
  /** `(condition, yes, no)`: `yes` where the condition holds. */
  select: { type: ([, yes]: readonly ScalarType[]) => yes ?? 'f32' },
  and: { type: bool },
  or: { type: bool },
  not: { type: bool },
  /** Of u32 and i32. */
  bitAnd: {},
  bitOr: {},
  bitXor: {},
  /** By a u32 below 32. */
  shiftLeft: {},
  /** By a u32 below 32; copies of the sign come in from the left of an i32. */
  shiftRight: {},
  /** The bits of a float. */
  bits: { type: only('u32') },
  /** The float of which these are the bits. */
  fromBits: { type: only('f32') },
  /** From whole numbers, rounded; from bool 0 or 1. */
  toF32: { type: only('f32') },
  /** From a float within the range, rounded to zero; of u32 the bits; from bool 0 or 1. */
  toI32: { type: only('i32') },
  toU32: { type: only('u32') },
  /** The value as it is, rounded by itself: what goes in is not merged with what is done to it. */
  rounded: {},
  /** The value as it is, which no compiler knows to be that of an equal expression. */
  apart: {},
} satisfies { readonly [name: string]: Omit<Basic, 'kind' | 'name'> }

/** The names of the basic functions: a target has a table of them. */
export type BasicName = keyof typeof table

/** The basic functions by name. */
export const basic = Object.fromEntries(Object.entries(table).map(([name, rules]) => [name, { kind: 'basic', name, ...rules }])) as {
  // made of the table's own entries
  readonly [Name in BasicName]: Basic
}
