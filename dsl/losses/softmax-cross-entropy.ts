import {
  type AnyTensor,
  arange,
  equal,
  expandDims,
  greaterEqual,
  less,
  logicalAnd,
  logSoftmax,
  mean,
  mul,
  neg,
  sum,
  where,
} from '../../src/index.js'
import { type LabelledMean, labelledMean } from './labelled.js'

/**
 * Cross entropy of the distribution `softmax(logits)` over the last dimension to the labels, mean over the examples:
 * `-log(softmax(logits)[class])` where a label is a class, `-sum(weights * log(softmax(logits)))` where it is a weight for each class
 * (one-hot, or probabilities). A class that does not exist makes the loss NaN.
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
    const mine: AnyTensor = equal(expandDims(labels, -1), arange(classes, { dtype: labels.dtype }))
    const loss = neg(sum(where(mine, logSoftmax(logits), 0), { axis: -1 }))
    return mean(where(exists, loss, Number.NaN))
  },
  weights: (logits, weights) => mean(neg(sum(mul(weights, logSoftmax(logits)), { axis: -1 }))),
})
