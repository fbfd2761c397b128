import { type AnyTensor, argmax, concat, logSoftmax, reshape, ShapeMismatch, show } from '../../src/index.js'
import { type LabelledKeep, labelledKeep } from '../losses/labelled.js'
import { type Average, type Averaged, meanOf, total, weightedMean } from './averages.js'
import type { Ranked } from './levels.js'
import { type MetricOf, numbersOf } from './metric.js'

/* Rankings of more than two classes: what is asked of yes and no, asked of classes one by one. */

/**
 * Each class against all others together, or each against each other.
 *
 * @category Metrics
 */
export type MultiClass = 'oneVsRest' | 'oneVsOne'

/** The logarithm of the probability of each class, `[examples, classes]`, and the class of each example, `[examples]`. */
export interface Classed {
  readonly scores: AnyTensor
  readonly labels: AnyTensor
}

export type ClassRanking<Op extends string, A extends Average> = MetricOf<LabelledKeep<Op, Classed>, Classed, Averaged<A>>

/** Scores of each class, column by column. */
type Columns = readonly (readonly number[])[]

/** Such a metric from a measure of yes and no. */
export const classRanking = <Op extends string, A extends Average>(
  op: Op,
  of: Ranked,
  way: MultiClass,
  average: A,
): ClassRanking<Op, A> => {
  const kept = (outputs: AnyTensor, labels: AnyTensor): Classed => {
    const classes = outputs.shape.at(-1) ?? 0
    if (classes < 2) throw new ShapeMismatch(`${op}: one class against others takes 2 or more, and outputs are ${show(outputs.shape)}`)
    return { scores: reshape(logSoftmax(outputs, { axis: -1 }), [-1, classes]), labels: reshape(labels, [-1]) }
  }
  return {
    keep: labelledKeep(op, { classes: kept, weights: (outputs, weights) => kept(outputs, argmax(weights, { axis: -1 })) }),
    join: (one, other) => ({ scores: concat([one.scores, other.scores], 0), labels: concat([one.labels, other.labels], 0) }),
    result: async ({ scores, labels }) => {
      const [all, right] = await Promise.all([numbersOf(scores), numbersOf(labels)])
      const classes = scores.shape[1] ?? 0
      const columns = Array.from({ length: classes }, (_, c) => right.map((_, i) => all[i * classes + c] ?? 0))
      const said = way === 'oneVsOne' ? againstEach(of, columns, right, average) : againstRest(of, columns, right, average)
      return said as Averaged<A> // all of them where they are asked for, one number otherwise
    },
  }
}

const againstRest = (of: Ranked, columns: Columns, labels: readonly number[], average: Average): number | number[] => {
  const answers = columns.map((_, c) => labels.map((label) => label === c))
  if (average === 'micro') return of(columns.flat(), answers.flat())
  const each = columns.map((scores, c) => of(scores, answers[c] ?? []))
  if (average === 'none') return each
  return average === 'macro'
    ? meanOf(each)
    : weightedMean(
        each,
        answers.map((yes) => total(yes.map(Number))),
      )
}

/** Of two classes that are there: the examples of both, by the scores of the one and by those of the other. */
const againstEach = (of: Ranked, columns: Columns, labels: readonly number[], average: Average): number => {
  const present = columns.flatMap((_, c) => (labels.includes(c) ? [c] : []))
  const pairs = present.flatMap((a, i) => present.slice(i + 1).map((b) => [a, b] as const))
  const each = pairs.map(([a, b]) => {
    const both = Array.from(labels.keys()).filter((i) => labels[i] === a || labels[i] === b)
    const sides = [a, b].map((c) =>
      of(
        both.map((i) => columns[c]?.[i] ?? 0),
        both.map((i) => labels[i] === c),
      ),
    )
    return { score: meanOf(sides), count: both.length }
  })
  const scores = each.map(({ score }) => score)
  return average === 'weighted'
    ? weightedMean(
        scores,
        each.map(({ count }) => count),
      )
    : meanOf(scores)
}
