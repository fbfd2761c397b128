import { astype, check, exp, type Fit, foldIn, type Key, mul, scope, sub } from '../../src/index.js'
import { batches } from '../data/batches.js'
import type { Dataset } from '../data/dataset.js'
import { DataError } from '../data/error.js'
import { shuffle } from '../data/shuffle.js'
import { keyFor } from '../key-for.js'
import type { Batched } from '../model/apply.js'
import type { Model } from '../model/model.js'
import type { GivenShapes, Held, Shapes } from '../one-or-many.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import type { Schedule } from '../optimizers/rate.js'
import { demandFitting, demandObjectives, demandParts } from './demands.js'
import { dispose } from './dispose.js'
import type { AnyExamples, AnyObjective, Examples, Objective } from './objective.js'
import { noSums, summedStep } from './step.js'
import { trainState } from './train-step.js'

/**
 * How to look for a rate.
 *
 * @category Training
 */
export interface LrFindOptions<Out extends Shapes, Target> {
  readonly loss: Objective<Out, Target>
  /** What makes an optimiser of a schedule: `adam`, or `(rate) => sgd(rate)`. */
  readonly optimizer: (rate: Schedule) => Optimizer
  readonly batchSize: number
  readonly key: Key
  /** The first rate; 1e-7 if left out. */
  readonly from?: number
  /** The last rate; 10 if left out. */
  readonly to?: number
  /** Steps between the two; 100 if left out. */
  readonly steps?: number
}

/**
 * Rates that were tried, and what the loss was with each.
 *
 * @category Training
 */
export interface LrFound {
  readonly rates: readonly number[]
  readonly losses: readonly number[]
  /** Where the smoothed loss falls most steeply; NaN if it never falls. */
  readonly suggestion: number
}

const known = ['loss', 'optimizer', 'batchSize', 'key', 'from', 'to', 'steps'] as const

/**
 * Looks for a learning rate: trains fresh parameters with rates that grow from step to step, geometrically, until the loss is four times its best. What it trains is let go.
 *
 * @throws InvalidArgument
 * @see Smith, Cyclical learning rates for training neural networks, arXiv:1506.01186
 * @example
 * ```ts
 * const { suggestion } = await lrFind(model, train, { loss: softmaxCrossEntropy, optimizer: adam, batchSize: 128, key: key(0) })
 * ```
 *
 * @category Training
 */
export const lrFind = async <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes, Target>(
  model: Model<In, Out, Params, State>,
  data: Fit<Batched<'lrFind', In, Out, X>, Dataset<Examples<X, Target, Held<In>>>>,
  options: LrFindOptions<Out, Target>,
): Promise<LrFound> => {
  const {
    from = 1e-7,
    key,
    loss,
    optimizer: make,
    steps = 100,
    to = 10,
    ...rest
  } = check.located(() => {
    demandParts('lrFind', model, undefined, data)
    return check.options('lrFind', 'model, data', options, known)
  })
  demandObjectives('lrFind', { loss })
  if (typeof make !== 'function')
    check.refuse('lrFind', 'the optimizer', 'a function of the rate, adam or (rate) => sgd(rate)', make, 'leave its call out')
  check.key('lrFind', key)
  check.count('lrFind', 'the batchSize', rest.batchSize)
  check.count('lrFind', 'steps', steps, 2)
  check.number('lrFind', 'from', from)
  check.number('lrFind', 'to', to)
  if (!(from > 0 && to > from)) check.refuse('lrFind', 'to', `above from, ${from}, which is above 0`, to)
  const examples = data as Dataset<AnyExamples> // their shapes were tied to the model's
  if (examples.size === 0) throw new DataError('lrFind: there are no examples')
  const batchSize = Math.min(rest.batchSize, examples.size)
  const objective = loss as unknown as AnyObjective
  demandFitting('lrFind', model, examples, { loss: objective }, batchSize)
  const growth = Math.log(to / from) / (steps - 1)
  const optimizer = make((count) => mul(exp(mul(astype(sub(count, 1), 'f32'), growth)), from))
  using own = scope(() => keyFor('fit', key))
  const step = summedStep(model, { loss: objective, optimizer })
  let running = { state: trainState(model as never, { optimizer, key }), sums: noSums(1) } // of whatever shapes
  const [rates, losses]: [number[], number[]] = [[], []]
  let smooth = Number.NaN
  let best = Number.POSITIVE_INFINITY
  const diverged = (): boolean => best > 0 && smooth > 4 * best // of losses below 0 nothing is told by four times the best
  try {
    while (rates.length < steps) {
      using order = scope(() => foldIn(foldIn(own, 2), rates.length)) // as of the epochs of fit, another for each time through
      for await (const batch of batches(await shuffle(examples, order), batchSize, { partial: 'drop' })) {
        dispose(running.sums)
        const after = step({ ...running, sums: noSums(1) }, batch)
        dispose(batch)
        running = after.running
        using means = after.means
        const [value = Number.NaN] = await means.data()
        rates.push(from * Math.exp(growth * rates.length))
        losses.push(value)
        smooth = Number.isNaN(smooth) ? value : 0.9 * smooth + 0.1 * value
        best = Math.min(best, smooth)
        if (rates.length === steps || diverged() || Number.isNaN(value)) return { rates, losses, suggestion: steepest(rates, losses) }
      }
    }
    return { rates, losses, suggestion: steepest(rates, losses) }
  } finally {
    dispose(running)
  }
}

/** The rate where a smoothed curve of losses falls most. */
const steepest = (rates: readonly number[], losses: readonly number[]): number => {
  const near = Math.max(1, Math.round(losses.length / 20))
  const smooth = losses.map((_, i) => {
    const window = losses.slice(Math.max(0, i - near), i + near + 1)
    return window.reduce((sum, x) => sum + x, 0) / window.length
  })
  const slopes = smooth.map((value, i) => (i === 0 ? 0 : value - (smooth[i - 1] ?? value)))
  const [slope, at] = slopes.reduce(([least, place], value, i): [number, number] => (value < least ? [value, i] : [least, place]), [0, 0])
  return slope < 0 ? (rates[at] ?? Number.NaN) : Number.NaN
}
