import { divide, subtract } from '../primitives/arithmetic.js'
import { less } from '../primitives/compare.js'
import { exp, log, log1p, sqrt } from '../primitives/exponential.js'
import { gammaDrawn } from '../primitives/gamma-drawn.js'
import { add, multiply } from '../primitives/multiply.js'
import { randomBits } from '../primitives/random-bits.js'
import { gammaWord } from '../primitives/random-gamma.js'
import { select } from '../primitives/select.js'
import { negate } from '../primitives/sign.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { counting } from './bits.js'
import { like } from './erf-inverse.js'
import type { Key } from './key.js'
import { type Asked, type Drawn, type FitAsked, inShape, type Parameter, parameterOf } from './parameters.js'
import { normalOf, unitOf } from './samplers.js'

/** A Gamma number of 1 and more, `d V`, and the logarithm of what it is multiplied by to be one of less: `log(1 - u) / concentration`. */
interface Parts {
  readonly d: AnyTensor
  readonly cube: AnyTensor
  readonly logBoost: AnyTensor
}

const partsOf = (key: AnyTensor, concentration: AnyTensor): Parts => {
  const alpha = stopGradient(concentration)
  const { shape } = alpha.type
  // A key for each element, and of each two: one to draw with until a number is taken, and one for the boost.
  const [first, second] = [counting(key, shape, 'first'), counting(key, shape, 'second')]
  const word = (number: number, which: 'first' | 'second') => randomBits(first, second, like(first, number), which)
  const boost = randomBits(word(1, 'first'), word(1, 'second'), like(first, 0), 'mixed')
  const isLess = less(alpha, like(alpha, 1))
  const raised = select(isLess, add(alpha, like(alpha, 1)), alpha)
  const d = subtract(raised, like(alpha, 1 / 3))
  const z = normalOf(gammaWord(word(0, 'first'), word(0, 'second'), raised))
  const v = add(multiply(z, divide(like(d, 1 / 3), sqrt(d))), like(z, 1))
  const logarithm = log1p(negate(unitOf(boost)))
  const logBoost = select(isLess, divide(logarithm, alpha), like(alpha, 0))
  return { d, cube: multiply(multiply(v, v), v), logBoost }
}

/** The logarithm of a Gamma number, which is there for the smallest concentrations as well, where the number itself is too small for a float. */
export const logGammaDrawn = (key: AnyTensor, concentration: AnyTensor): AnyTensor => {
  const { d, cube, logBoost } = partsOf(key, concentration)
  return gammaDrawn(add(add(log(d), log(cube)), logBoost), concentration, { isLog: true })
}

/**
 * Gamma with scale 1 and the concentration (or shape) `a`: density `x^(a - 1) exp(-x)` over the Gamma function, mean and variance `a`. Multiply by a scale. The
 * concentration is a number above 0, or a tensor of one for each, in whose shape it is drawn, or in another to which it stretches. Equal to JAX's for equal
 * keys, up to rounding, and but where rounding decides.
 *
 * It moves with the concentration as it does where it keeps its place in the distribution, so that the mean of derivatives is the derivative of the mean: by implicit reparameterisation,
 * good to 1e-3 of itself. There is no second derivative.
 *
 * @throws ShapeMismatch if the concentration does not stretch to the shape; DTypeMismatch if it is not `f32`; InvalidArgument where a second derivative is asked for
 * @see Marsaglia, Tsang, A simple method for generating gamma variables, ACM TOMS 26, 2000; Figurnov, Mohamed, Mnih, Implicit reparameterization gradients, arXiv:1805.08498
 * @example mul(gamma(key(0), 2.5, [10]), 3) // of mean 7.5
 * @example grad((a) => mean(gamma(key(0), a, [10_000])))(tensor(2.5)) // about 1
 *
 * @category Random numbers
 */
export function gamma<A extends Shape = [], D extends DType = never, const T extends Asked = undefined>(
  key: Key,
  concentration: Parameter<'gamma', A, D>,
  shape?: FitAsked<'gamma', A, T>,
): Tensor<ShapeOf<Drawn<'gamma', A, T>>, 'f32'>
export function gamma(key: Key, concentration: AnyTensor | number, shape?: readonly number[]): AnyTensor {
  check.key('gamma', key)
  if (typeof concentration === 'number' && !(concentration > 0)) check.refuse('gamma', 'a concentration', 'a number above 0', concentration)
  const given = parameterOf('gamma', 'the concentration', concentration)
  const [each = given] = inShape('gamma', [given], given.type.shape, shape)
  useKey(key, 'gamma')
  const { d, cube, logBoost } = partsOf(key, each)
  return gammaDrawn(multiply(multiply(d, cube), exp(logBoost)), each, { isLog: false })
}
