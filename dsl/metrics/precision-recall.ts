import { check } from '../../src/index.js'
import type { LabelledKeep } from '../losses/labelled.js'
import { type Average, type Averaged, total } from './averages.js'
import { type Confusion, confusionKeep, rowsOf } from './confusion-matrix.js'
import { added, type MetricOf } from './metric.js'

/**
 * Which classes `precision`, `recall` and `f1` speak of.
 *
 * @category Metrics
 */
export interface ClassOptions<A extends Average = Average> {
  /**
   * `'macro'`, the mean over the classes, if left out; `'weighted'`, the mean over them by how often they are there; `'micro'`, of all classes together, which
   * is `accuracy`; `'none'`, a number for each class, which is taken by hand and not by `evaluate`.
   */
  readonly average?: A | undefined
  /** One class alone; of yes-or-no questions 1 is yes. Instead of an average. */
  readonly of?: number | undefined
}

/** What is counted of a class: how often it was answered and was right, was answered, and was there. */
interface Counts {
  readonly right: number
  readonly answered: number
  readonly there: number
}

/** 0 where there is nothing to divide by, as scikit-learn has it. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

type Score<Op extends string, A extends Average> = MetricOf<LabelledKeep<Op, Confusion>, Confusion, Averaged<A>>

/** The score of a class, or of all. */
type Scores<Op extends string> = <A extends Average = 'macro'>(options?: ClassOptions<A>) => Score<Op, A>

/** A score of each class, averaged. */
const score =
  <Op extends string>(op: Op, of: (counts: Counts) => number): Scores<Op> =>
  <A extends Average>(options?: ClassOptions<A>): Score<Op, A> => {
    const { average, of: one } = check.options(op, '', options, ['average', 'of'])
    if (average !== undefined && average !== 'macro' && average !== 'micro' && average !== 'weighted' && average !== 'none')
      check.refuse(op, 'the average', "'macro', 'micro', 'weighted' or 'none'", average)
    if (one !== undefined) check.count(op, 'the class', one, 0)
    if (one !== undefined && average !== undefined) check.refuse(op, 'of', 'left out where there is an average', one)
    return {
      keep: confusionKeep(op),
      join: added,
      result: async (kept) => {
        const rows = await rowsOf(kept)
        const counts = rows.map((row, c) => ({ right: row[c] ?? 0, answered: total(rows.map((r) => r[c] ?? 0)), there: total(row) }))
        const sums = { right: total(counts.map(({ right }) => right)), answered: total(rows.flat()), there: total(rows.flat()) }
        const said = (): number | number[] => {
          if (one !== undefined) {
            const [asked] = counts.slice(one)
            return asked ? of(asked) : check.refuse(op, 'the class', `one of ${rows.length}`, one)
          }
          if (average === 'none') return counts.map(of)
          if (average === 'micro') return of(sums)
          if (average === 'weighted') return share(total(counts.map((each) => of(each) * each.there)), sums.there)
          return share(total(counts.map(of)), counts.length)
        }
        return said() as Averaged<A> // all of them where they are asked for, one number otherwise
      },
    }
  }

/**
 * The share of the answers of a class that are right; 0 where there are none. Answers are as of `accuracy`.
 *
 * @throws InvalidArgument
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { precision: precision({ of: 1 }) } })
 * ```
 *
 * @category Metrics
 */
export const precision: Scores<'precision'> = score('precision', ({ right, answered }) => share(right, answered))

/**
 * The share of the examples of a class that are answered as such; 0 where there are none. Answers are as of `accuracy`.
 *
 * @throws InvalidArgument
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { recall: recall({ average: 'weighted' }) } })
 * ```
 *
 * @category Metrics
 */
export const recall: Scores<'recall'> = score('recall', ({ right, there }) => share(right, there))

/**
 * The harmonic mean of precision and recall of a class, `2 * right / (answered + there)`; 0 where there is nothing of it. Answers are as of `accuracy`.
 *
 * @throws InvalidArgument
 * @example
 * ```ts
 * await evaluate(model, variables, test, { metrics: { f1: f1() } })
 * ```
 *
 * @category Metrics
 */
export const f1: Scores<'f1'> = score('f1', ({ right, answered, there }) => share(2 * right, answered + there))
