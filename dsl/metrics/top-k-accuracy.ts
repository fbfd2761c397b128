import {
  type AnyTensor,
  arange,
  argmax,
  astype,
  check,
  equal,
  expandDims,
  full,
  greater,
  greaterEqual,
  InvalidArgument,
  isNaN,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  squeeze,
  sum,
  where,
} from '../../src/index.js'
import { type LabelledKeep, labelledKeep } from '../losses/labelled.js'
import { added, type MetricOf, numbersOf } from './metric.js'

/** How many answers were right, of how many; i32. */
interface Share {
  readonly right: AnyTensor
  readonly count: AnyTensor
}

/**
 * The share of examples whose class is among the `k` with the largest outputs; of equal ones the first come first, so that with `k` of 1 it is `accuracy`. An output
 * that is no number, NaN, is never among them.
 *
 * @throws InvalidArgument unless `k` is a whole number of 1 or more, and not above the number of classes
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { accuracy, top5: topKAccuracy(5) } })
 * ```
 *
 * @category Metrics
 */
export const topKAccuracy = (k: number): MetricOf<LabelledKeep<'topKAccuracy', Share>, Share> => {
  check.count('topKAccuracy', 'k', k)
  return {
    keep: labelledKeep('topKAccuracy', {
      classes: (outputs, labels) => among(k, outputs, labels),
      weights: (outputs, weights) => among(k, outputs, argmax(weights, { axis: -1 })),
    }),
    join: added,
    result: async ({ right, count }) => {
      const [[found = 0], [all = 0]] = await Promise.all([numbersOf(right), numbersOf(count)])
      return found / all
    },
  }
}

const among = (k: number, outputs: AnyTensor, labels: AnyTensor): Share => {
  const classes = outputs.shape.at(-1) ?? 0
  if (k > classes) throw new InvalidArgument(`topKAccuracy: k is ${k}, and there are ${classes} classes`)
  const [mine, each] = [expandDims(labels, -1), arange(classes, { dtype: labels.dtype })]
  const own = sum(where(equal(mine, each), outputs, 0), { axis: -1, keepDims: true })
  const before = logicalOr(greater(outputs, own), logicalAnd(equal(outputs, own), less(each, mine)))
  const isAmong = less(sum(astype(before, 'i32'), { axis: -1 }), k)
  // A class that does not exist is among none, and neither is one whose output is no number.
  const exists = logicalAnd(greaterEqual(labels, 0), less(labels, classes))
  const isNumber = logicalNot(isNaN(squeeze(own, -1)))
  return { right: sum(astype(logicalAnd(logicalAnd(isAmong, exists), isNumber), 'i32')), count: full([], exists.size, { dtype: 'i32' }) }
}
