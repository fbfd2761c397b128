import { type AnyTensor, add, type Tree, tree } from '../../src/index.js'
import type { Batch } from '../model/apply.js'
import type { Shapes, TensorsOf } from '../one-or-many.js'

/**
 * A measure of all examples that is no mean over them: what it keeps of a batch, a tree of tensors; how two such are joined, in any order and grouping; and
 * what is said of it in the end. So batches of any sizes give what one batch of everything would. `fit` and `evaluate` take metrics beside functions.
 *
 * @example
 * ```ts
 * const largestError: Metric<Tensor<['N', 1]>, Tensor<['N', 1]>, Tensor<[]>> = {
 *   keep: (outputs, targets) => max(abs(sub(outputs, targets))),
 *   join: maximum,
 *   result: (kept) => kept.item(),
 * }
 * ```
 *
 * @category Metrics
 */
export interface Metric<Outputs, Targets, Kept extends Tree, Result = number> {
  /** What is needed of a batch. */
  readonly keep: (outputs: Outputs, targets: Targets) => Kept
  /** What is needed of two parts together. */
  readonly join: (one: Kept, other: Kept) => Kept
  /** What is said of all. The tensors are whoever's that kept them. */
  readonly result: (kept: Kept) => Promise<Result>
}

/**
 * A metric whose `keep` checks by itself what it is given.
 *
 * @category Metrics
 */
export interface MetricOf<Keep extends (outputs: never, targets: never) => Tree, Kept extends Tree, Result = number> {
  readonly keep: Keep
  readonly join: (one: Kept, other: Kept) => Kept
  readonly result: (kept: Kept) => Promise<Result>
}

/**
 * A metric of a model's outputs and the data's targets, which says a number.
 *
 * @category Metrics
 */
export interface GatheredMetric<Out extends Shapes, Target> {
  readonly keep: (output: TensorsOf<Batch<'N', Out>>, target: Target) => Tree
  readonly join: (one: never, other: never) => Tree
  readonly result: (kept: never) => Promise<number>
}

/** A metric where shapes are no longer of interest. */
export interface AnyMetric {
  readonly keep: (output: never, target: never) => Tree
  readonly join: (one: Tree, other: Tree) => Tree
  readonly result: (kept: Tree) => Promise<number>
}

/** Two parts of what is counted, or summed up. */
export const added = <Kept extends Tree>(one: Kept, other: Kept): Kept => {
  const others = tree.leaves(other)
  return tree.unflatten(
    tree.structure(one),
    tree.leaves(one).map((leaf, i): AnyTensor => add(leaf, others[i] ?? 0)),
  ) as Kept // the tree of the first, with sums in it
}

/** The elements of a tensor as numbers. */
export const numbersOf = async (x: AnyTensor): Promise<number[]> => Array.from(await x.data(), Number)
