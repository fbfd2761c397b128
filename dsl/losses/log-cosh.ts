import { abs, add, exp, less, log1p, mul, sinh, square, sub, where } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * `log(cosh(outputs - targets))`, mean over all elements: half the square of small errors, the absolute value less `log(2)` of large ones. It does not
 * overflow, and has its digits near 0 too.
 *
 * @param outputs any shape
 * @param targets the same shape
 * @param options `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await logCosh(tensor([0, 100]), tensor([0, 0])).item() // 49.65
 * ```
 *
 * @category Losses
 */
export const logCosh: PairedLoss<'logCosh'> = pairedLoss('logCosh', (outputs, targets) => {
  const error = sub(outputs, targets)
  const size = abs(error)
  const isSmall = less(size, 1)
  // cosh(e) = 1 + 2 sinh(e / 2)^2, where the 1 would take the digits; e^|e| (1 + e^-2|e|) / 2, where e^|e| would overflow.
  const near = log1p(mul(square(sinh(mul(where(isSmall, error, 0), 0.5))), 2))
  return where(isSmall, near, sub(add(size, log1p(exp(mul(size, -2)))), Math.LN2))
})
