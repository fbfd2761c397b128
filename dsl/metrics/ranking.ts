import {
  type AnyTensor,
  astype,
  check,
  concat,
  type DType,
  type Fit,
  greater,
  orThrow,
  reshape,
  type Shape,
  type Tensor,
} from '../../src/index.js'
import { alike, type Paired } from '../losses/paired.js'
import { type MetricOf, numbersOf } from './metric.js'

/** All scores, and whether each answer is yes: nothing less tells in which order those of other batches come. */
interface Ranked {
  readonly scores: AnyTensor
  readonly answers: AnyTensor
}

type RankedKeep<Op extends string> = <A extends Shape, B extends Shape, D extends DType>(
  outputs: Tensor<A, D>,
  answers: Fit<Paired<Op, A, B>, Tensor<B, D>>,
) => Ranked

/** How many are yes and how many no at one score. */
interface Level {
  yes: number
  no: number
}

type Ranking<Op extends string> = MetricOf<RankedKeep<Op>, Ranked>

/** A metric of levels, those of the largest score first. */
const ranking = <Op extends string>(op: Op, of: (levels: readonly Level[]) => number): Ranking<Op> => ({
  keep: ((outputs: AnyTensor, answers: AnyTensor) => {
    check.tensor(op, 'outputs', outputs)
    check.tensor(op, 'targets', answers)
    orThrow(alike(op, 'outputs', outputs.shape, 'targets', answers.shape))
    return { scores: reshape(outputs, [-1]), answers: reshape(astype(greater(answers, 0.5), 'i32'), [-1]) }
  }) as RankedKeep<Op>, // as was just checked
  join: (one, other) => ({ scores: concat([one.scores, other.scores], 0), answers: concat([one.answers, other.answers], 0) }),
  result: async ({ scores, answers }) => {
    const [values, isYes] = await Promise.all([numbersOf(scores), numbersOf(answers)])
    return values.some(Number.isNaN) ? Number.NaN : of(levelsOf(values, isYes))
  },
})

const levelsOf = (scores: readonly number[], isYes: readonly number[]): readonly Level[] => {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const levels: Level[] = []
  let before: number | undefined
  for (const i of order) {
    if (scores[i] !== before || levels.length === 0) levels.push({ yes: 0, no: 0 })
    before = scores[i]
    const [level] = levels.slice(-1)
    if (level) level[isYes[i] ? 'yes' : 'no']++
  }
  return levels
}

/**
 * The area under the receiver operating characteristic of yes-or-no questions: how likely a yes has a larger output than a no, equal outputs counted half. NaN
 * where all answers are the same. Outputs, logits or probabilities alike, have the shape of the answers, which are yes above 0.5. It keeps the outputs of all examples.
 *
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { auc: rocAuc() } })
 * ```
 */
export const rocAuc = (): Ranking<'rocAuc'> =>
  ranking('rocAuc', (levels) => {
    let [yes, no, area] = [0, 0, 0]
    for (const level of levels) {
      area += level.no * (yes + level.yes / 2)
      yes += level.yes
      no += level.no
    }
    return area / (yes * no)
  })

/**
 * The area under the steps of precision over recall, of yes-or-no questions: the sum over the levels of the output, from the largest, of the recall gained
 * times the precision there. NaN where no answer is yes. Outputs and answers are as of `rocAuc`.
 *
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { averagePrecision: averagePrecision() } })
 * ```
 */
export const averagePrecision = (): Ranking<'averagePrecision'> =>
  ranking('averagePrecision', (levels) => {
    let [yes, all, area] = [0, 0, 0]
    for (const level of levels) {
      yes += level.yes
      all += level.yes + level.no
      area += (level.yes * yes) / all
    }
    return area / yes
  })
