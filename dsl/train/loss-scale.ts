import {
  type AnyTensor,
  add,
  all,
  check,
  div,
  equal,
  isFinite,
  logicalAnd,
  logicalNot,
  maximum,
  mul,
  type Tensor,
  type Tree,
  tensor,
  tree,
  where,
} from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { OptimizerState } from '../optimizers/optimizer.js'
import { choose, zip } from '../optimizers/trees.js'

/**
 * In which dtype a model computes while it learns: `'f32'`, or `'mixed'`, layers in `f16` and what is learned in `f32`.
 *
 * @category Training
 */
export type Precision = 'f32' | 'mixed'

/** @throws InvalidArgument unless it is one */
export const demandPrecision = (op: string, given: unknown): void => {
  if (given !== undefined && given !== 'f32' && given !== 'mixed') check.refuse(op, 'the precision', "'f32' or 'mixed'", given)
}

/**
 * By what the loss is multiplied, so that gradients that are small in f16 do not become 0, and how many steps have gone well since it changed.
 *
 * @category Training
 */
export interface LossScale {
  readonly factor: Tensor<[]>
  readonly steps: Tensor<[], 'i32'>
}

/** What a step changes. */
export interface Moved {
  readonly variables: Variables
  readonly optimizer: OptimizerState<Tree>
}

/** After so many steps without an overflow the factor is doubled. */
const patience = 2000

export const freshScale = (): LossScale => ({ factor: tensor(2 ** 15), steps: tensor(0, { dtype: 'i32' }) })

/**
 * A step along gradients of a loss that was multiplied: `move` is given what they are of the loss itself. Where one of them is not finite nothing moves, and the factor is halved, down to 1.
 *
 * @see Micikevicius et al., Mixed precision training, arXiv:1710.03740, section 3.2
 */
export const scaled = (
  gradients: Tree,
  { factor, steps }: LossScale,
  move: (along: Tree) => Moved,
  before: Moved,
): Moved & { readonly scale: LossScale } => {
  const along = zip((gradient) => div(gradient, factor), gradients)
  const isWell = tree.leaves(along).reduce((sofar: Tensor<[], 'bool'>, x: AnyTensor) => logicalAnd(sofar, all(isFinite(x))), tensor(true))
  const after = move(along)
  const isDue = logicalAnd(isWell, equal(steps, patience - 1))
  const grown = where(isDue, mul(factor, 2), factor)
  const scale = {
    factor: where(isWell, grown, maximum(div(factor, 2), 1)),
    steps: where(logicalAnd(isWell, logicalNot(isDue)), add(steps, 1), 0),
  }
  return { ...choose(isWell, after, before), scale }
}
