import type { AnyFunction, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import type { TreeFunction } from './traced.js'

/**
 * `f`, whose symbolic dimensions are bound at each call: given `[32, 784]` for `['N', 784]`, N is 32 in the result. Nothing else changes.
 *
 * @example
 * const rows = fn((x: Tensor<['N', 784]>) => sum(x, { axis: 1 }))
 * rows(zeros([32, 784])) // Tensor<[32]>
 *
 * @category Transforms and control flow
 */
export function fn<F extends AnyFunction>(f: F): Fn<ParametersOf<F>, ReturnOf<F>>
export function fn(f: TreeFunction): TreeFunction {
  check.callable('fn', 'what symbols are bound for', f)
  return f
}
