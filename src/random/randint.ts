import { convert } from '../primitives/convert.js'
import { add, multiply } from '../primitives/multiply.js'
import { remainder } from '../primitives/remainder.js'
import type { Fit } from '../shape/sentence.js'
import type { Dims, SizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { counting } from './bits.js'
import { like } from './erf-inverse.js'
import { type Key, splitKey } from './key.js'
import { drawnFrom } from './samplers.js'

/**
 * Whole numbers from `min` up to `max`, that left out; each equally likely up to a part in 2^32. Equal to JAX's for equal keys.
 *
 * @throws InvalidArgument unless both are whole numbers of i32, `max` the larger by less than 2^31; ShapeMismatch if a size is none
 * @example randint(key(0), 1, 7, [10]) // ten throws of a die
 *
 * @category Random numbers
 */
export function randint<const S extends readonly number[]>(
  key: Key,
  min: number,
  max: number,
  shape: Fit<SizeList<'randint', Dims<S>>, S>,
): Tensor<Dims<S>, 'i32'>
export function randint(key: Key, min: number, max: number, shape: readonly number[]): AnyTensor {
  const sizes = drawnFrom('randint', key, shape)
  for (const [name, bound] of Object.entries({ min, max }))
    if (!Number.isInteger(bound) || bound < -(2 ** 31) || bound >= 2 ** 31) check.refuse('randint', name, 'a whole number of i32', bound)
  const span = max - min
  if (!(span > 0 && span < 2 ** 31)) check.refuse('randint', 'max', `a number above min, ${min}, by less than 2^31`, max)
  useKey(key, 'randint')
  const [high, low] = splitKey(key, 2).map((one) => {
    const words = counting(one, sizes, 'mixed')
    return remainder(words, like(words, span))
  })
  if (!high || !low) return check.refuse('randint', 'the key', 'made by key(seed)', key)
  // Two words as one number of 64 bits, reduced to the range: so small a share of it is left over that none is likelier for it.
  const half = 2 ** 16 % span
  const factor = ((half * half) % 2 ** 32) % span
  const drawn = add(multiply(high, like(high, factor)), low)
  const offset = convert(remainder(drawn, like(drawn, span)), 'i32')
  return add(offset, like(offset, min))
}
