import { type AnyTensor, check, type Fit, foldIn, InvalidArgument, type Key, scope, type Tensor } from '../../src/index.js'
import { demandDataset, demandOptimizer, demandRun } from '../check.js'
import { type Dataset, range } from '../data/dataset.js'
import { DataError } from '../data/error.js'
import { select } from '../data/select.js'
import { keyFor } from '../key-for.js'
import type { Variables } from '../layer.js'
import type { Batched } from '../model/apply.js'
import { init } from '../model/init.js'
import type { AnyModel, Model } from '../model/model.js'
import type { GivenShapes, Held, Shapes } from '../one-or-many.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { type Callback, type Callbacks, callbacksOf, type Run } from './callbacks.js'
import { demandFitting, demandMemoryOf, demandMetrics, demandObjectives, demandParts } from './demands.js'
import { evaluator } from './evaluate.js'
import { interruptions, type Signal } from './interruption.js'
import { demandPrecision, type Precision } from './loss-scale.js'
import { type AnyExamples, type AnyMeasure, type AnyObjective, apart, type Examples, type Objective, type Objectives } from './objective.js'
import type { Progress } from './progress.js'
import { reportFor } from './report.js'
import { inPrecision, start, summedStep, type TrainState } from './step.js'
import { stepsIn, Training } from './training.js'

/**
 * How to train.
 *
 * @category Training
 */
export interface FitOptions<Out extends Shapes, Params, State, X extends GivenShapes, Target> {
  /** What is made small. A column `weights` of the data, `[N]`, is passed on to it: `(output, target, { weights })`. */
  readonly loss: Objective<Out, Target>
  readonly optimizer: Optimizer
  /** Passes over the data; 1 if left out, or as many as `steps` take. */
  readonly epochs?: number
  /** Steps in all, after which training ends, also within an epoch. */
  readonly steps?: number
  /**
   * In which dtype layers compute: `'f32'`, or `'mixed'`: in `f16`, with what is learned, the loss and statistics in `f32`, and the loss multiplied by a factor, so that small gradients do
   * not become 0 (2^15 at first; where a gradient overflows the step is left out and the factor halved, after 2,000 steps without it is doubled). Saves memory, and time where a GPU has `shader-f16`;
   * elsewhere it costs time. `'f32'` if left out. What is measured after an epoch is measured in `f32`.
   */
  readonly precision?: Precision | undefined
  /** Examples in a step. */
  readonly batchSize: number
  /** What becomes of fewer examples than a batch at the end of an epoch: they are left out of it, `'drop'`, or are a smaller batch, `'keep'`, for which a step is compiled of its own; `'drop'` if left out. */
  readonly partial?: 'drop' | 'keep'
  /** Source of all that is drawn: first parameters, order of the examples, dropout. Equal keys give equal results, which share nothing with what else is drawn from the key. */
  readonly key: Key
  /** What is added to the loss for the parameters themselves: `(params) => mul(l2(params), 1e-4)`. The loss of an epoch includes it, that of the validation does not. */
  readonly penalty?: (params: NoInfer<Params>) => Tensor<[]>
  readonly metrics?: Objectives<Out, Target>
  /** Examples to measure after each epoch, which are not learned from. */
  readonly validation?: Dataset<Examples<X, Target>>
  /** In place of `validation`: the share of the data, from its end, that is set aside. */
  readonly validationSplit?: number
  /** What is done along the way: functions called after each epoch, or objects; see `Callbacks`. */
  readonly callbacks?: readonly (Callback<NoInfer<Params>, NoInfer<State>> | Callbacks)[]
  /** Where to start: fresh variables if left out. Their memory is taken over by the first step; go on with the ones that `fit` gives back. */
  readonly variables?: NoInfer<Variables<Params, State>>
  /** Where to start, with all that an earlier run's optimiser remembers, its `state`. Epochs are counted anew. Its memory is taken over by the first step. */
  readonly state?: NoInfer<TrainState<Params, State>>
  /**
   * A run to go on with, as `fit` gives it, `TrainingInterrupted` holds it and `loadRun` reads it: on the same data and with the same options what comes out has the same bits as if it had not been
   * broken, unless callbacks decide by the training loss of an epoch that it was broken in: they are told of the rest of it. Epochs and steps count from its beginning.
   */
  readonly resume?: Run | undefined
  /**
   * Whether to show progress: a bar in a terminal, else a line for each epoch, on the error stream, so that a piped result stays clean; in a page on its console.
   * `true` if left out. Or a function that is told, a few times a second and at the end of an epoch.
   */
  readonly progress?: boolean | ((progress: Progress) => unknown)
  /** Aborted, it ends the training after the step at hand: the promise is rejected with a `TrainingInterrupted`, which holds what was learned. An `AbortSignal`. */
  readonly signal?: Signal | undefined
}

