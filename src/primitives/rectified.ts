import { lessEqual } from './compare.js'
import { numbers } from './define.js'
import { zeros } from './literal.js'
import { select } from './select.js'
import { unary } from './unary.js'

/**
 * `max(x, 0)`, elementwise; NaN for NaN. The derivative at 0 is 0. It is read off the result, which is positive where `x` is: a network that keeps what a layer gives needs not keep what its activation was given.
 */
export const relu = unary({
  name: 'relu',
  dtypes: numbers,
  value: (x) => (x <= 0 ? 0 : x),
  scalar: (s, x) => s.select(s.lessEqual(x, 0), 0, x),
  cost: 2,
  jvp: [(t, _, __, [y]) => y && select(lessEqual(y, zeros(y.type)), zeros(t.type), t)],
  kinks: [0],
})
