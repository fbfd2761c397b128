import { basic } from '../kernel/basic.js'
import { lessEqual } from './compare.js'
import { numbers } from './define.js'
import { zeros } from './literal.js'
import { select } from './select.js'
import { unary } from './unary.js'

const signed = ['f32', 'f16', 'f64', 'i32'] as const

/** `-x`, elementwise. */
export const negate = unary({
  name: 'negate',
  dtypes: signed,
  value: (x) => -x,
  scalar: basic.negate,
  jvp: 'linear',
  transpose: (ct) => negate(ct),
})

/** `|x|`, elementwise; the derivative at 0 is 1, that of the right side. */
export const abs = unary({
  name: 'abs',
  dtypes: numbers,
  value: Math.abs,
  scalar: basic.abs,
  jvp: [(t, [x]) => x && select(lessEqual(zeros(x.type), x), t, negate(t))],
  kinks: [0],
})

/** -1, 0 or 1 by the sign of `x`; NaN for NaN. Its derivative is 0. */
export const sign = unary({
  name: 'sign',
  stableHlo: { op: 'sign' },
  dtypes: signed,
  value: Math.sign,
  scalar: (s, x) => s.select(s.less(0, x), 1, s.select(s.less(x, 0), -1, x)), // a zero is itself, and so is NaN
  kinks: [0],
})
