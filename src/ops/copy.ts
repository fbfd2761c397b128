import { reshape } from '../primitives/reshape.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import * as check from '../tensor/check.js'
import { homeOf } from '../tensor/device.js'
import { type AnyTensor, hosted, type Tensor } from '../tensor/tensor.js'

/**
 * The same values in memory of their own, so that one of the two may be donated or disposed. In a function being traced it is `x`. The derivative passes.
 *
 * @throws DisposedTensor
 * @example
 * const kept = copy(weights)
 * step(weights, batch) // jit(step, { donate: [0] }) takes the memory of `weights`, `kept` stays
 *
 * @category Tensors
 */
export function copy<S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D>
export function copy(x: AnyTensor): AnyTensor {
  check.tensor('copy', 'x', x)
  const { source, type } = x
  if (source.kind === 'value' && source.host) return hosted(type, source.host.slice())
  const made = reshape(x, type.shape)
  // Now, while `x` is there.
  homeOf(x)?.realise([made])
  return made
}
