import { basic } from '../kernel/basic.js'
import { binary } from './binary.js'
import { unary } from './unary.js'

const bools = ['bool'] as const

/** Whether both hold, elementwise. */
export const and = binary({ name: 'and', dtypes: bools, value: (x, y) => x & y, scalar: basic.and, jvp: 'constant' })

/** Whether one holds, or both, elementwise. */
export const or = binary({ name: 'or', dtypes: bools, value: (x, y) => x | y, scalar: basic.or, jvp: 'constant' })

/** Whether it does not hold, elementwise. */
export const not = unary({ name: 'not', dtypes: bools, value: (x) => 1 - x, scalar: basic.not })
