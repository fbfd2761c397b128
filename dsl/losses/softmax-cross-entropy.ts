import {
  arange,
  equal,
  exp,
  expandDims,
  greaterEqual,
  less,
  log,
  logicalAnd,
  logSoftmax,
  max,
  mean,
  neg,
  stopGradient,
  sub,
  sum,
  where,
} from '../../src/index.js'
import { type LabelledMean, labelledMean } from './labelled.js'
import { weighed } from './weighed.js'

/**
 * Cross entropy of the distribution `softmax(logits)` over the last dimension to the labels, mean over the examples:
 * `-log(softmax(logits)[class])` where a label is a class, `-sum(weights * log(softmax(logits)))` where it is a weight for each class
 * (one-hot, or probabilities). A class that does not exist makes the loss NaN; one that is impossible, with a logit of `-Infinity`, costs nothing where its
 * weight is 0, and infinity elsewhere.
 *
 * @param logits `[...batch, classes]`
 * @param labels classes, whole numbers from 0, `[...batch]`; or weights, `[...batch, classes]`
 * @throws ShapeMismatch, DTypeMismatch
 * @example
 * ```ts
 * await softmaxCrossEntropy(tensor([[0, 0]]), tensor([1], { dtype: 'i32' })).item() // 0.6931
 * ```
 */
export const softmaxCrossEntropy: LabelledMean<'softmaxCrossEntropy'> = labelledMean('softmaxCrossEntropy', {
  classes: (logits, labels) => {
    const classes = logits.shape.at(-1) ?? 0
    const exists = logicalAnd(greaterEqual(labels, 0), less(labels, classes))
    const mine = equal(expandDims(labels, -1), arange(classes, { dtype: labels.dtype }))
    // Not by logSoftmax, whose derivative sums over the classes once more.
    const shifted = sub(logits, stopGradient(max(logits, { axis: -1, keepDims: true })))
    const loss = sub(log(sum(exp(shifted), { axis: -1 })), sum(where(mine, shifted, 0), { axis: -1 }))
    return mean(where(exists, loss, Number.NaN))
  },
  weights: (logits, weights) => mean(neg(sum(weighed(weights, logSoftmax(logits)), { axis: -1 }))),
})
