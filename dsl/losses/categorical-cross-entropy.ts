import { neg, sum, where } from '../../src/index.js'
import { boundedLog } from './bounded-log.js'
import { type LabelledLoss, labelledLoss } from './labelled-loss.js'

/**
 * Cross entropy of probabilities over the last dimension to the labels, mean over the examples: `-log(p[class])` where a label is a class,
 * `-sum(weights * log(p))` where it is a weight for each class. A probability of 0 counts as `e^-100`. The probabilities are taken as they are, and should
 * add up to 1. A model that ends in logits learns better by `softmaxCrossEntropy`, which loses no digits between softmax and logarithm.
 *
 * @param probabilities `[...batch, classes]`
 * @param labels classes, whole numbers from 0, `[...batch]`; or weights, `[...batch, classes]`
 * @param options as of `softmaxCrossEntropy`
 * @throws ShapeMismatch, DTypeMismatch
 * @example
 * ```ts
 * await categoricalCrossEntropy(tensor([[0.5, 0.5]]), tensor([1], { dtype: 'i32' })).item() // 0.6931
 * ```
 *
 * @category Losses
 */
export const categoricalCrossEntropy: LabelledLoss<'categoricalCrossEntropy'> = labelledLoss('categoricalCrossEntropy', {
  ofEach: (probabilities) => neg(boundedLog(probabilities)),
  ofOne: (probabilities, marked) => neg(sum(where(marked, boundedLog(probabilities), 0), { axis: -1 })),
})
