import { type AnyTensor, astype, check, concat, type DType, type Fit, greater, reshape, type Shape, type Tensor } from '../../src/index.js'
import { demandPaired, type Paired } from '../losses/paired.js'
import type { Average } from './averages.js'
import { type ClassRanking, classRanking, type MultiClass } from './class-ranking.js'
import { areaUnderRoc, precisionOverRecall, type Ranked } from './levels.js'
import { type MetricOf, numbersOf } from './metric.js'

/** All scores, and whether each answer is yes: nothing less tells in which order those of other batches come. */
interface Answers {
  readonly scores: AnyTensor
  readonly answers: AnyTensor
}

type AnswersKeep<Op extends string> = <A extends Shape, B extends Shape, D extends DType>(
  outputs: Tensor<A, D>,
  answers: Fit<Paired<Op, A, B>, Tensor<B, D>>,
) => Answers

type Ranking<Op extends string> = MetricOf<AnswersKeep<Op>, Answers>

/** A metric of yes-or-no questions. */
const ranking = <Op extends string>(op: Op, of: Ranked): Ranking<Op> => ({
  keep: ((outputs: AnyTensor, answers: AnyTensor) => {
    demandPaired(op, outputs, answers)
    return { scores: reshape(outputs, [-1]), answers: reshape(astype(greater(answers, 0.5), 'i32'), [-1]) }
  }) as AnswersKeep<Op>, // as was just checked
  join: (one, other) => ({ scores: concat([one.scores, other.scores], 0), answers: concat([one.answers, other.answers], 0) }),
  result: async ({ scores, answers }) => {
    const [values, isYes] = await Promise.all([numbersOf(scores), numbersOf(answers)])
    return of(
      values,
      isYes.map((yes) => yes === 1),
    )
  },
})

/**
 * How `rocAuc` and `averagePrecision` speak of more than two classes.
 *
 * @category Metrics
 */
export interface RankingOptions<A extends Average, W extends MultiClass> {
  /** Questions are of classes, and each is asked of one class: of all examples, `'oneVsRest'`, or of those of two classes, `'oneVsOne'`. Without it they are yes-or-no questions. */
  readonly multiClass: W
  /**
   * `'macro'`, the mean over the classes, or pairs of them, if left out; `'weighted'`, the mean over them by how many examples they have; against the rest also `'micro'`, all
   * questions together, and `'none'`, a number for each class, which is taken by hand and not by `evaluate`.
   */
  readonly average?: A | undefined
}

/** A ranking of yes-or-no questions, or of classes. */
interface Rankings<Op extends string, W extends MultiClass> {
  (options?: { readonly multiClass?: undefined; readonly average?: undefined }): Ranking<Op>
  <A extends Average = 'macro'>(options: RankingOptions<A, Exclude<W, 'oneVsOne'>>): ClassRanking<Op, A>
  <A extends 'macro' | 'weighted' = 'macro'>(options: RankingOptions<A, W>): ClassRanking<Op, A>
}

const rankings = <Op extends string, W extends MultiClass>(op: Op, of: Ranked, ways: readonly W[]): Rankings<Op, W> => {
  const made = (options?: Partial<RankingOptions<Average, W>>): unknown => {
    const { multiClass, average } = check.options<Partial<RankingOptions<Average, W>>>(op, '', options, ['multiClass', 'average'])
    if (multiClass === undefined) {
      if (average !== undefined) check.refuse(op, 'average', 'left out of yes-or-no questions, those without multiClass', average)
      return ranking(op, of)
    }
    if (!ways.includes(multiClass)) check.refuse(op, 'multiClass', ways.map((way) => `'${way}'`).join(' or '), multiClass)
    const averages: readonly Average[] = multiClass === 'oneVsOne' ? ['macro', 'weighted'] : ['macro', 'weighted', 'micro', 'none']
    if (average !== undefined && !averages.includes(average))
      check.refuse(op, `the average of ${multiClass}`, averages.map((one) => `'${one}'`).join(', '), average)
    return classRanking(op, of, multiClass, average ?? 'macro')
  }
  return made as Rankings<Op, W> // of the options it was given
}

/**
 * The area under the receiver operating characteristic of yes-or-no questions: how likely a yes has a larger output than a no, equal outputs counted half. NaN
 * where all answers are the same. Outputs, logits or probabilities alike, have the shape of the answers, which are yes above 0.5. It keeps the outputs of all examples.
 *
 * With `multiClass`, of classes: outputs are logits `[..., classes]`, or logarithms of probabilities, labels are as of `accuracy`, and it is the probability of each class that tells its
 * examples from those of all others, `'oneVsRest'`, or of each other, `'oneVsOne'`, where classes that are not there are left out. It is what `roc_auc_score` of scikit-learn gives for
 * the probabilities with `multi_class='ovr'` and `'ovo'`.
 *
 * @throws InvalidArgument
 * @see Hand, Till, A simple generalisation of the area under the ROC curve for multiple class classification problems, Machine Learning 45, 2001
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { auc: rocAuc({ multiClass: 'oneVsRest' }) } })
 * ```
 *
 * @category Metrics
 */
export const rocAuc: Rankings<'rocAuc', MultiClass> = rankings('rocAuc', areaUnderRoc, ['oneVsRest', 'oneVsOne'])

/**
 * The area under the steps of precision over recall, of yes-or-no questions: the sum over the levels of the output, from the largest, of the recall gained
 * times the precision there. NaN where no answer is yes. Outputs and answers are as of `rocAuc`; with `multiClass`, of each class against the rest, too.
 *
 * @throws InvalidArgument
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { averagePrecision: averagePrecision({ multiClass: 'oneVsRest', average: 'weighted' }) } })
 * ```
 *
 * @category Metrics
 */
export const averagePrecision: Rankings<'averagePrecision', 'oneVsRest'> = rankings('averagePrecision', precisionOverRecall, ['oneVsRest'])
