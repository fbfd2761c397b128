import { stretch } from '../ops/operand.js'
import { add, multiply } from '../primitives/multiply.js'
import { type BroadcastTo, broadcastToShape } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Mixed, Then } from '../shape/dtype-rule.js'
import { type Fit, orThrow } from '../shape/sentence.js'
import type { Dims, SizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { counting } from './bits.js'
import type { Key } from './key.js'
import { parameterOf } from './parameters.js'
import { drawnFrom, normalOf } from './samplers.js'

/** A number, or a tensor that stretches to the shape of what is drawn. */
type Moment<M extends Shape, D extends DType, S extends Shape> = Fit<
  Then<Mixed<'normal', 'f32', D>, BroadcastTo<'normal', M, S>>,
  Tensor<M, D> | number
>

/** Where normal numbers lie. */
interface Moments<Mean, Deviation> {
  /** 0 if left out. */
  readonly mean?: Mean | undefined
  /** The standard deviation, 1 if left out. */
  readonly deviation?: Deviation | undefined
}

/**
 * Normal numbers: of mean 0 and standard deviation 1, or as it is said, for all or for each; what is drawn is then `mean + deviation · z`, and differentiated in
 * both. Equal to JAX's for equal keys, up to rounding.
 *
 * @throws ShapeMismatch if a size is none, or the mean or the deviation does not stretch to the shape; DTypeMismatch if one is not `f32`
 * @example normal(key(0), [784, 128])
 * @example normal(key(0), [32, 10], { mean: zeros([10]), deviation: exp(logDeviation) })
 *
 * @category Random numbers
 */
export function normal<
  const S extends readonly number[],
  M extends Shape = [],
  D extends DType = never,
  V extends Shape = [],
  E extends DType = never,
>(key: Key, shape: Fit<SizeList<'normal', Dims<S>>, S>, options?: Moments<Moment<M, D, Dims<S>>, Moment<V, E, Dims<S>>>): Tensor<Dims<S>>
export function normal(key: Key, shape: readonly number[], options?: Moments<AnyTensor | number, AnyTensor | number>): AnyTensor {
  const sizes = drawnFrom('normal', key, shape)
  const { mean, deviation } = check.options('normal', 'key, shape', options, ['mean', 'deviation'])
  const given = (name: string, moment: AnyTensor | number | undefined): AnyTensor | undefined => {
    if (moment === undefined) return undefined
    const x = parameterOf('normal', name, moment)
    return stretch(x, orThrow(broadcastToShape('normal', x.type.shape, sizes)))
  }
  const [middle, spread] = [given('the mean', mean), given('the deviation', deviation)]
  useKey(key, 'normal')
  const z = normalOf(counting(key, sizes, 'mixed'))
  const scaled = spread ? multiply(spread, z) : z
  return middle ? add(middle, scaled) : scaled
}
