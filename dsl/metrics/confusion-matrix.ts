import { type AnyTensor, argmax, astype, greater, matmul, oneHot, reshape, transpose } from '../../src/index.js'
import { type LabelledKeep, labelledKeep } from '../losses/labelled.js'
import { added, type MetricOf, numbersOf } from './metric.js'

/**
 * How often a class was taken for another: a row for each class there is, a column for each that was answered, `[classes, classes]`, i32.
 *
 * @category Metrics
 */
export interface Confusion {
  readonly matrix: AnyTensor
}

/** Counts answers by class, on behalf of a metric. */
export const confusionKeep = <Op extends string>(op: Op): LabelledKeep<Op, Confusion> =>
  labelledKeep(op, {
    classes: (outputs, labels) => counted(largest(outputs), labels, outputs.shape.at(-1) ?? 0),
    weights: (outputs, weights) =>
      outputs.shape.at(-1) === 1
        ? counted(astype(greater(outputs, 0), 'i32'), astype(greater(weights, 0.5), 'i32'), 2)
        : counted(largest(outputs), largest(weights), outputs.shape.at(-1) ?? 0),
  })

const largest = (x: AnyTensor): AnyTensor => argmax(x, { axis: -1 })

const counted = (answers: AnyTensor, labels: AnyTensor, classes: number): Confusion => {
  const [answered, right] = [answers, labels].map((x): AnyTensor => oneHot(reshape(x, [-1]), classes))
  return { matrix: answered && right ? astype(matmul(transpose(right), answered), 'i32') : answers }
}

/** The rows of a square matrix. */
export const rowsOf = async ({ matrix }: Confusion): Promise<number[][]> => {
  const numbers = await numbersOf(matrix)
  const [size = 0] = matrix.shape
  return Array.from({ length: size }, (_, row) => numbers.slice(row * size, (row + 1) * size))
}

/**
 * How often each class was taken for each: a row for each class there is, a column for each that was answered. Answers are as of `accuracy`; of yes-or-no
 * questions there are two classes, no and yes. Its result is no number, so that it is taken by hand and not by `evaluate`.
 *
 * @example
 * ```ts
 * const matrix = confusionMatrix()
 * const kept = matrix.keep(tensor([[1, 3], [2, 0]]), tensor([1, 1], { dtype: 'i32' }))
 * await matrix.result(kept) // [[0, 0], [1, 1]]: of class 1 one was taken for class 0
 * ```
 *
 * @category Metrics
 */
export const confusionMatrix = (): MetricOf<LabelledKeep<'confusionMatrix', Confusion>, Confusion, number[][]> => ({
  keep: confusionKeep('confusionMatrix'),
  join: added,
  result: rowsOf,
})
