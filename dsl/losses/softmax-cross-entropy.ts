import { exp, log, logSoftmax, max, neg, stopGradient, sub, sum, where } from '../../src/index.js'
import { type LabelledLoss, labelledLoss } from './labelled-loss.js'

/**
 * Cross entropy of the distribution `softmax(logits)` over the last dimension to the labels, mean over the examples:
 * `-log(softmax(logits)[class])` where a label is a class, `-sum(weights * log(softmax(logits)))` where it is a weight for each class
 * (one-hot, or probabilities). A class that does not exist makes the loss NaN; one that is impossible, with a logit of `-Infinity`, costs nothing where its
 * weight is 0, and infinity elsewhere.
 *
 * With `classWeights` the mean is over the weights, as in PyTorch; there the mean over labels that are weights is over the examples all the same, here both
 * kinds of labels give the same.
 *
 * @param logits `[...batch, classes]`
 * @param labels classes, whole numbers from 0, `[...batch]`; or weights, `[...batch, classes]`
 * @param options `reduction`, `weights`, `mask`, `classWeights`, `labelSmoothing`, `ignoreIndex`
 * @throws ShapeMismatch, DTypeMismatch
 * @example
 * ```ts
 * await softmaxCrossEntropy(tensor([[0, 0]]), tensor([1], { dtype: 'i32' })).item() // 0.6931
 * ```
 * @example
 * ```ts
 * softmaxCrossEntropy(logits, next, { ignoreIndex: 0, labelSmoothing: 0.1 }) // of texts that are padded with token 0
 * ```
 *
 * @category Losses
 */
export const softmaxCrossEntropy: LabelledLoss<'softmaxCrossEntropy'> = labelledLoss('softmaxCrossEntropy', {
  ofEach: (logits) => neg(logSoftmax(logits)),
  ofOne: (logits, marked) => {
    // Not by logSoftmax, whose derivative sums over the classes once more.
    const shifted = sub(logits, stopGradient(max(logits, { axis: -1, keepDims: true })))
    return sub(log(sum(exp(shifted), { axis: -1 })), sum(where(marked, shifted, 0), { axis: -1 }))
  },
})
