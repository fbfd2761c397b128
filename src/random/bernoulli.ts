import { less } from '../primitives/compare.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import type { Key } from './key.js'
import { type Asked, type Drawn, type FitAsked, inShape, type Parameter, parameterOf } from './parameters.js'
import { unit } from './samplers.js'

/**
 * True with probability `p`: a number, or a tensor of one for each, in whose shape it is drawn, or in another to which it stretches. There is no derivative. Equal to
 * JAX's for equal keys.
 *
 * @throws InvalidArgument unless a number `p` is from 0 to 1; ShapeMismatch if `p` does not stretch to the shape; DTypeMismatch if it is not `f32`
 * @example bernoulli(key(0), 0.5, [10])
 * @example bernoulli(key(0), sigmoid(logits))
 *
 * @category Random numbers
 */
export function bernoulli<A extends Shape = [], D extends DType = never, const T extends Asked = undefined>(
  key: Key,
  p: Parameter<'bernoulli', A, D>,
  shape?: FitAsked<'bernoulli', A, T>,
): Tensor<ShapeOf<Drawn<'bernoulli', A, T>>, 'bool'>
export function bernoulli(key: Key, p: AnyTensor | number, shape?: readonly number[]): AnyTensor {
  check.key('bernoulli', key)
  if (typeof p === 'number' && !(p >= 0 && p <= 1)) check.refuse('bernoulli', 'a probability', 'a number from 0 to 1', p)
  const given = parameterOf('bernoulli', 'the probability', p)
  const [each = given] = inShape('bernoulli', [given], given.type.shape, shape)
  useKey(key, 'bernoulli')
  return less(unit(key, each.type.shape), each)
}
