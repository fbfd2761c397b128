import {
  type AnyTensor,
  check,
  foldIn,
  InvalidArgument,
  type JitOptions,
  jit,
  type Key,
  scope,
  Tensor,
  type Tree,
  valueAndGrad,
} from '../../src/index.js'
import { demandModel, demandOptimizer } from '../check.js'
import { keyFor } from '../key-for.js'
import type { Context, Variables } from '../layer.js'
import { init } from '../model/init.js'
import type { AnyModel, VariablesOf } from '../model/model.js'
import type { Optimizer, OptimizerState } from '../optimizers/optimizer.js'

/**
 * Models by name.
 *
 * @category Training
 */
export type Models = Readonly<Record<string, AnyModel>>

/**
 * The variables of each model, by its name.
 *
 * @category Training
 */
export type JointVariables<M extends Models> = { readonly [Name in keyof M]: VariablesOf<M[Name]> }

/**
 * All that a joint step changes: a tree of tensors.
 *
 * @category Training
 */
export interface JointState<M extends Models = Models> {
  readonly variables: JointVariables<M>
  readonly optimizers: { readonly [Name in keyof M]: OptimizerState<VariablesOf<M[Name]>['params']> }
  readonly key: Key
}

/** What a loss gives: a number, or a number and the state of its model after it, of layers that keep one. */
type Lost<V> = Tensor<[]> | readonly [loss: Tensor<[]>, state: V extends Variables<unknown, infer State> ? State : never]

/**
 * What each model's parameters are to make small, seeing all models and the batch.
 *
 * @category Training
 */
export type JointLosses<M extends Models, B> = {
  readonly [Name in keyof M]: (
    variables: JointVariables<M>,
    batch: B,
    context: Required<Context> & { readonly key: Key },
  ) => Lost<VariablesOf<M[Name]>>
}

/**
 * How several models learn together.
 *
 * @category Training
 */
export interface JointOptions<M extends Models, B> {
  readonly losses: JointLosses<M, B>
  readonly optimizers: { readonly [Name in keyof M]: Optimizer }
  /** Told how many kernels the driver has compiled, of how many, while it compiles some. */
  readonly progress?: JitOptions['progress']
}

/** The step of several models. */
export interface JointStep<M extends Models, B> {
  (state: JointState<M>, batch: B): [state: JointState<M>, losses: { readonly [Name in keyof M]: Tensor<[]> }]
  /** Compiles it for batches like this one, as `jit(f).compile` does: the state is left as it is. */
  compile(state: JointState<M>, batch: B): Promise<void>
}

/**
 * The state before the first joint step.
 *
 * @example
 * ```ts
 * let state = jointState({ generator, critic }, { optimizers: { generator: adam(1e-4), critic: adam(1e-4) }, key: key(0) })
 * ```
 *
 * @category Training
 */
export const jointState = <M extends Models>(
  models: M,
  options: Pick<JointOptions<M, never>, 'optimizers'> & { readonly key: Key },
): JointState<M> => {
  const { optimizers, key } = check.options('jointState', 'models', options, ['optimizers', 'key'])
  const names = demandModels('jointState', models, optimizers, 'optimizers')
  for (const name of names) demandOptimizer('jointState', optimizers[name], `the optimizer of ${name}`)
  check.key('jointState', key)
  return scope(() => {
    const own = keyFor('fit', key)
    const variables = byName(names, (name, i) => init(models[name] as AnyModel, foldIn(foldIn(own, 0), i))) // it has a model of each name
    const memories = byName(names, (name) => optimizers[name]?.init((variables[name] as Variables).params)) // by the line above
    return { variables, optimizers: memories, key: foldIn(own, 1) } as unknown as JointState<M> // a tree by each name
  })
}

/**
 * A step of several models that learn together, each with a loss and an optimiser of its own: the generator and the discriminator of a GAN, an actor and a critic. Models move in the
 * order in which their losses are written, and later losses see what earlier ones changed. A loss gets the variables of all models, and moves the parameters of its own. It may also give the
 * state of its model after it, `[loss, state]`, where layers keep one. One compiled function, whose first argument is donated. A single model with a loss of
 * variables and batches works the same.
 *
 * @example
 * ```ts
 * type Batch = { real: Tensor<['N', 28, 28, 1]>; noise: Tensor<['N', 64]> }
 * const step = jointStep({ generator, critic }, {
 *   losses: {
 *     critic: ({ generator: g, critic: c }, { real, noise }: Batch) => criticLoss(predict(critic, c, real), predict(critic, c, predict(generator, g, noise))),
 *     generator: ({ generator: g, critic: c }, { noise }: Batch) => generatorLoss(predict(critic, c, predict(generator, g, noise))),
 *   },
 *   optimizers: { generator: adam(1e-4), critic: adam(1e-4) },
 * })
 * const [next, { critic: loss }] = step(state, batch)
 * ```
 *
 * @category Training
 */
