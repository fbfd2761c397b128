import { type AnyTensor, argmax, astype, equal, greater, mean } from '../../src/index.js'
import { type LabelledMean, labelledMean } from '../losses/labelled.js'

/**
 * The share of examples that are put in the right class. The class of an output is that of its largest number over the last dimension. Of
 * a yes-or-no question, where that dimension is 1 and labels have it too, it is yes if the logit is above 0, which is a probability above
 * one half, and a label means yes above 0.5.
 *
 * @param outputs logits, `[...batch, classes]`
 * @param labels classes, whole numbers from 0, `[...batch]`; or weights, `[...batch, classes]`, of which the largest counts
 * @throws ShapeMismatch, DTypeMismatch
 * @example
 * ```ts
 * await accuracy(tensor([[1, 3], [2, 0]]), tensor([1, 1], { dtype: 'i32' })).item() // 0.5
 * ```
 *
 * @category Metrics
 */
export const accuracy: LabelledMean<'accuracy'> = labelledMean('accuracy', {
  classes: (outputs, labels) => share(largest(outputs), astype(labels, 'i32'), outputs),
  weights: (outputs, weights) =>
    outputs.shape.at(-1) === 1
      ? share(astype(greater(outputs, 0), 'i32'), astype(greater(weights, 0.5), 'i32'), outputs)
      : share(largest(outputs), largest(weights), outputs),
})

const largest = (x: AnyTensor): AnyTensor => argmax(x, { axis: -1 })

/** How many of the answers are right, between 0 and 1, in the dtype of `like`. */
const share = (answers: AnyTensor, right: AnyTensor, { dtype }: AnyTensor): AnyTensor => mean(astype(equal(answers, right), dtype))
