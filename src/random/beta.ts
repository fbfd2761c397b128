import { divide, maximum, subtract } from '../primitives/arithmetic.js'
import { exp } from '../primitives/exponential.js'
import { add } from '../primitives/multiply.js'
import { type Broadcast, broadcastShape } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Mixed, Then } from '../shape/dtype-rule.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { logGammaDrawn } from './gamma.js'
import { type Key, splitKey } from './key.js'
import { type Asked, type Drawn, type FitAsked, inShape, type Parameter, parameterOf } from './parameters.js'

/** The common shape of both parameters. */
type Both<A extends Shape, B extends Shape> = ShapeOf<Broadcast<'beta', A, B>>

/**
 * Beta: density `x^(a - 1) (1 - x)^(b - 1)` over the Beta function, mean `a / (a + b)`. Both parameters are numbers above 0, or tensors of one for each; their shapes
 * broadcast, and it is drawn in the common one, or in another to which that stretches. It is a Gamma number's share of two. Equal to JAX's for equal keys, up
 * to rounding, and but where rounding decides. It moves with the parameters as Gamma numbers do; there is no second derivative.
 *
 * @throws ShapeMismatch if the parameters do not broadcast, or not to the shape; DTypeMismatch if one is not `f32`; InvalidArgument where a second derivative is asked for
 * @example beta(key(0), 2, 5, [10])
 *
 * @category Random numbers
 */
export function beta<
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
  const T extends Asked = undefined,
>(
  key: Key,
  a: Parameter<'beta', A, D>,
  b: Fit<Then<Mixed<'beta', 'f32', E>, Broadcast<'beta', A, B>>, Tensor<B, E> | number>,
  shape?: FitAsked<'beta', Both<A, B>, T>,
): Tensor<ShapeOf<Drawn<'beta', Both<A, B>, T>>, 'f32'>
export function beta(key: Key, a: AnyTensor | number, b: AnyTensor | number, shape?: readonly number[]): AnyTensor {
  check.key('beta', key)
  for (const one of [a, b]) if (typeof one === 'number' && !(one > 0)) check.refuse('beta', 'a parameter', 'a number above 0', one)
  const given = [parameterOf('beta', 'a', a), parameterOf('beta', 'b', b)] as const
  const common = orThrow(broadcastShape('beta', given[0].type.shape, given[1].type.shape))
  const [first, second] = inShape('beta', given, common, shape)
  useKey(key, 'beta')
  const [ofA, ofB] = splitKey(key, 2)
  if (!first || !second || !ofA || !ofB) return check.refuse('beta', 'the key', 'made by key(seed)', key)
  const [x, y] = [logGammaDrawn(ofA, first), logGammaDrawn(ofB, second)]
  // The larger one is taken out: both may be too small for a float.
  const top = maximum(x, y)
  const [large, small] = [exp(subtract(x, top)), exp(subtract(y, top))]
  return divide(large, add(large, small))
}