export const jointStep = <M extends Models, B extends Tree>(models: M, options: JointOptions<M, B>): JointStep<M, B> => {
  const { losses, optimizers, progress } = check.options('jointStep', 'models', options, ['losses', 'optimizers', 'progress'])
  demandModels('jointStep', models, optimizers, 'optimizers')
  demandModels('jointStep', models, losses, 'losses')
  for (const [name, loss] of Object.entries(losses)) {
    if (typeof loss !== 'function') check.refuse('jointStep', `the loss of ${name}`, 'a function of (variables, batch, context)', loss)
    demandOptimizer('jointStep', optimizers[name], `the optimizer of ${name}`)
  }
  const step = (
    { variables, optimizers: memories, key }: AnyJointState,
    batch: B,
  ): readonly [AnyJointState, Readonly<Record<string, AnyTensor>>] => {
    const all: Record<string, Variables> = { ...variables }
    const after: Record<string, OptimizerState<Tree>> = { ...memories }
    const lost: Record<string, AnyTensor> = {}
    for (const [i, [name, loss]] of Object.entries(losses).entries()) {
      const before = all[name] as Variables // it has variables of each name
      const context = { training: true, key: foldIn(foldIn(key, 0), i) }
      const lossOf = (params: Tree): readonly [AnyTensor, Tree] => {
        const given = (loss as AnyLoss)({ ...all, [name]: { ...before, params } }, batch, context)
        return lostIn(name, given, before.state)
      }
      const [[value, state], gradients] = valueAndGrad(lossOf, { aux: true })(before.params)
      const [params, memory] = (optimizers[name] as Optimizer).update(gradients, after[name] as OptimizerState<Tree>, before.params) // as was checked
      all[name] = { params, state }
      after[name] = memory
      lost[name] = value
    }
    return [{ variables: all, optimizers: after, key: foldIn(key, 1) }, lost]
  }
  if (progress !== undefined) check.callable('jointStep', 'progress', progress)
  return jit(step, { donate: [0], ...(progress && { progress }) }) as never // trees like those that came, and a loss by each name
}

interface AnyJointState {
  readonly variables: Readonly<Record<string, Variables>>
  readonly optimizers: Readonly<Record<string, OptimizerState<Tree>>>
  readonly key: Key
}

type AnyLoss = (variables: Readonly<Record<string, Variables>>, batch: Tree, context: Context) => unknown

/** The loss, and the state after it. @throws InvalidArgument */
const lostIn = (name: string, given: unknown, state: Tree): readonly [AnyTensor, Tree] => {
  if (given instanceof Tensor) return [given, state]
  if (Array.isArray(given) && given.length === 2 && given[0] instanceof Tensor) return [given[0], given[1]]
  return check.refuse('jointStep', `what the loss of ${name} gives`, 'a tensor, or [loss, state]', given)
}

const byName = <T>(names: readonly string[], make: (name: string, i: number) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name, i) => [name, make(name, i)]))

/** The models' names. @throws InvalidArgument unless they are models, and the others have the same names */
const demandModels = (op: string, models: unknown, others: unknown, what: string): readonly string[] => {
  if (typeof models !== 'object' || models === null || 'whole' in models || Object.keys(models).length === 0)
    check.refuse(op, 'the first argument', 'models by name, { generator, critic }', models)
  for (const model of Object.values(models as object)) demandModel(op, model)
  const names = Object.keys(models as object)
  if (typeof others !== 'object' || others === null) check.refuse(op, what, `one for each of ${names.join(', ')}`, others)
  const met = Object.keys(others as object)
  if (met.toSorted().join() !== names.toSorted().join())
    throw new InvalidArgument(`${op}: there are models ${names.join(', ')}, and ${what} for ${met.join(', ') || 'none'}`)
  return names
}
