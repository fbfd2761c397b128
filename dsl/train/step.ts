import {
  type AnyTensor,
  add,
  div,
  foldIn,
  InvalidArgument,
  jit,
  type Key,
  stack,
  type Tensor,
  type Tree,
  valueAndGrad,
  zeros,
} from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { AnyMetric } from '../metrics/metric.js'
import { run } from '../model/apply.js'
import type { AnyModel } from '../model/model.js'
import type { Tensors } from '../one-or-many.js'
import type { Optimizer, OptimizerState } from '../optimizers/optimizer.js'
import { type AnyObjective, keptBy } from './objective.js'

/** All that changes from step to step. A step takes its memory over for the state after it. */
export interface TrainState {
  readonly variables: Variables
  readonly optimizer: OptimizerState<Tree>
  readonly key: Key
  readonly sums: Sums
}

/** Sums over the steps of an epoch so far, kept where the steps run. */
export interface Sums {
  readonly steps: Tensor<[]>
  /** One for each objective. */
  readonly objectives: AnyTensor
}

export const noSums = (objectives: number): Sums => ({ steps: zeros([]), objectives: zeros([objectives]) })

/** The state before the first step. */
export const start = (variables: Variables, optimizer: Optimizer, key: Key, objectives: number): TrainState => ({
  variables,
  optimizer: optimizer.init(variables.params),
  key,
  sums: noSums(objectives),
})

/** The state after a step on a batch, the means of the objectives over the epoch so far, and what metrics keep of the batch. */
export type Step = (
  state: TrainState,
  x: Tensors,
  y: Tree,
) => { readonly state: TrainState; readonly means: AnyTensor; readonly kept: readonly Tree[] }

/**
 * A step of training as one compiled function: forward, backward, update, sums. Nothing is read back, and the memory of the old state
 * becomes that of the new.
 */
export const trainStep = (
  model: AnyModel,
  optimizer: Optimizer,
  [loss, ...metrics]: readonly AnyObjective[],
  gathered: readonly AnyMetric[] = [],
): Step => {
  if (!loss) throw new InvalidArgument('fit: there is no loss')
  const step: Step = ({ variables, optimizer: memory, key, sums }, x, y) => {
    const lossOf = (params: Tree): readonly [AnyTensor, readonly [AnyTensor, Tree, readonly Tree[]]] => {
      const [output, state] = run('fit', model, { params, state: variables.state }, x, { training: true, key: foldIn(key, 0) })
      const value = loss(output, y)
      const measured = stack([value, ...metrics.map((metric) => metric(output, y))])
      return [value, [measured, state, gathered.map((metric) => keptBy(metric, output, y))]]
    }
    const [[, [measured, state, kept]], gradients] = valueAndGrad(lossOf, { aux: true })(variables.params)
    const [params, remembered] = optimizer.update(gradients, memory, variables.params)
    const after: Sums = { steps: add(sums.steps, 1), objectives: add(sums.objectives, measured) }
    return {
      state: { variables: { params, state }, optimizer: remembered, key: foldIn(key, 1), sums: after },
      means: div(after.objectives, after.steps),
      kept,
    }
  }
  return jit(step, { donate: [0] })
}
