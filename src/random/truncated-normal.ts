import { InvalidArgument } from '../errors.js'
import { maximum, minimum } from '../primitives/arithmetic.js'
import { erfOf } from '../primitives/erf-value.js'
import { multiply } from '../primitives/multiply.js'
import { afterMinusOne } from '../primitives/random-scalars.js'
import type { Fit } from '../shape/sentence.js'
import type { Dims, SizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { erfInverse, like } from './erf-inverse.js'
import type { Key } from './key.js'
import { between, drawnFrom, floatBelow } from './samplers.js'

/** Where the error function is at a number of standard deviations, in f32. */
const erfAt = (deviations: number): number => Math.fround(erfOf(deviations / Math.SQRT2))

/**
 * Standard normal, given that it lies between `low` and `high`, neither of them included: density `exp(-x^2 / 2)` there, over its integral. Either may be
 * infinite. Equal to JAX's for equal keys, up to rounding.
 *
 * It is the inverse of the distribution function at a uniform number, in f32, so far out (beyond 4 or so) the numbers drawn are few and far
 * between, and from about 5.5 on there are none.
 *
 * @throws InvalidArgument unless `low < high`, or where f32 has no numbers to draw from; ShapeMismatch if a size is none
 * @example mul(truncatedNormal(key(0), -2, 2, [784, 128]), 0.05)
 *
 * @category Random numbers
 */
export function truncatedNormal<const S extends readonly number[]>(
  key: Key,
  low: number,
  high: number,
  shape: Fit<SizeList<'truncatedNormal', Dims<S>>, S>,
): Tensor<Dims<S>>
export function truncatedNormal(key: Key, low: number, high: number, shape: readonly number[]): AnyTensor {
  const sizes = drawnFrom('truncatedNormal', key, shape)
  check.number('truncatedNormal', 'low', low)
  check.number('truncatedNormal', 'high', high)
  if (!(low < high)) check.refuse('truncatedNormal', 'low', `a number below high, ${high}`, low)
  const [from, to] = [Math.max(afterMinusOne, erfAt(low)), erfAt(high)]
  const last = floatBelow(1)
  const [lowest, highest] = [-floatBelow(-low), floatBelow(high)]
  if (!(from < to && from <= last && lowest <= highest))
    throw new InvalidArgument(
      `truncatedNormal: f32 tells no numbers apart between ${low} and ${high}; draw nearer to 0, or from a wider range`,
    )
  useKey(key, 'truncatedNormal')
  const u = between(key, sizes, from, to)
  const z = erfInverse(minimum(u, like(u, last)))
  // Rounding may have carried it out of the range.
  return minimum(maximum(multiply(z, like(z, Math.SQRT2)), like(z, lowest)), like(z, highest))
}