const known = [
  'loss',
  'optimizer',
  'epochs',
  'steps',
  'batchSize',
  'precision',
  'partial',
  'key',
  'penalty',
  'metrics',
  'validation',
  'validationSplit',
  'callbacks',
  'variables',
  'state',
  'resume',
  'progress',
  'signal',
] as const

/** @throws InvalidArgument unless model, data and options are what they should be, each by itself */
const demandOptions = (model: AnyModel, data: unknown, given: unknown): void => {
  const options = check.options('fit', 'model, data', given as Partial<Record<(typeof known)[number], unknown>>, known) // any of them may be missing
  demandParts('fit', model, options.variables, data)
  demandMetrics('fit', options.loss, options.metrics)
  demandObjectives('fit', { loss: options.loss, ...(options.metrics ?? {}) })
  demandOptimizer('fit', options.optimizer)
  if (options.epochs !== undefined) check.count('fit', 'epochs', options.epochs, 0)
  if (options.steps !== undefined) check.count('fit', 'steps', options.steps, 0)
  check.count('fit', 'batchSize', options.batchSize)
  check.key('fit', options.key)
  demandPrecision('fit', options.precision)
  const { partial = 'drop', penalty, validation, validationSplit: share } = options
  if (partial !== 'drop' && partial !== 'keep') check.refuse('fit', 'partial', "'drop' or 'keep'", partial)
  const { progress = true } = options
  if (typeof progress !== 'boolean' && typeof progress !== 'function')
    check.refuse('fit', 'progress', 'true, false or a function that is told', progress)
  if (penalty !== undefined && typeof penalty !== 'function') check.refuse('fit', 'the penalty', 'a function of the parameters', penalty)
  if (validation !== undefined) demandDataset('fit', 'the validation', validation)
  if (share !== undefined && !(typeof share === 'number' && share > 0 && share < 1))
    check.refuse('fit', 'the validationSplit', 'a share of the data, a number between 0 and 1', share)
  if (share !== undefined && validation !== undefined)
    throw new InvalidArgument('fit: validation and validationSplit both say what to measure after an epoch; pass one of them')
  const starts = (['variables', 'state', 'resume'] as const).filter((name) => options[name] !== undefined)
  if (starts.length > 1) throw new InvalidArgument(`fit: ${starts.join(' and ')} both say where to start; pass one of them`)
  if (options.resume !== undefined) demandRun('fit', 'resume', options.resume)
  if (options.state !== undefined) demandState(options.state)
}

/** @throws InvalidArgument unless it is the state of a run */
const demandState = (state: unknown): void => {
  if (typeof state !== 'object' || state === null || !['variables', 'optimizer', 'key'].every((part) => part in state))
    check.refuse('fit', 'state', 'the state of a run, as in { state } = await fit(...)', state)
}

/**
 * A trained model's variables, and how it went: a run that can be resumed.
 *
 * @category Training
 */
export type Fitted<Params, State> = Run<Params, State>

/**
 * Trains a model. Each epoch takes the examples in a new order, in whole batches: what is left over at the end of an epoch, fewer examples
 * than a batch, is left out of it, unless `partial` is `'keep'`. A step is one compiled function of all that changes, whose memory it reuses; the means of loss and
 * metrics are kept on the device, and read now and then for the progress bar and at the end of an epoch. Between steps a page can be drawn.
 *
 * @throws TrainingInterrupted where something ends it after its first step, with what was learned, unless it was on a device that is lost
 * @example
 * ```ts
 * const { variables } = await fit(model, train, { loss: softmaxCrossEntropy, optimizer: adam(), epochs: 5, batchSize: 128, key: key(0) })
 * ```
 *
 * @category Training
 */
