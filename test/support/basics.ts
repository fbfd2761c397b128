import type { BasicName } from '../../src/kernel/basic.js'
import type { ScalarType } from '../../src/kernel/scalar.js'

type OfNumbers = (x: number, y: number, z: number) => number

/** What stands for a result that may be anything. */
const anything = 0x5a5a5a5a

const wrapped: { readonly [T in ScalarType]: (x: number) => number } = {
  f32: Math.fround,
  i32: (x) => x | 0,
  u32: (x) => x >>> 0,
  bool: (x) => x,
}

const word = new Uint32Array(1)
const float = new Float32Array(word.buffer)

export const bitsOf = (x: number): number => {
  float[0] = x
  return word[0] ?? 0
}

export const fromBits = (bits: number): number => {
  word[0] = bits
  return float[0] ?? Number.NaN
}

const halfToEven = (x: number): number => {
  const nearest = Math.abs(x) % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)
  return nearest === 0 ? 0 * x : nearest
}

/** For every type the same, but for the type of the result. */
const alike =
  (f: OfNumbers) =>
  (type: ScalarType): OfNumbers => {
    const wrap = wrapped[type]
    return (x, y, z) => wrap(f(x, y, z))
  }

const test = (f: (x: number, y: number) => boolean) => (): OfNumbers => (x, y) => Number(f(x, y))

/** One function of floats, another of whole numbers. */
const either =
  (ofFloats: OfNumbers, ofWholes: OfNumbers) =>
  (type: ScalarType): OfNumbers =>
    alike(type === 'f32' ? ofFloats : ofWholes)(type)

/** To a whole number: of a float out of range anything. */
const whole =
  (low: number, high: number, to: 'i32' | 'u32') =>
  (from: ScalarType): OfNumbers =>
  (x) =>
    from !== 'f32' ? wrapped[to](x) : x > low && x < high ? Math.trunc(x) + 0 : anything

/** The basic functions of numbers, by name, for the type of their first argument. */
export const basics: { readonly [Name in BasicName]: (type: ScalarType) => OfNumbers } = {
  add: alike((x, y) => x + y),
  subtract: alike((x, y) => x - y),
  multiply: either((x, y) => x * y, Math.imul),
  divide: either(
    (x, y) => x / y,
    (x, y) => (y === 0 ? x : Math.trunc(x / y)),
  ),
  remainder: alike((x, y) => (y === 0 ? 0 : x % y)),
  negate: alike((x) => -x),
  abs: alike(Math.abs),
  // Of NaN or zeros either one may come out: here the second.
  min: alike((x, y) => (x < y ? x : y)),
  max: alike((x, y) => (x > y ? x : y)),
  fma: alike((x, y, z) => x * y + z),
  sqrt: alike(Math.sqrt),
  floor: alike(Math.floor),
  ceil: alike(Math.ceil),
  round: alike(halfToEven),
  less: test((x, y) => x < y),
  lessEqual: test((x, y) => x <= y),
  equal: test((x, y) => x === y),
  isNaN: () => (x) => Number(Number.isNaN(x)),
  select: () => (condition, yes, no) => (condition === 1 ? yes : no),
  and: () => (x, y) => x & y,
  or: () => (x, y) => x | y,
  not: () => (x) => 1 - x,
  bitAnd: alike((x, y) => x & y),
  bitOr: alike((x, y) => x | y),
  bitXor: alike((x, y) => x ^ y),
  shiftLeft: alike((x, y) => (y < 32 ? x << y : anything)),
  shiftRight: (type) => alike((x, y) => (y >= 32 ? anything : type === 'i32' ? x >> y : x >>> y))(type),
  bits: () => bitsOf,
  fromBits: () => fromBits,
  toF32: () => Math.fround,
  toI32: whole(-2147483649, 2147483648, 'i32'),
  toU32: whole(-1, 4294967296, 'u32'),
  rounded: () => (x) => x,
  apart: () => (x) => x,
}
