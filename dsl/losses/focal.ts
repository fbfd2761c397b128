import { type AnyTensor, add, check, equal, mul, neg, pow, sigmoid, sub, where } from '../../src/index.js'
import { sigmoidEntropies } from './binary.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * How `focal` turns to what is hard.
 *
 * @category Losses
 */
export interface FocalOptions {
  /** The power of how wrong an answer is; 2 if left out. At 0 the loss is `sigmoidBinaryCrossEntropy`. */
  readonly gamma?: number | undefined
  /** How much a yes counts, from 0 to 1; a no counts `1 - alpha`. Both count 1 if it is left out. */
  readonly alpha?: number | undefined
}

/**
 * Cross entropy of yes-or-no questions that counts what is already right for little, mean over all of them: with `p = sigmoid(logits)` the cross entropy
 * times `(1 - q)^gamma`, where `q` is the probability given to the answer, `p` of yes and `1 - p` of no. For detection, where almost all is background.
 *
 * @param logits any shape
 * @param answers 1 yes, 0 no, the same shape
 * @param options `gamma`, `alpha`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ; InvalidArgument unless `gamma` is 0 or more and `alpha` between 0 and 1
 * @see Lin, Goyal, Girshick, He, Dollár, Focal loss for dense object detection, arXiv:1708.02002
 * @example
 * ```ts
 * await focal(tensor([0]), tensor([1])).item() // 0.6931 / 4
 * ```
 *
 * @category Losses
 */
export const focal: PairedLoss<'focal', FocalOptions> = pairedLoss(
  'focal',
  (logits, answers, { gamma = 2, alpha }) => {
    if (!(typeof gamma === 'number' && gamma >= 0)) check.refuse('focal', 'gamma', 'a number of 0 or more', gamma)
    if (alpha !== undefined && !(typeof alpha === 'number' && alpha >= 0 && alpha <= 1))
      check.refuse('focal', 'alpha', 'a number from 0 to 1', alpha)
    const no = sub(1, answers)
    const entropies = sigmoidEntropies('focal', logits, answers, {})
    // The probability of the other answer: both by sigmoid, as 1 - p would have no digits.
    const wrong = add(mul(sigmoid(logits), no), mul(sigmoid(neg(logits)), answers))
    const modulated = gamma === 0 ? entropies : mul(powerOf(wrong, gamma), entropies)
    return alpha === undefined ? modulated : mul(add(mul(answers, alpha), mul(no, 1 - alpha)), modulated)
  },
  ['gamma', 'alpha'],
)

/** A power of what may be 0, whose slope there is 0, where that of a small power would be infinite. */
const powerOf = (x: AnyTensor, power: number): AnyTensor => {
  const isNone = equal(x, 0)
  return where(isNone, 0, pow(where(isNone, 1, x), power))
}
