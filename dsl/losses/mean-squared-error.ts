import { square, sub } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * `mean((outputs - targets)^2)` over all elements.
 *
 * @param outputs any shape
 * @param targets the same shape
 * @param options `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await meanSquaredError(tensor([1, 2]), tensor([1, 4])).item() // 2
 * ```
 *
 * @category Losses
 */
export const meanSquaredError: PairedLoss<'meanSquaredError'> = pairedLoss('meanSquaredError', (outputs, targets) =>
  square(sub(outputs, targets)),
)
