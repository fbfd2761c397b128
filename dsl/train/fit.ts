import { check, type Fit, foldIn, type Key, scope } from '../../src/index.js'
import { demandDataset, demandOptimizer } from '../check.js'
import { batches } from '../data/batches.js'
import type { Dataset } from '../data/dataset.js'
import { DataError } from '../data/error.js'
import { shuffle } from '../data/shuffle.js'
import { keyFor } from '../key-for.js'
import type { Variables } from '../layer.js'
import { Gatherings } from '../metrics/gathering.js'
import type { Batched } from '../model/apply.js'
import { init } from '../model/init.js'
import type { AnyModel, Model } from '../model/model.js'
import type { GivenShapes, Held, Shapes } from '../one-or-many.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { demandFitting, demandObjectives, demandParts } from './demands.js'
import { dispose } from './dispose.js'
import { evaluator } from './evaluate.js'
import { interruptions, type Signal } from './interruption.js'
import { type AnyExamples, type AnyMeasure, apart, type Examples, inOrder, measured, type Objective, type Objectives } from './objective.js'
import { pass } from './pass.js'
import { type Epoch, type Progress, stopwatch } from './progress.js'
import { reportFor } from './report.js'
import { start, trainStep } from './step.js'

/** Called after each epoch. The variables are whole until it returns; `'stop'` ends the training. */
export type Callback<Params, State> = (epoch: Epoch, variables: Variables<Params, State>) => unknown

/** How to train. */
export interface FitOptions<Out extends Shapes, Params, State, X extends GivenShapes, Target> {
  readonly loss: Objective<Out, Target>
  readonly optimizer: Optimizer
  readonly epochs: number
  /** Examples in a step. */
  readonly batchSize: number
  /** Source of all that is drawn: first parameters, order of the examples, dropout. Equal keys give equal results, which share nothing with what else is drawn from the key. */
  readonly key: Key
  readonly metrics?: Objectives<Out, Target>
  /** Examples to measure after each epoch, which are not learned from. */
  readonly validation?: Dataset<Examples<X, Target>>
  readonly callbacks?: readonly Callback<NoInfer<Params>, NoInfer<State>>[]
  /**
   * Where to start: fresh variables if left out. Their memory is taken over; go on with the ones that `fit` gives back. If a callback, the
   * validation or the data throws, what was learned is lost with it: keep what matters from a callback.
   */
  readonly variables?: NoInfer<Variables<Params, State>>
  /**
   * Whether to show progress: a bar in a terminal, else a line for each epoch, on the error stream, so that a piped result stays clean; in a page on its console.
   * `true` if left out. Or a function that is told, a few times a second and at the end of an epoch.
   */
  readonly progress?: boolean | ((progress: Progress) => unknown)
  /**
   * Aborted, it ends the training after the step at hand: the promise is rejected with the signal's reason, and what was learned is let go. To keep it, stop
   * from a callback. An `AbortSignal`.
   */
  readonly signal?: Signal | undefined
}

const known = [
  'loss',
  'optimizer',
  'epochs',
  'batchSize',
  'key',
  'metrics',
  'validation',
  'callbacks',
  'variables',
  'progress',
  'signal',
] as const

/** @throws InvalidArgument unless model, data and options are what they should be, each by itself */
const demandOptions = (model: AnyModel, data: unknown, given: unknown): void => {
  const options = check.options('fit', 'model, data', given as Partial<Record<(typeof known)[number], unknown>>, known) // any of them may be missing
  demandParts('fit', model, options.variables, data)
  demandObjectives('fit', { loss: options.loss, ...(options.metrics ?? {}) })
  demandOptimizer('fit', options.optimizer)
  check.count('fit', 'epochs', options.epochs, 0)
  check.count('fit', 'batchSize', options.batchSize)
  check.key('fit', options.key)
  if (options.validation !== undefined) demandDataset('fit', 'the validation', options.validation)
}

/** A trained model's variables, and how it went. */
export interface Fitted<Params, State> {
  readonly variables: Variables<Params, State>
  readonly history: readonly Epoch[]
}

/**
 * Trains a model. Each epoch takes the examples in a new order, in whole batches: what is left over at the end of an epoch, fewer examples
 * than a batch, is left out of it. A step is one compiled function of all that changes, whose memory it reuses; the means of loss and
 * metrics are kept on the device, and read now and then for the progress bar and at the end of an epoch. Between steps a page can be drawn.
 *
 * @example
 * ```ts
 * const { variables } = await fit(model, train, { loss: softmaxCrossEntropy, optimizer: adam(), epochs: 5, batchSize: 128, key: key(0) })
 * ```
 */
export const fit = async <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes, Target>(
  model: Model<In, Out, Params, State>,
  data: Fit<Batched<'fit', In, Out, X>, Dataset<Examples<X, Target, Held<In>>>>,
  options: FitOptions<Out, Params, State, X, Target>,
): Promise<Fitted<Params, State>> => {
  check.located(() => demandOptions(model, data, options))
  // From here on shapes are of no interest: the parameters' types have tied model, data and objectives together.
  const examples = data as Dataset<AnyExamples>
  const measures = { loss: options.loss, ...options.metrics } as unknown as Readonly<Record<string, AnyMeasure>>
  const { callbacks = [], epochs, signal, validation } = options
  using key = scope(() => keyFor('fit', options.key))
  if (examples.size === 0) throw new DataError('fit: there are no examples')
  const batchSize = Math.min(options.batchSize, examples.size)
  demandFitting('fit', model, examples, measures, batchSize, options.variables)
  const total = batchSize * Math.floor(examples.size / batchSize)
  const { objectives, metrics } = apart(measures)
  const names = objectives.map(({ name }) => name)
  const functions = objectives.map(({ objective }) => objective)
  const gathered = metrics.map(({ metric }) => metric)
  const step = trainStep(model, options.optimizer, functions, gathered)
  const validate = evaluator(model, measures)
  const report = reportFor(options.progress ?? true)
  const history: Epoch[] = []
  const interrupted = interruptions(signal)
  const fresh = () => init(model, foldIn(key, 0))
  let state = scope(() => start(options.variables ?? fresh(), options.optimizer, foldIn(key, 1), names.length))

  for (let number = 1; number <= epochs; number++) {
    const began = performance.now()
    using order = scope(() => foldIn(foldIn(key, 2), number))
    const shuffled = await shuffle(examples, order)
    const rate = stopwatch()
    const watch = (steps: number, means: ArrayLike<number>): void => {
      const done = steps * batchSize
      report.progress({ epoch: number, epochs, done, total, rate: rate(done), train: measured(names, means) })
    }
    const passed = await pass(step, state, batches(shuffled, batchSize, { partial: 'drop' }), watch, interrupted, new Gatherings(metrics))
    watch(total / batchSize, passed.means)
    state = passed.state
    const variables = state.variables as Variables<Params, State> // a step gives trees like those it takes
    const epoch: Epoch = {
      epoch: number,
      epochs,
      seconds: (performance.now() - began) / 1000,
      train: inOrder(Object.keys(measures), { ...measured(names, passed.means), ...passed.gathered }),
      ...(validation && { validation: await validate(variables, validation, batchSize, signal) }),
    }
    history.push(epoch)
    report.epoch(epoch)
    const answers = await Promise.all(callbacks.map((callback) => callback(epoch, variables)))
    if (answers.includes('stop')) break
  }
  const { variables, ...rest } = state
  dispose(rest)
  return { variables: variables as Variables<Params, State>, history } // as above
}
