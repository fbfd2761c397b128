import { add, exp, greaterEqual, log1p, mean, neg, sub, where } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'
import { weighed } from './weighed.js'

/**
 * Cross entropy of yes-or-no questions, from logits `x` and answers `z` (1 yes, 0 no, or the probability of yes), mean over all of them:
 * `-z * log(sigmoid(x)) - (1 - z) * log(1 - sigmoid(x))`, computed as `(1 - z) * x` where `x` is positive, `-z * x` elsewhere, plus
 * `log(1 + e^-|x|)`: nothing overflows, and what is certain and right costs 0, also at `x = Infinity`.
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
  (logits, answers) => {
    // One of the two everywhere, not by maximum and abs, whose slopes at 0 are in the middle.
    const saysYes = greaterEqual(logits, 0)
    const size = where(saysYes, logits, neg(logits))
    const wrong = where(saysYes, sub(1, answers), answers)
    return mean(add(weighed(wrong, size), log1p(exp(neg(size)))))
  },
)
