import { log1p } from '../primitives/exponential.js'
import { multiply } from '../primitives/multiply.js'
import type { Fit } from '../shape/sentence.js'
import type { Dims, SizeList } from '../shape/size-list.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { like } from './erf-inverse.js'
import type { Key } from './key.js'
import { drawnFrom, unit } from './samplers.js'

/**
 * Exponential with rate 1: density `exp(-x)`, mean 1. Divide by a rate for another. Equal to JAX's for equal keys, up to rounding.
 *
 * @throws ShapeMismatch if a size is none
 * @example div(exponential(key(0), [10]), 0.5) // of mean 2
 *
 * @category Random numbers
 */
export function exponential<const S extends readonly number[]>(key: Key, shape: Fit<SizeList<'exponential', Dims<S>>, S>): Tensor<Dims<S>>
export function exponential(key: Key, shape: readonly number[]): AnyTensor {
  const sizes = drawnFrom('exponential', key, shape)
  useKey(key, 'exponential')
  const drawn = unit(key, sizes)
  const logarithm = log1p(multiply(drawn, like(drawn, -1)))
  return multiply(logarithm, like(logarithm, -1))
}
