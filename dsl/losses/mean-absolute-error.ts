import { abs, sub } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * `mean(|outputs - targets|)` over all elements. Its derivative is 0 where they are equal. It is a metric as well.
 *
 * @param outputs any shape
 * @param targets the same shape
 * @param options `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await meanAbsoluteError(tensor([1, 2]), tensor([1, 4])).item() // 1
 * ```
 *
 * @category Losses
 */
export const meanAbsoluteError: PairedLoss<'meanAbsoluteError'> = pairedLoss('meanAbsoluteError', (outputs, targets) =>
  abs(sub(outputs, targets)),
)
