import type { AnyTensor, Shape, Tensor, Tree } from '../../src/index.js'

/**
 * A number for a batch: what the model gave against what it should have given, a mean over the batch. A loss is made small, so it has to
 * have a derivative; a metric is watched. `softmaxCrossEntropy`, `accuracy`, or a function of your own.
 */
export type Objective<Out extends Shape, Target> = (output: Tensor<['N', ...Out]>, target: Target) => Tensor<[]>

/** Objectives by name. */
export type Objectives<Out extends Shape, Target> = Readonly<Record<string, Objective<Out, Target>>>

/** Examples: inputs, and what the model should make of them. */
export interface Examples<X extends Shape, Target> {
  readonly x: Tensor<X>
  readonly y: Target
}

/** Examples where shapes are no longer of interest. */
export interface AnyExamples {
  readonly x: AnyTensor
  readonly y: Tree
}

/** Means by name: the loss and the metrics. */
export type Measured = Readonly<Record<string, number>>

/** An objective where shapes are no longer of interest: data, model and objective were checked against each other where they came together. */
export type AnyObjective = (output: AnyTensor, target: Tree) => AnyTensor

/** Numbers under the names of what was measured. */
export const measured = (names: readonly string[], values: ArrayLike<number>): Measured =>
  Object.fromEntries(names.map((name, i) => [name, values[i] ?? Number.NaN]))
