import { check, Tensor } from '../src/index.js'
import type { Layer, Variables } from './layer.js'
import type { AnyModel } from './model/model.js'
import type { Optimizer } from './optimizers/optimizer.js'

/* What the functions of models check of their arguments before they look into them, as `check` does for operations. */

/** It has these functions or fields. */
const has = (given: unknown, ...names: readonly string[]): boolean =>
  ((typeof given === 'object' && given !== null) || typeof given === 'function') && names.every((name) => name in given)

/** What to write where a function stands in the place of what it makes. */
const called = (given: unknown, like = '...'): string =>
  typeof given === 'function' && given.name ? `call it: ${given.name}(${like})` : ''

/** What to write for an activation that was called as if it made a layer: `leakyRelu(0.2)` is the function, of a number. */
const withSettings = "an activation with a setting of its own is activation('leakyRelu', (x) => leakyRelu(x, 0.2))"

/** @throws InvalidArgument unless all of them are layers */
export function demandLayers(op: string, what: string, layers: readonly unknown[]): asserts layers is readonly Layer[] {
  for (const [i, layer] of layers.entries())
    if (!has(layer, 'output', 'init', 'forward', 'flops'))
      check.refuse(op, `${what} ${i + 1}`, 'a layer', layer, layer instanceof Tensor ? withSettings : called(layer))
}

/** @throws InvalidArgument unless it is a model */
export function demandModel(op: string, model: unknown): asserts model is AnyModel {
  if (!has(model, 'whole', 'layers', 'input', 'output')) check.refuse(op, 'the model', 'made by sequential', model)
}

/** @throws InvalidArgument unless they are variables of a model */
export function demandVariables(op: string, variables: unknown, what = 'the second argument'): asserts variables is Variables {
  if (!has(variables, 'params', 'state'))
    check.refuse(op, what, 'the variables of the model, { params, state }', variables, 'init(model, key) and fit give them')
}

/** @throws InvalidArgument unless it is a dataset */
export const demandDataset = (op: string, name: string, data: unknown): void => {
  if (!has(data, 'size', 'take'))
    check.refuse(op, name, 'a dataset', data, 'make it with fromArrays({ x: { values, shape }, y: { values, shape } })')
}

/** @throws InvalidArgument unless it is an optimiser */
export function demandOptimizer(op: string, optimizer: unknown, what = 'the optimizer'): asserts optimizer is Optimizer {
  if (has(optimizer, 'init', 'update')) return
  const named = typeof optimizer === 'string' ? `write ${optimizer}(...), imported from typegrad/dsl` : called(optimizer)
  check.refuse(op, what, 'what adam(), sgd(0.1) and the like give', optimizer, named)
}

/** @throws InvalidArgument unless it is a run */
export const demandRun = (op: string, what: string, run: unknown): void => {
  if (!has(run, 'variables', 'state', 'place', 'history')) check.refuse(op, what, 'a run, as fit gives it', run)
}

/** @throws InvalidArgument unless it is what an optimiser remembers */
export const demandMemory = (op: string, state: unknown): void => {
  if (!has(state, 'step', 'slots')) check.refuse(op, 'the state', 'what the optimizer remembers, [params, state] of its update', state)
}
