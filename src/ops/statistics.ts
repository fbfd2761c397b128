import { subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { equal, isFinite } from '../primitives/compare.js'
import { exp, log, sqrt } from '../primitives/exponential.js'
import { max } from '../primitives/extremum.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import { meanOver, variance as varianceOver } from '../primitives/variance.js'
import { inWide } from '../primitives/wide.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Choice, choice, type Reduction, reduction } from './reduce.js'

/* Reductions of floats that are made of others. Options as in `sum`. */

const squared = (x: AnyTensor): AnyTensor => multiply(x, x)

/** The square root of what is not negative, whose slope at 0 is 0, where that of a length of differences would be 0 times infinity. */
const lengthOf = (square: AnyTensor): AnyTensor => {
  const { shape, dtype } = square.type
  const [none, one] = [full(0, shape, dtype), full(1, shape, dtype)]
  const isNone = equal(square, none)
  return select(isNone, none, sqrt(select(isNone, one, square)))
}

/**
 * The mean; NaN of nothing.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example mean(tensor([1, 2, 6])) // 3
 *
 * @category Sums and statistics
 */
export const mean: Reduction<'mean', 'floating'> = reduction('mean', 'floating', meanOver)

/**
 * The mean squared distance from the mean (divided by the count, not by one less); NaN of nothing.
 *
 * @example variance(tensor([1, 3])) // 1
 *
 * @category Sums and statistics
 */
export const variance: Reduction<'variance', 'floating'> = reduction('variance', 'floating', varianceOver)

/**
 * The standard deviation, the square root of `variance`. Its derivative where all are equal is 0.
 *
 * @example std(tensor([1, 5])) // 2
 *
 * @category Sums and statistics
 */
export const std: Reduction<'std', 'floating'> = reduction('std', 'floating', (x, axes) =>
  inWide((wide) => lengthOf(varianceOver(wide, axes)), x),
)

/**
 * The Euclidean norm, the square root of the sum of squares. Its derivative at 0 is 0.
 *
 * @example norm(tensor([3, 4])) // 5
 *
 * @category Sums and statistics
 */
export const norm: Reduction<'norm', 'floating'> = reduction('norm', 'floating', (x, axes) =>
  inWide((wide) => lengthOf(sum(squared(wide), axes)), x),
)

/**
 * `log(sum(exp(x)))`, which neither overflows nor loses small terms: the largest element is taken out first.
 *
 * @throws ShapeMismatch also over nothing; DTypeMismatch
 * @example logSumExp(tensor([1000, 1000])) // 1000.69
 *
 * @category Sums and statistics
 */
export const logSumExp: Choice<'logSumExp', 'floating'> = choice('logSumExp', 'floating', (operand, axes) =>
  inWide((x) => {
    const top = stopGradient(max(x, axes))
    // An infinite largest element is not taken out: the difference would be NaN.
    const taken = select(isFinite(top), top, full(0, top.type.shape, top.type.dtype))
    return add(log(sum(exp(subtract(x, broadcast(taken, x.type.shape, axes))), axes)), taken)
  }, operand),
)
