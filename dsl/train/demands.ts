import {
  type AnyTensor,
  check,
  DTypeMismatch,
  InvalidArgument,
  ShapeMismatch,
  scope,
  show,
  type Tree,
  tree,
  zeros,
} from '../../src/index.js'
import { demandDataset, demandModel, demandVariables } from '../check.js'
import { type Dataset, range } from '../data/dataset.js'
import type { Variables } from '../layer.js'
import { demandInput } from '../model/apply.js'
import type { AnyModel } from '../model/model.js'
import { demandParameters } from '../model/parameters.js'
import { bareOf, isList, isWhole, type Numbers, type OneNumbers, type Tensors } from '../one-or-many.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { type AnyExamples, type AnyMeasure, keptBy, lossOn } from './objective.js'
import type { TrainState } from './step.js'

/* What is checked before a step is traced: there errors come from so deep that their stack does not reach the line of the user. */

/** @throws InvalidArgument unless metrics stand by their names, and none has that of the loss */
export const demandMetrics = (op: string, loss: unknown, metrics: unknown): void => {
  if (metrics === undefined) return
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics))
    check.refuse(op, 'metrics', 'functions and metrics by name, { accuracy }', metrics)
  if (loss !== undefined && 'loss' in (metrics as object))
    throw new InvalidArgument(`${op}: a metric is called loss, as what is made small is; give it another name`)
}

/** @throws InvalidArgument, ShapeMismatch, DTypeMismatch unless it is one float */
const demandNumber = (op: string, what: string, given: unknown): void => {
  check.tensor(op, `what ${what} gives`, given)
  if (given.rank > 0) throw new ShapeMismatch(`${op}: ${what} gives ${show(given.shape)}; it has to give one number, [] (sum or mean it)`)
  if (given.dtype !== 'f32' && given.dtype !== 'f16' && given.dtype !== 'f64')
    throw new DTypeMismatch(`${op}: ${what} gives ${given.dtype}[]; make it a float, astype(x, 'f32')`)
}

/** @throws InvalidArgument unless each is a function or a metric that gathers, by its name */
export const demandObjectives = (op: string, objectives: Readonly<Record<string, unknown>>): void => {
  for (const [name, objective] of Object.entries(objectives))
    if (typeof objective !== 'function' && (name === 'loss' || !isMetric(objective)))
      check.refuse(op, `the ${name === 'loss' ? 'loss' : `metric ${name}`}`, 'a function of outputs and targets', objective)
}

const isMetric = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && ['keep', 'join', 'result'].every((name) => name in given)

/** Outputs of a shape, whatever they may be. */
const outputsOf = ({ output }: AnyModel, count: number): Tensors => {
  const shapes: Numbers = output
  const one = (shape: OneNumbers): AnyTensor => zeros([count, ...bareOf(shape)], { dtype: isWhole(shape) ? shape.dtype : 'f32' })
  return isList(shapes) ? shapes.map(one) : one(shapes)
}

/**
 * Takes the first examples of a dataset and looks whether model, data, variables and objectives go together.
 *
 * @throws InvalidArgument, ShapeMismatch, DTypeMismatch
 */
export const demandFitting = (
  op: string,
  model: AnyModel,
  data: Dataset<AnyExamples>,
  objectives: Readonly<Record<string, AnyMeasure>>,
  batchSize: number,
  variables?: Variables,
): void =>
  check.located(() =>
    scope(() => {
      const batch = columnsOf(op, data.take(range(0, Math.min(batchSize, data.size))))
      const { x, y } = batch
      demandInput(op, model, x)
      if (variables) demandParameters(op, model, variables)
      const count = tree.leaves(x)[0]?.shape[0] ?? 0
      // Nothing of it is computed.
      for (const [name, one] of Object.entries(objectives)) {
        const output = outputsOf(model, count)
        if (typeof one !== 'function') keptBy(one, output, y)
        else if (name === 'loss') demandNumber(op, 'the loss', lossOn(op, one, output, batch))
        else demandNumber(op, `the metric ${name}`, one(output, y))
      }
    }),
  )

/** @throws InvalidArgument if what is remembered is not what the optimiser remembers of such parameters */
export const demandMemoryOf = (op: string, name: string, { init }: Optimizer, { optimizer: memory, variables }: TrainState): void =>
  check.located(() =>
    scope(() => {
      if (tree.paths(init(variables.params)).join() !== tree.paths(memory).join())
        throw new InvalidArgument(`${op}: ${name} is of another optimizer; pass the one that it was made with`)
    }),
  )

/** A batch has columns x and y. */
const columnsOf = (op: string, batch: Tree): AnyExamples => {
  if (typeof batch === 'object' && batch !== null && 'x' in batch && 'y' in batch) return batch as AnyExamples // as was just seen
  const names = typeof batch === 'object' && batch !== null ? Object.keys(batch).join(', ') : check.met(batch)
  throw new InvalidArgument(`${op}: the columns of the data are ${names}; name them x, what the model takes, and y, what it should give`)
}

/** @throws InvalidArgument unless they are a model, its variables and a dataset */
export const demandParts = (op: string, model: AnyModel, variables: unknown, data: unknown): void => {
  demandModel(op, model)
  if (variables !== undefined) demandVariables(op, variables)
  demandDataset(op, 'data', data)
}
