import { minimum } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { poissonCount } from '../primitives/random-poisson.js'
import { reshape } from '../primitives/reshape.js'
import { slice } from '../primitives/slice.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import type { Key } from './key.js'
import { type Asked, type Drawn, type FitAsked, inShape, type Parameter, parameterOf } from './parameters.js'

/**
 * Poisson: how many of what happens at a rate happen; `k` with probability `rate^k exp(-rate) / k!`, mean and variance `rate`. The rate is a number from 0 on, or a
 * tensor of one for each, in whose shape it is drawn, or in another to which it stretches; -1 where a rate is negative or NaN. There is no derivative.
 *
 * Below a rate of 10 uniform numbers are multiplied, as Knuth does, and the result is JAX's for equal keys, but where rounding decides. From there on it is Hörmann's
 * transformed rejection, as in JAX, whose numbers depend on how long others take: these do not, and are others of the same distribution.
 *
 * @throws InvalidArgument unless a number is from 0 on; ShapeMismatch if the rate does not stretch to the shape; DTypeMismatch if it is not `f32`
 * @see Hörmann, The transformed rejection method for generating Poisson random variables, Insurance: Mathematics and Economics 12, 1993
 * @example poisson(key(0), 3, [10])
 *
 * @category Random numbers
 */
export function poisson<A extends Shape = [], D extends DType = never, const T extends Asked = undefined>(
  key: Key,
  rate: Parameter<'poisson', A, D>,
  shape?: FitAsked<'poisson', A, T>,
): Tensor<ShapeOf<Drawn<'poisson', A, T>>, 'i32'>
export function poisson(key: Key, rate: AnyTensor | number, shape?: readonly number[]): AnyTensor {
  check.key('poisson', key)
  if (typeof rate === 'number' && !(rate >= 0)) check.refuse('poisson', 'a rate', 'a number from 0 on', rate)
  const given = parameterOf('poisson', 'the rate', rate)
  const [each = given] = inShape('poisson', [given], given.type.shape, shape)
  useKey(key, 'poisson')
  const size = [sizeOf(each.type.shape)]
  // Beyond the numbers of i32 all rates are one, an infinite one as well.
  const finite = minimum(each, full(2 ** 32, each.type.shape, 'f32'))
  const word = (i: number) => broadcast(reshape(slice(key, [i], [i + 1], [1]), []), size, [0])
  return reshape(poissonCount(word(0), word(1), iota(size, 0, 'u32'), reshape(finite, size)), each.type.shape)
}
