import { basic } from '../kernel/basic.js'
import { binary } from './binary.js'
import { operand } from './define.js'

/** `x + y`, elementwise. Whole numbers wrap. */
export const add = binary({
  name: 'add',
  value: (x, y) => x + y,
  scalar: basic.add,
  jvp: [(t) => t, (t) => t],
  transpose: (ct) => ct,
})

/** `x y`, elementwise. Whole numbers wrap. */
export const multiply = binary({
  name: 'multiply',
  value: (x, y, dtype) => (dtype === 'i32' || dtype === 'u32' ? Math.imul(x, y) : x * y),
  scalar: basic.multiply,
  jvp: [(t, [, y]) => multiply(t, operand([y], 0)), (t, [x]) => multiply(operand([x], 0), t)],
  transpose: (ct, which, { operands }) => multiply(ct, operand(operands, 1 - which)),
})
