import { mean, mul, softplus, sub } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * Cross entropy of yes-or-no questions, from logits `x` and answers `z` (1 yes, 0 no, or the probability of yes), mean over all of them:
 * `-z * log(sigmoid(x)) - (1 - z) * log(1 - sigmoid(x))`, computed as `softplus(x) - x * z`, which does not overflow.
 *
 * @param logits any shape
 * @param answers the same shape
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await sigmoidBinaryCrossEntropy(tensor([0]), tensor([1])).item() // 0.6931
 * ```
 */
export const sigmoidBinaryCrossEntropy: PairedLoss<'sigmoidBinaryCrossEntropy'> = pairedLoss(
  'sigmoidBinaryCrossEntropy',
  (logits, answers) => mean(sub(softplus(logits), mul(logits, answers))),
)
