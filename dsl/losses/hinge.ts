import { maximum, mul, sub } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * `max(0, 1 - targets * outputs)`, mean over all elements: what is on the right side, and clear of the boundary by 1, costs nothing.
 *
 * @param outputs scores, any shape; their sign is the answer
 * @param targets 1 or -1, the same shape
 * @param options `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await hinge(tensor([2, 0.5]), tensor([1, -1])).item() // (0 + 1.5) / 2
 * ```
 *
 * @category Losses
 */
export const hinge: PairedLoss<'hinge'> = pairedLoss('hinge', (scores, targets) => maximum(sub(1, mul(targets, scores)), 0))
