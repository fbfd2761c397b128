import {
  type AnyTensor,
  check,
  type Fit,
  foldIn,
  type JitOptions,
  jit,
  type Key,
  type Plain,
  scope,
  type Tensor,
  type Tree,
} from '../../src/index.js'
import { demandModel, demandOptimizer, demandVariables } from '../check.js'
import { keyFor } from '../key-for.js'
import type { Variables } from '../layer.js'
import type { Batch, Batched } from '../model/apply.js'
import { init } from '../model/init.js'
import type { Model } from '../model/model.js'
import type { GivenShapes, Held, InputsOf, Shapes, Written } from '../one-or-many.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { demandMemoryOf, demandObjectives } from './demands.js'
import { demandPrecision, type Precision } from './loss-scale.js'
import type { AnyExamples, AnyObjective, Objective } from './objective.js'
import { advance, start, type TrainState } from './step.js'

/**
 * What a step makes small, and how.
 *
 * @category Training
 */
export interface StepOptions<Params, L> {
  /** A loss, as `fit` takes it. */
  readonly loss: L
  readonly optimizer: Optimizer
  /** What is added to the loss for the parameters themselves: `(params) => mul(l2(params), 1e-4)`. */
  readonly penalty?: (params: NoInfer<Params>) => Tensor<[]>
  /** In which dtype layers compute, as of `fit`: `'f32'` if left out. Begin with the `trainState` of the same. */
  readonly precision?: Precision | undefined
  /** Told how many kernels the driver has compiled, of how many, while it compiles some. */
  readonly progress?: JitOptions['progress']
}

/** Any loss of such outputs. */
type LossOf<Out extends Shapes> = Objective<Out, never>

/**
 * What a loss compares outputs with.
 *
 * @category Training
 */
export type TargetOf<L> = L extends (output: never, target: infer Target, ...rest: never) => unknown ? Target : never

/**
 * A batch for a step: inputs, targets, and how much each example counts, if they count differently.
 *
 * @category Training
 */
export interface StepBatch<X, Target> {
  readonly x: X
  readonly y: Target
  /** `[N]`. */
  readonly weights?: AnyTensor
}

/**
 * The step of a model.
 *
 * @category Training
 */
export interface TrainStep<In extends Shapes, Out extends Shapes, Params, State, Target>
  extends Plain<
    (
      state: TrainState<Params, State>,
      batch: StepBatch<InputsOf<Batch<'N', In>, Held<In>>, Target>,
    ) => [state: TrainState<Params, State>, loss: Tensor<[]>]
  > {
  <X extends GivenShapes>(
    state: TrainState<Params, State>,
    batch: StepBatch<Fit<Batched<'trainStep', In, Out, X>, Written<X, Held<In>>>, Target>,
  ): [state: TrainState<Params, State>, loss: Tensor<[]>]
  /** Compiles it for batches like this one, as `jit(f).compile` does: the state is left as it is. */
  compile<X extends GivenShapes>(
    state: TrainState<Params, State>,
    batch: StepBatch<Fit<Batched<'trainStep', In, Out, X>, Written<X, Held<In>>>, Target>,
  ): Promise<void>
}

/**
 * Where to start.
 *
 * @category Training
 */
export interface StartOptions<Params, State> {
  readonly optimizer: Optimizer
  /** Source of the first parameters and of what the steps draw: the same as of `fit` for an equal key. */
  readonly key: Key
  /** Parameters and state to start from; fresh ones if left out. */
  readonly variables?: NoInfer<Variables<Params, State>>
  /** That of the steps; `'f32'` if left out. */
  readonly precision?: Precision | undefined
}

/**
 * The state before the first step: variables, what the optimiser remembers, and the key of what steps draw. A tree of tensors: it can be saved, loaded and posted.
 *
 * @example
 * ```ts
 * let state = trainState(model, { optimizer, key: key(0) })
 * ```
 *
 * @category Training
 */
export const trainState = <In extends Shapes, Out extends Shapes, Params, State>(
  model: Model<In, Out, Params, State>,
  options: StartOptions<Params, State>,
): TrainState<Params, State> => {
  demandModel('trainState', model)
  const { optimizer, key, variables, precision } = check.options('trainState', 'model', options, [
    'optimizer',
    'key',
    'variables',
    'precision',
  ])
  demandPrecision('trainState', precision)
  demandOptimizer('trainState', optimizer)
  check.key('trainState', key)
  if (variables !== undefined) demandVariables('trainState', variables)
  return scope(() => {
    const own = keyFor('fit', key)
    const first = variables ?? init(model, foldIn(own, 0))
    return start(first as Variables, optimizer, foldIn(own, 1), precision) as TrainState<Params, State> // of this model
  })
}

/**
 * The step that `fit` takes, for loops of your own: forward pass, backward pass and update as one compiled function, whose first argument is donated, so that the memory of
 * the old state becomes that of the new one. The loss is a tensor, read when you like.
 *
 * @example
 * ```ts
 * const step = trainStep(model, { loss: softmaxCrossEntropy, optimizer })
 * for await (const batch of batches(digits, 128)) {
 *   const [next, loss] = step(state, batch)
 *   state = next
 * }
 * ```
 *
 * @category Training
 */
export const trainStep = <In extends Shapes, Out extends Shapes, Params, State, const L extends LossOf<Out>>(
  model: Model<In, Out, Params, State>,
  options: StepOptions<Params, L>,
): TrainStep<In, Out, Params, State, TargetOf<L>> => {
  demandModel('trainStep', model)
  const names = ['loss', 'optimizer', 'penalty', 'precision', 'progress'] as const
  const { loss, optimizer, penalty, precision, progress } = check.options('trainStep', 'model', options, names)
  demandPrecision('trainStep', precision)
  demandObjectives('trainStep', { loss })
  demandOptimizer('trainStep', optimizer)
  if (penalty !== undefined && typeof penalty !== 'function')
    check.refuse('trainStep', 'the penalty', 'a function of the parameters', penalty)
  if (progress !== undefined) check.callable('trainStep', 'progress', progress)
  // From here on shapes are of no interest.
  const goal = {
    loss: loss as unknown as AnyObjective,
    optimizer,
    penalty: penalty as ((params: Tree) => AnyTensor) | undefined,
    precision,
  }
  const step = (state: TrainState, batch: AnyExamples) => {
    demandMemoryOf('trainStep', 'the state', optimizer, state)
    const { state: next, measured } = advance('trainStep', model, goal, state, batch)
    return [next, measured[0]]
  }
  return jit(step, { donate: [0], ...(progress && { progress }) }) as never // a step gives a state like the one that it takes, and the loss
}
