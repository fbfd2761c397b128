import { stopGradient as stopped } from '../primitives/stop-gradient.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import * as check from '../tensor/check.js'
import type { Tensor } from '../tensor/tensor.js'

/**
 * `x`, which every derivative takes for a constant.
 *
 * @example grad((x: Tensor<[]>) => mul(x, stopGradient(x)))(tensor(3)) // 3, not 6
 *
 * @category Arithmetic and functions
 */
export const stopGradient = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> => {
  check.tensor('stopGradient', 'x', x)
  return stopped(x) as Tensor<S, D> // of the same type
}
