import { type AnyTensor, add, check, type Fit, InvalidArgument, jit, mul, stack, type Tree, zeros } from '../../src/index.js'
import { batches } from '../data/batches.js'
import type { Dataset } from '../data/dataset.js'
import type { Variables } from '../layer.js'
import { Gatherings } from '../metrics/gathering.js'
import { type Batched, run } from '../model/apply.js'
import type { AnyModel, Model } from '../model/model.js'
import type { GivenShapes, Held, Shapes } from '../one-or-many.js'
import { demandFitting, demandMetrics, demandObjectives, demandParts } from './demands.js'
import { dispose } from './dispose.js'
import { interruptions, type Signal } from './interruption.js'
import {
  type AnyExamples,
  type AnyMeasure,
  apart,
  countOf,
  type Examples,
  inOrder,
  keptBy,
  lossOn,
  type Measured,
  measured,
  type Objective,
  type Objectives,
} from './objective.js'
import { Pace, read } from './pace.js'

/**
 * What to measure.
 *
 * @category Training
 */
export interface EvaluateOptions<Out extends Shapes, Target> {
  readonly loss?: Objective<Out, Target>
  readonly metrics?: Objectives<Out, Target>
  /** Examples run at once; 256 if left out. No example is left out: the last batch may be smaller, and is then compiled for itself. */
  readonly batchSize?: number
  /** Aborted, it ends the measuring after the batch at hand: the promise is rejected with the signal's reason. An `AbortSignal`. */
  readonly signal?: Signal | undefined
}

/**
 * Means of loss and metrics over all examples, predicting; and what metrics that gather say of all of them together.
 *
 * @example
 * ```ts
 * const measured = await evaluate(model, variables, test, { metrics: { accuracy } })
 * measured.accuracy // 0.98
 * ```
 *
 * @category Training
 */
export const evaluate = async <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes, Target>(
  model: Model<In, Out, Params, State>,
  variables: NoInfer<Variables<Params, State>>,
  data: Fit<Batched<'evaluate', In, Out, X>, Dataset<Examples<X, Target, Held<In>>>>,
  options: EvaluateOptions<Out, Target>,
): Promise<Measured> => {
  const {
    loss,
    metrics,
    batchSize = 256,
    signal,
  } = check.located(() => {
    demandParts('evaluate', model, variables ?? null, data)
    return check.options('evaluate', 'model, variables, data', options, ['loss', 'metrics', 'batchSize', 'signal'])
  })
  demandMetrics('evaluate', loss, metrics)
  // From here on shapes are of no interest: the parameters' types have tied model, data and objectives together.
  const objectives = (loss ? { loss, ...metrics } : { ...metrics }) as unknown as Record<string, AnyMeasure>
  const measure = evaluator(model, objectives)
  const examples = data as Dataset<AnyExamples>
  check.located(() => check.count('evaluate', 'the batchSize', batchSize))
  demandFitting('evaluate', model, examples, objectives, batchSize, variables)
  // Reading acquires a device by itself, if there is none.
  await read(zeros([]))
  return measure(variables, examples, batchSize, signal)
}

/** A measuring that is compiled once, for use after each epoch. */
export const evaluator = (model: AnyModel, measures: Readonly<Record<string, AnyMeasure>>) => {
  const names = Object.keys(measures)
  if (names.length === 0) throw new InvalidArgument('evaluate: there is nothing to measure; pass a loss or metrics')
  demandObjectives('evaluate', measures)
  const { objectives, metrics } = apart(measures)
  const step = jit(
    (sums: AnyTensor, variables: Variables, batch: AnyExamples): Measurement => {
      const { x, y } = batch
      const [output] = run('evaluate', model, variables, x, {})
      const value = ({ name, objective }: (typeof objectives)[number]) =>
        name === 'loss' ? lossOn('evaluate', objective, output, batch) : objective(output, y)
      const means = objectives.length > 0 ? stack(objectives.map(value)) : zeros([0])
      const kept = metrics.map(({ metric }) => keptBy(metric, output, y))
      return { sums: add(sums, mul(means, countOf(batch))), means, kept }
    },
    { donate: [0] },
  )
  return async (variables: Variables, data: Dataset<AnyExamples>, batchSize: number, signal?: Signal): Promise<Measured> => {
    const [pace, interrupted] = [new Pace(), interruptions(signal)]
    const gatherings = new Gatherings(metrics)
    let sums: AnyTensor = zeros([objectives.length])
    try {
      for await (const batch of batches(data, batchSize)) {
        const after = step(sums, variables, batch)
        sums = after.sums
        gatherings.add(after.kept)
        dispose(batch)
        await pace.after(after.means)
        await interrupted()
      }
      await pace.settled()
      const means = Array.from(await read(sums), (sum) => sum / data.size)
      const meant = measured(
        objectives.map(({ name }) => name),
        means,
      )
      return inOrder(names, { ...meant, ...(await gatherings.results()) })
    } finally {
      dispose(sums)
      gatherings.dispose()
    }
  }
}

/** The sums after a batch, its means, and what metrics keep of it. */
interface Measurement {
  readonly sums: AnyTensor
  readonly means: AnyTensor
  readonly kept: readonly Tree[]
}
