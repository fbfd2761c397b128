import { type AnyTensor, astype, check, full, notEqual, sum } from '../../src/index.js'
import { type LabelledKeep, labelledKeep } from '../losses/labelled.js'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js'
import { added, type MetricOf, numbersOf } from './metric.js'

/**
 * Which labels do not count.
 *
 * @category Metrics
 */
export interface PerplexityOptions {
  /** The class of what does not count, as in `softmaxCrossEntropy`. */
  readonly ignoreIndex?: number | undefined
}

/** The sum of the cross entropies, and of how many. */
interface Entropy {
  readonly total: AnyTensor
  readonly count: AnyTensor
}

/**
 * `e` to the mean cross entropy of all labels, whatever batches they were in: among how many equally likely classes a model is torn.
 *
 * @throws InvalidArgument
 * @example
 * ```ts
 * await evaluate(model, variables, texts, { metrics: { perplexity: perplexity({ ignoreIndex: 0 }) } })
 * ```
 *
 * @category Metrics
 */
export const perplexity = (options?: PerplexityOptions): MetricOf<LabelledKeep<'perplexity', Entropy>, Entropy> => {
  const { ignoreIndex } = check.options('perplexity', '', options, ['ignoreIndex'])
  if (ignoreIndex !== undefined && !Number.isSafeInteger(ignoreIndex))
    check.refuse('perplexity', 'ignoreIndex', 'a whole number', ignoreIndex)
  const keep = (outputs: AnyTensor, labels: AnyTensor): Entropy => ({
    total: softmaxCrossEntropy(outputs, labels, { reduction: 'sum', ignoreIndex }),
    count:
      ignoreIndex === undefined
        ? full([], outputs.size / (outputs.shape.at(-1) ?? 1), { dtype: 'i32' })
        : sum(astype(notEqual(labels, ignoreIndex), 'i32')),
  })
  return {
    keep: labelledKeep('perplexity', { classes: keep, weights: keep }),
    join: added,
    result: async ({ total, count }) => {
      const [[entropy = 0], [all = 0]] = await Promise.all([numbersOf(total), numbersOf(count)])
      return Math.exp(entropy / all)
    },
  }
}
