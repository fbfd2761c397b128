import { add, check, exp, greater, log, mul, sub, where } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * What the outputs of `poissonNll` are, and what is left out.
 *
 * @category Losses
 */
export interface PoissonOptions {
  /** Whether outputs are logarithms of rates; `true` if left out. */
  readonly logInput?: boolean | undefined
  /** Whether to add `log(targets!)`, by Stirling's formula above 1, as in PyTorch; `false` if left out, as it does not depend on the outputs. */
  readonly full?: boolean | undefined
  /** Added to rates before their logarithm; 1e-8 if left out. */
  readonly epsilon?: number | undefined
}

/**
 * Negative log likelihood of counts by rates, Poisson, without `log(targets!)`, mean over all elements: `rate - targets * log(rate)`.
 *
 * @param outputs logarithms of rates, or rates (see `logInput`), any shape
 * @param targets counts, the same shape
 * @param options `logInput`, `full`, `epsilon`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await poissonNll(tensor([0]), tensor([2])).item() // 1
 * ```
 *
 * @category Losses
 */
export const poissonNll: PairedLoss<'poissonNll', PoissonOptions> = pairedLoss(
  'poissonNll',
  (outputs, targets, { logInput = true, full = false, epsilon = 1e-8 }) => {
    check.number('poissonNll', 'epsilon', epsilon)
    const losses = logInput ? sub(exp(outputs), mul(targets, outputs)) : sub(outputs, mul(targets, log(add(outputs, epsilon))))
    if (!full) return losses
    const isMany = greater(targets, 1)
    const many = where(isMany, targets, 1)
    const stirling = add(sub(mul(many, log(many)), many), mul(log(mul(many, 2 * Math.PI)), 0.5))
    return add(losses, where(isMany, stirling, 0))
  },
  ['logInput', 'full', 'epsilon'],
)
