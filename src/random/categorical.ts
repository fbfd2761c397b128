import { axisGiven } from '../ops/axis-argument.js'
import { demand } from '../ops/operand.js'
import { argmax } from '../primitives/arg.js'
import { convert } from '../primitives/convert.js'
import { log } from '../primitives/exponential.js'
import { add } from '../primitives/multiply.js'
import { negate } from '../primitives/sign.js'
import type { ByName } from '../shape/by-name.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import { type ReduceSome, reducedAxes, reduceSomeShape } from '../shape/reduce.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import type { Key } from './key.js'
import { between } from './samplers.js'

/** The smallest f32 that every adapter has. */
const smallest = 2 ** -126

/** Standard Gumbel: `-log(-log(u))`. The largest of `logits` with one added to each is at a place by the probability of that place. */
const gumbel = (key: Key, shape: readonly number[]): AnyTensor => negate(log(negate(log(between(key, shape, smallest, 1)))))

/** The shape of places along one axis, the last if none is named. */
type Chosen<S extends Shape, A extends number | undefined> = ReduceSome<'categorical', S, A extends number ? A : -1, false>

/**
 * Places along an axis, the last if none is named, each drawn with the probability that `softmax(logits)` gives it; a place of `-Infinity` never is.
 * The axis is dropped: logits `['N', 10]` give `['N']`. Equal to JAX's for equal keys, but where rounding decides.
 *
 * @throws ShapeMismatch if there is no such axis, or nothing along it; DTypeMismatch
 * @see Gumbel, Statistical theory of extreme values and some practical applications, 1954
 * @example categorical(key(0), log(tensor([0.2, 0.3, 0.5]))) // 0, 1 or 2
 * @example categorical(key(0), broadcastTo(logits, [1000, 3])) // 1000 draws of one distribution
 *
 * @category Random numbers
 */
export function categorical<S extends Shape, D extends DType, A extends number | undefined = undefined, const O = unknown>(
  key: Key,
  logits: Fit<Then<NotOfKind<'categorical', D, 'floating'>, A extends undefined ? Chosen<S, A> : S>, Tensor<S, D>>,
  options?: ByName<'categorical', O, { readonly axis?: Fit<Chosen<S, A>, A> }, 'key, logits'>,
): Tensor<ShapeOf<Chosen<S, A>>, 'i32'>
export function categorical(key: Key, logits: AnyTensor, options?: { readonly axis?: number } | string): AnyTensor {
  check.key('categorical', key)
  demand('categorical', logits, 'floating', 'logits')
  const axis = axisGiven('categorical', check.options('categorical', 'key, logits', options, ['axis'])) ?? -1
  const { shape, dtype } = logits.type
  orThrow(reduceSomeShape('categorical', shape, axis, false))
  const [along = 0] = orThrow(reducedAxes('categorical', shape, axis))
  useKey(key, 'categorical')
  const noise = gumbel(key, shape)
  return argmax(add(dtype === 'f32' ? noise : convert(noise, dtype), logits), along)
}
