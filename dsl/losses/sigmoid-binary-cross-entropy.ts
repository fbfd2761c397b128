import { type BinaryOptions, binaryOptions, sigmoidEntropies } from './binary.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * Cross entropy of yes-or-no questions, from logits `x` and answers `z` (1 yes, 0 no, or the probability of yes), mean over all of them:
 * `-z * log(sigmoid(x)) - (1 - z) * log(1 - sigmoid(x))`, computed as `(1 - z) * x` where `x` is positive, `-z * x` elsewhere, plus
 * `log(1 + e^-|x|)`: nothing overflows, and what is certain and right costs 0, also at `x = Infinity`.
 *
 * @param logits any shape
 * @param answers the same shape
 * @param options `positiveWeight`, `labelSmoothing`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await sigmoidBinaryCrossEntropy(tensor([0]), tensor([1])).item() // 0.6931
 * ```
 *
 * @category Losses
 */
export const sigmoidBinaryCrossEntropy: PairedLoss<'sigmoidBinaryCrossEntropy', BinaryOptions> = pairedLoss(
  'sigmoidBinaryCrossEntropy',
  (logits, answers, options) => sigmoidEntropies('sigmoidBinaryCrossEntropy', logits, answers, options),
  binaryOptions,
)
