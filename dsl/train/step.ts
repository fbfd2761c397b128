import {
  type AnyTensor,
  add,
  div,
  foldIn,
  type JitOptions,
  jit,
  type Key,
  mul,
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
import type { Optimizer, OptimizerState } from '../optimizers/optimizer.js'
import { narrowed } from '../precision.js'
import { freshScale, type LossScale, type Moved, type Precision, scaled } from './loss-scale.js'
import { type AnyExamples, type AnyObjective, countOf, keptBy, lossOn } from './objective.js'

/**
 * All that training changes from step to step: a tree of tensors. A step takes its memory over for the state after it.
 *
 * @category Training
 */
export interface TrainState<Params = Tree, State = Tree> {
  readonly variables: Variables<Params, State>
  readonly optimizer: OptimizerState<Params>
  /** Randomness of the steps to come; each moves it on. */
  readonly key: Key
  /** Of a run in mixed precision: by what its loss is multiplied. */
  readonly scale?: LossScale
}

/** What a step minimises and how, and what is measured beside it. */
export interface Goal {
  readonly loss: AnyObjective
  readonly optimizer: Optimizer
  /** What is added to the loss for the parameters themselves. */
  readonly penalty?: ((params: Tree) => AnyTensor) | undefined
  readonly metrics?: readonly AnyObjective[] | undefined
  readonly gathered?: readonly AnyMetric[] | undefined
  /** In which dtype the model computes; `'f32'` if left out. */
  readonly precision?: Precision | undefined
}

/** A step made: the state after it, loss and metrics of the batch, and what gathering metrics keep of it. */
interface Advanced {
  readonly state: TrainState
  readonly measured: readonly [loss: AnyTensor, ...metrics: AnyTensor[]]
  readonly kept: readonly Tree[]
}

/** One step of training as it is traced: forward, backward, update. */
export const advance = (
  op: string,
  model: AnyModel,
  { loss, optimizer, penalty, metrics = [], gathered = [], precision = 'f32' }: Goal,
  { variables, optimizer: memory, key, scale = freshScale() }: TrainState,
  batch: AnyExamples,
): Advanced => {
  const isMixed = precision === 'mixed'
  const lossOf = (params: Tree): readonly [AnyTensor, readonly [AnyTensor, readonly AnyTensor[], Tree, readonly Tree[]]] => {
    const own = isMixed ? narrowed(params) : params
    const [output, state] = run(op, model, { params: own, state: variables.state }, batch.x, { training: true, key: foldIn(key, 0) })
    const alone = lossOn(op, loss, output, batch)
    const value = penalty ? add(alone, penalty(params)) : alone
    return [
      isMixed ? mul(value, scale.factor) : value,
      [value, metrics.map((metric) => metric(output, batch.y)), state, gathered.map((metric) => keptBy(metric, output, batch.y))],
    ]
  }
  const [[, [value, measured, state, kept]], gradients] = valueAndGrad(lossOf, { aux: true })(variables.params)
  const move = (along: Tree): Moved => {
    const [params, remembered] = optimizer.update(along, memory, variables.params)
    return { variables: { params, state }, optimizer: remembered }
  }
  const next = isMixed ? scaled(gradients, scale, move, { variables, optimizer: memory }) : move(gradients)
  return {
    state: { ...next, key: foldIn(key, 1) },
    measured: [value, ...measured],
    kept,
  }
}

/** The state before the first step. */
export const start = (variables: Variables, optimizer: Optimizer, key: Key, precision?: Precision): TrainState =>
  inPrecision({ variables, optimizer: optimizer.init(variables.params), key }, precision)

/** The state for steps of a precision. */
export const inPrecision = ({ scale, ...state }: TrainState, precision: Precision = 'f32'): TrainState =>
  precision === 'mixed' ? { ...state, scale: scale ?? freshScale() } : state

/** Sums over the steps of an epoch so far, kept where the steps run. */
export interface Sums {
  readonly examples: Tensor<[]>
  /** One for each objective, of its mean over a batch times the examples in it. */
  readonly objectives: AnyTensor
}

export const noSums = (objectives: number): Sums => ({ examples: zeros([]), objectives: zeros([objectives]) })

/** A state and the sums of its epoch so far. */
export interface Running {
  readonly state: TrainState
  readonly sums: Sums
}

/** What a step of `fit` gives: the state and the sums after it, the means of the objectives over the epoch so far, and what metrics keep of the batch. */
export type Step = (
  running: Running,
  batch: AnyExamples,
) => { readonly running: Running; readonly means: AnyTensor; readonly kept: readonly Tree[] }

/** A step that can be compiled before it is made. */
export type CompiledStep = Step & { readonly compile: (...args: Parameters<Step>) => Promise<void> }

/**
 * The step of `fit` as one compiled function: forward, backward, update, sums. Nothing is read back, and the memory of the old state
 * becomes that of the new.
 */
export const summedStep = (model: AnyModel, goal: Goal, progress?: JitOptions['progress']): CompiledStep => {
  const step: Step = ({ state, sums }, batch) => {
    const { state: next, measured, kept } = advance('fit', model, goal, state, batch)
    const count = countOf(batch)
    const after: Sums = { examples: add(sums.examples, count), objectives: add(sums.objectives, mul(stack(measured), count)) }
    return { running: { state: next, sums: after }, means: div(after.objectives, after.examples), kept }
  }
  return jit(step, { donate: [0], ...(progress && { progress }) })
}
