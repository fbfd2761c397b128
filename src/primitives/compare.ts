import { type Basic, basic } from '../kernel/basic.js'
import type { ScalarRule } from '../kernel/composed.js'
import type { DType } from '../shape/dtype.js'
import { type Binary, binary } from './binary.js'
import { numbers } from './define.js'
import { unary } from './unary.js'

/** A comparison, elementwise; false where either side is NaN, except `notEqual`, which is true there. No derivative. */
const comparison = (
  name: string,
  scalar: Basic | ScalarRule,
  value: (x: number, y: number) => boolean,
  dtypes: readonly DType[] = numbers,
): Binary =>
  binary({
    name,
    dtypes,
    gives: 'bool',
    value: (x, y) => Number(value(x, y)),
    scalar,
    jvp: 'constant',
    within: [-3, 3],
  })

export const equal = comparison('equal', basic.equal, (x, y) => x === y, [...numbers, 'bool'])
export const notEqual = comparison(
  'notEqual',
  (s, x, y) => s.not(s.equal(x, y)),
  (x, y) => x !== y,
  [...numbers, 'bool'],
)
export const less = comparison('less', basic.less, (x, y) => x < y)
export const lessEqual = comparison('lessEqual', basic.lessEqual, (x, y) => x <= y)
export const greater = comparison(
  'greater',
  (s, x, y) => s.greater(x, y),
  (x, y) => x > y,
)
export const greaterEqual = comparison(
  'greaterEqual',
  (s, x, y) => s.greaterEqual(x, y),
  (x, y) => x >= y,
)

/** Whether `x` is NaN. */
export const isNaN = unary({
  name: 'isNaN',
  gives: 'bool',
  value: (x) => Number(Number.isNaN(x)),
  scalar: (s, x) => s.isNaN(x),
})

/** Whether `x` is neither NaN nor infinite. */
export const isFinite = unary({
  name: 'isFinite',
  stableHlo: { op: 'is_finite' },
  gives: 'bool',
  value: (x) => Number(Number.isFinite(x)),
  scalar: (s, x) => s.less(s.bitAnd(s.bits(x), 0x7fffffff), 0x7f800000),
})

/** Whether `x` is one of the two infinities. */
export const isInfinite = unary({
  name: 'isInfinite',
  gives: 'bool',
  value: (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY),
  scalar: (s, x) => s.equal(s.bitAnd(s.bits(x), 0x7fffffff), 0x7f800000),
})
