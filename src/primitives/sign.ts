import { lessEqual } from './compare.js'
import { numbers } from './define.js'
import { zeros } from './literal.js'
import { select } from './select.js'
import { unary } from './unary.js'

const signed = ['f32', 'f64', 'i32'] as const

/** `-x`, elementwise. */
export const negate = unary({
  name: 'negate',
  dtypes: signed,
  value: (x) => -x,
  wgsl: (x) => `(-${x})`,
  rounds: true, // x + -x
  jvp: 'linear',
  transpose: (ct) => negate(ct),
})

/** `|x|`, elementwise; the derivative at 0 is 1, that of the right side. */
export const abs = unary({
  name: 'abs',
  dtypes: numbers,
  value: Math.abs,
  wgsl: (x, type) => (type === 'u32' ? x : `abs(${x})`),
  jvp: [(t, [x]) => x && select(lessEqual(zeros(x.type), x), t, negate(t))],
  kinks: [0],
})

/** -1, 0 or 1 by the sign of `x`; NaN for NaN. Its derivative is 0. */
export const sign = unary({
  name: 'sign',
  dtypes: signed,
  value: Math.sign,
  // WGSL's sign of a NaN is not defined; x + 0 passes it on.
  wgsl: (x, type) => (type === 'i32' ? `sign(${x})` : `select(${x}, sign(${x}), abs(${x}) > 0.0)`),
  kinks: [0],
})
