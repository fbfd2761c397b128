import { isNaNText } from '../kernel/not-finite.js'
import type { DType } from '../shape/dtype.js'
import { type Binary, binary } from './binary.js'
import { numbers } from './define.js'
import { unary } from './unary.js'

/** A comparison, elementwise; false where either side is NaN, except `notEqual`, which is true there. No derivative. */
const comparison = (
  name: string,
  wgsl: (x: string, y: string) => string,
  value: (x: number, y: number) => boolean,
  dtypes: readonly DType[] = numbers,
): Binary =>
  binary({
    name,
    dtypes,
    gives: 'bool',
    value: (x, y) => Number(value(x, y)),
    wgsl,
    twins: true,
    jvp: 'constant',
    within: [-3, 3],
  })

export const equal = comparison(
  'equal',
  (x, y) => `(${x} == ${y})`,
  (x, y) => x === y,
  [...numbers, 'bool'],
)
// WGSL's own != is false where either side is NaN.
export const notEqual = comparison(
  'notEqual',
  (x, y) => `(!(${x} == ${y}))`,
  (x, y) => x !== y,
  [...numbers, 'bool'],
)
export const less = comparison(
  'less',
  (x, y) => `(${x} < ${y})`,
  (x, y) => x < y,
)
export const lessEqual = comparison(
  'lessEqual',
  (x, y) => `(${x} <= ${y})`,
  (x, y) => x <= y,
)
export const greater = comparison(
  'greater',
  (x, y) => `(${x} > ${y})`,
  (x, y) => x > y,
)
export const greaterEqual = comparison(
  'greaterEqual',
  (x, y) => `(${x} >= ${y})`,
  (x, y) => x >= y,
)

/** Whether `x` is NaN. */
export const isNaN = unary({
  name: 'isNaN',
  gives: 'bool',
  value: (x) => Number(Number.isNaN(x)),
  wgsl: isNaNText,
})

/** Whether `x` is neither NaN nor infinite. */
export const isFinite = unary({
  name: 'isFinite',
  gives: 'bool',
  value: (x) => Number(Number.isFinite(x)),
  wgsl: (x) => `((bitcast<u32>(${x}) & 0x7f800000u) != 0x7f800000u)`,
})
