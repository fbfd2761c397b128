import { type AnyTensor, check, InvalidArgument, ShapeMismatch, show, type Tensor, type Tree, tree } from '../../src/index.js'
import type { AnyMetric, GatheredMetric } from '../metrics/metric.js'
import type { Batch } from '../model/apply.js'
import type { GivenShapes, InputsOf, Shapes, Tensors, TensorsOf } from '../one-or-many.js'

/**
 * A number for a batch: what the model gave against what it should have given, a mean over the batch. A loss is made small, so it has to
 * have a derivative; a metric is watched. `softmaxCrossEntropy`, `accuracy`, or a function of your own. Of a model with several heads it gets the list of
 * their outputs.
 *
 * @example
 * ```ts
 * const twoHeaded = sequential([19, 19, 17], flatten, fanOut(dense(361), serial(dense(1), tanh)))
 * await fit(twoHeaded, games, { ...options, loss: ([moves, winner], y) => add(softmaxCrossEntropy(moves, y.move), meanSquaredError(winner, y.winner)) })
 * ```
 *
 * @category Training
 */
export type Objective<Out extends Shapes, Target> = (output: TensorsOf<Batch<'N', Out>>, target: Target) => Tensor<[]>

/**
 * What can be watched: a function, of which the mean over the batches is taken, or a metric that gathers from them what it needs.
 *
 * @category Training
 */
export type Measure<Out extends Shapes, Target> = Objective<Out, Target> | GatheredMetric<Out, Target>

/**
 * Functions and metrics by name.
 *
 * @category Training
 */
export type Objectives<Out extends Shapes, Target> = Readonly<Record<string, Measure<Out, Target>>>

/**
 * Examples: inputs, and what the model should make of them.
 *
 * @category Training
 */
export interface Examples<X extends GivenShapes, Target, D = 'f32' | 'i32' | 'u32'> {
  readonly x: InputsOf<X, D>
  readonly y: Target
}

/** Examples where shapes are no longer of interest. */
export interface AnyExamples {
  readonly x: Tensors
  readonly y: Tree
  /** How much each example counts. */
  readonly weights?: AnyTensor | undefined
}

/** How many examples there are. */
export const countOf = ({ x }: AnyExamples): number => tree.leaves(x)[0]?.shape[0] ?? 0

/**
 * Means by name: the loss and the metrics.
 *
 * @category Training
 */
export type Measured = Readonly<Record<string, number>>

/** An objective where shapes are no longer of interest: data, model and objective were checked against each other where they came together. */
export type AnyObjective = (output: Tensors, target: Tree, options?: { readonly weights: AnyTensor }) => AnyTensor

/**
 * The loss of what a model gave for examples. Their weights, if they have some, are passed on to it.
 *
 * @throws InvalidArgument, ShapeMismatch
 */
export const lossOn = (op: string, loss: AnyObjective, output: Tensors, batch: AnyExamples): AnyTensor => {
  const { y, weights } = batch
  if (weights === undefined) return loss(output, y)
  check.tensor(op, 'the column weights', weights)
  if (weights.rank !== 1) throw new ShapeMismatch(`${op}: the column weights is [N], a number for each example; got ${show(weights.shape)}`)
  if (loss.length < 3)
    throw new InvalidArgument(
      `${op}: the data has a column weights, and the loss takes no weights; write (output, target, options) => ... and pass the options on`,
    )
  return loss(output, y, { weights })
}

/** What is measured, where shapes are no longer of interest. */
export type AnyMeasure = AnyObjective | AnyMetric

/** What is measured, apart: functions by which a batch has a number, and metrics that gather, each by name. */
export const apart = (measures: Readonly<Record<string, AnyMeasure>>) => ({
  objectives: Object.entries(measures).flatMap(([name, one]) => (typeof one === 'function' ? [{ name, objective: one }] : [])),
  metrics: Object.entries(measures).flatMap(([name, one]) => (typeof one === 'function' ? [] : [{ name, metric: one }])),
})

/** What a metric keeps of a batch, where shapes are no longer of interest. */
export const keptBy = (metric: AnyMetric, output: Tensors, target: Tree): Tree => metric.keep(output as never, target as never) // as was checked for all batches

/** The measured in the order in which it was asked for. */
export const inOrder = (names: readonly string[], values: Measured): Measured =>
  Object.fromEntries(names.map((name) => [name, values[name] ?? Number.NaN]))

/** Numbers under the names of what was measured. */
export const measured = (names: readonly string[], values: ArrayLike<number>): Measured =>
  Object.fromEntries(names.map((name, i) => [name, values[i] ?? Number.NaN]))
