import { type Basic, basic } from '../kernel/basic.js'
import { applied, Composed, type ScalarRule } from '../kernel/composed.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { binary } from './binary.js'
import { equal, greater, less } from './compare.js'
import { operand } from './define.js'
import { constantOf, full } from './literal.js'
import { multiply } from './multiply.js'
import { select } from './select.js'
import { negate } from './sign.js'

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)
const whole = (dtype: string): boolean => dtype === 'i32' || dtype === 'u32'

/** `x - y`, elementwise. Whole numbers wrap. */
export const subtract = binary({
  name: 'subtract',
  value: (x, y) => x - y,
  scalar: basic.subtract,
  jvp: [(t) => t, (t) => negate(t)],
  transpose: (ct, which) => (which === 0 ? ct : negate(ct)),
})

/** `x / y`, elementwise; of whole numbers the quotient rounded to zero, and `x` where `y` is 0, as WGSL has it. */
export const divide = binary({
  name: 'divide',
  value: (x, y, dtype) => (whole(dtype) ? (y === 0 ? x : Math.trunc(x / y)) : x / y),
  scalar: basic.divide,
  cost: 2,
  jvp: [(t, [, y]) => divide(t, operand([y], 0)), (t, [, y], _, [z]) => negate(multiply(t, divide(operand([z], 0), operand([y], 0))))],
  transpose: (ct, _, { operands }) => divide(ct, operand(operands, 1)),
  expand: ([x, y]) => (x && constantOf(y) === 1 ? [x] : undefined),
  secondWithin: [0.5, 2],
})

const oneWhere = (condition: AnyTensor, half: AnyTensor, t: AnyTensor): AnyTensor =>
  select(condition, t, select(half, multiply(t, like(t, 0.5)), like(t, 0)))

const floats = ['f32', 'f32'] as const

/** A basic function of two, and NaN if either of two floats is. */
const nanSafe = (name: string, fn: Basic): ScalarRule => {
  const ofFloats = new Composed(name, floats, 4, (s, x, y) => s.select(s.or(s.isNaN(x), s.isNaN(y)), NaN, s.apply(fn, x, y)))
  return (s, x, y) => applied(s, x.type === 'f32' ? ofFloats : fn, x, y)
}

/** The larger of two scalars, NaN if either is. */
export const larger = nanSafe('nanMax', basic.max)
/** The smaller of two scalars, NaN if either is. */
export const smaller = nanSafe('nanMin', basic.min)

/** The larger of `x` and `y`, elementwise; NaN if either is. Where they are equal each has half the derivative. */
export const maximum = binary({
  name: 'maximum',
  stableHlo: { op: 'maximum' },
  value: (x, y) => Math.max(x, y),
  scalar: larger,
  cost: 4,
  jvp: [(t, [x, y]) => x && y && oneWhere(greater(x, y), equal(x, y), t), (t, [x, y]) => x && y && oneWhere(less(x, y), equal(x, y), t)],
  apart: true,
})

/** The smaller of `x` and `y`, elementwise; NaN if either is. Where they are equal each has half the derivative. */
export const minimum = binary({
  name: 'minimum',
  stableHlo: { op: 'minimum' },
  value: (x, y) => Math.min(x, y),
  scalar: smaller,
  cost: 4,
  jvp: [(t, [x, y]) => x && y && oneWhere(less(x, y), equal(x, y), t), (t, [x, y]) => x && y && oneWhere(greater(x, y), equal(x, y), t)],
  apart: true,
})
