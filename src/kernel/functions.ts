import { isNaNText } from './not-finite.js'
import type { ScalarFunction, ScalarType } from './scalar.js'

/** The scalar functions that rules of several primitives share; a primitive's own function stands in its file. */

const bool = (): ScalarType => 'bool'

export const select: ScalarFunction = {
  name: 'select',
  type: ([, yes]) => yes ?? 'f32',
  wgsl: (condition, yes, no) => `select(${no}, ${yes}, ${condition})`,
}
export const add: ScalarFunction = { name: 'add', rounds: true, wgsl: (a, b) => `(${a} + ${b})` }
export const multiply: ScalarFunction = { name: 'multiply', rounds: true, wgsl: (a, b) => `(${a} * ${b})` }
export const fma: ScalarFunction = { name: 'fma', wgsl: (a, b, c) => `fma(${a}, ${b}, ${c})` }
export const less: ScalarFunction = { name: 'less', type: bool, wgsl: (a, b) => `(${a} < ${b})` }
export const equal: ScalarFunction = { name: 'equal', type: bool, wgsl: (a, b) => `(${a} == ${b})` }
export const and: ScalarFunction = { name: 'and', type: bool, wgsl: (a, b) => `(${a} && ${b})` }
export const or: ScalarFunction = { name: 'or', type: bool, wgsl: (a, b) => `(${a} || ${b})` }

export const not: ScalarFunction = { name: 'not', type: bool, wgsl: (a) => `(!${a})` }

/** Looks at the bits: WGSL lets a compiler assume that no NaN ever occurs, so `x != x` may be folded to false. */
export const isNaNBits: ScalarFunction = {
  name: 'isNaN',
  type: bool,
  wgsl: isNaNText,
  cost: 2,
}