export const fit = async <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes, Target>(
  model: Model<In, Out, Params, State>,
  data: Fit<Batched<'fit', In, Out, X>, Dataset<Examples<X, Target, Held<In>>>>,
  options: FitOptions<Out, Params, State, X, Target>,
): Promise<Fitted<Params, State>> => {
  check.located(() => demandOptions(model, data, options))
  // From here on shapes are of no interest: the parameters' types have tied model, data and objectives together.
  const { callbacks = [], loss, optimizer, partial = 'drop', penalty, precision, resume, signal, validationSplit = 0 } = options
  const whole = data as Dataset<AnyExamples>
  const measures = { loss, ...options.metrics } as unknown as Readonly<Record<string, AnyMeasure>>
  using key = scope(() => keyFor('fit', options.key))
  if (whole.size === 0) throw new DataError('fit: there are no examples')
  const aside = Math.round(whole.size * validationSplit)
  if (validationSplit > 0 && (aside === 0 || aside === whole.size))
    throw new DataError(
      `fit: a validationSplit of ${validationSplit} leaves none of ${whole.size} examples to ${aside ? 'learn from' : 'measure'}`,
    )
  const examples = aside > 0 ? select('fit', whole, range(0, whole.size - aside)) : whole
  const validation =
    aside > 0 ? select('fit', whole, range(whole.size - aside, whole.size)) : (options.validation as Dataset<AnyExamples> | undefined)
  if (validation?.size === 0) throw new DataError('fit: the validation has no examples')
  const batchSize = Math.min(options.batchSize, examples.size)
  const given = options.variables ?? options.state?.variables ?? resume?.variables
  demandFitting('fit', model, examples, measures, batchSize, given as Variables | undefined)
  if (validation) demandFitting('fit: the validation', model, validation, measures, batchSize)
  for (const [name, from] of Object.entries({ state: options.state, 'the run to resume': resume?.state }))
    if (from) demandMemoryOf('fit', name, optimizer, from as TrainState) // of the model, as was just checked
  const { objectives, metrics } = apart(measures)
  const [, ...functions] = objectives.map(({ objective }) => objective)
  const goal = {
    loss: measures.loss as AnyObjective, // as was checked
    optimizer,
    penalty: penalty as ((params: unknown) => AnyTensor) | undefined,
    metrics: functions,
    gathered: metrics.map(({ metric }) => metric),
    precision,
  }
  const measure = evaluator(model, measures)
  const steps = options.steps ?? Number.POSITIVE_INFINITY
  const report = reportFor(options.progress ?? true)
  const plan = {
    step: summedStep(model, goal, report.compiling),
    data: examples,
    batchSize,
    partial,
    key,
    epochs: options.epochs ?? (options.steps === undefined ? 1 : Number.POSITIVE_INFINITY),
    steps,
    names: Object.keys(measures),
    means: objectives.map(({ name }) => name),
    gathered: metrics,
    validate: validation && ((variables: Variables) => measure(variables, validation, batchSize, signal)),
    callbacks: callbacksOf(callbacks),
    report,
    interrupted: interruptions(signal),
  }
  if (resume && resume.place.step > stepsIn(plan))
    throw new InvalidArgument(
      `fit: resume: the run stands after ${resume.place.step} steps of an epoch, which has ${stepsIn(plan)}; pass the data and the batchSize that it had`,
    )
  const first = (): Variables => (given as Variables | undefined) ?? (init(model, foldIn(key, 0)) as Variables) // of the model, as was checked
  const begun = resume?.state ?? options.state
  const state = begun ? inPrecision(begun, precision) : scope(() => start(first(), optimizer, foldIn(key, 1), precision))
  const training = new Training(plan, { state, place: resume?.place ?? { epoch: 1, step: 0 }, history: resume?.history ?? [] })
  return (await training.toItsEnd()) as Fitted<Params, State> // a step gives trees like those it takes
}
