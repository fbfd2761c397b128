import { add, mul, neg, sub } from '../../src/index.js'
import { answered, type BinaryOptions, binaryOptions } from './binary.js'
import { boundedLog } from './bounded-log.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * Cross entropy of yes-or-no questions, from probabilities `p` of yes and answers `z` (1 yes, 0 no, or a probability), mean over all of them:
 * `-z * log(p) - (1 - z) * log(1 - p)`. A probability of 0 counts as `e^-100`, as in PyTorch. A model that ends in logits learns better by
 * `sigmoidBinaryCrossEntropy`, which loses no digits between sigmoid and logarithm.
 *
 * @param probabilities any shape
 * @param answers the same shape
 * @param options `positiveWeight`, `labelSmoothing`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @example
 * ```ts
 * await binaryCrossEntropy(tensor([0.5]), tensor([1])).item() // 0.6931
 * ```
 *
 * @category Losses
 */
export const binaryCrossEntropy: PairedLoss<'binaryCrossEntropy', BinaryOptions> = pairedLoss(
  'binaryCrossEntropy',
  (probabilities, answers, options) => {
    const { yes, no } = answered('binaryCrossEntropy', answers, options)
    return neg(add(mul(yes, boundedLog(probabilities)), mul(no, boundedLog(sub(1, probabilities)))))
  },
  binaryOptions,
)
