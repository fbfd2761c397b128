import { InvalidArgument, type Tensor, type Tree } from '../../src/index.js'

/**
 * What an optimiser remembers: how many steps it took, and trees of tensors by name. It can be donated, saved and loaded as a tree.
 *
 * @category Optimizers
 */
export interface OptimizerState<Params> {
  readonly step: Tensor<[], 'i32'>
  /** Trees shaped like the parameters. */
  readonly slots: Readonly<Record<string, Params>>
  /** Trees of other shapes: what the optimisers remember that this one is made of, statistics of rows and columns and the like. */
  readonly others?: Readonly<Record<string, Tree>>
}

/**
 * Turns gradients into better parameters. Pure: it is traced, compiled and donated to with the rest of a training step. The count of steps
 * is a tensor, so a step is compiled once and not once a count.
 *
 * @example
 * ```ts
 * const { init, update } = adam()
 * const [better, state] = update(grad(loss)(params), init(params), params)
 * ```
 *
 * @category Optimizers
 */
export interface Optimizer {
  init<Params>(params: Params): OptimizerState<Params>
  update<Params>(
    gradients: NoInfer<Params>,
    state: NoInfer<OptimizerState<Params>>,
    params: Params,
  ): readonly [params: Params, state: OptimizerState<Params>]
}

/**
 * What stands under a name in the state of an optimiser, as its `init` put it there.
 *
 * @throws InvalidArgument if there is nothing: the state is another optimiser's
 */
export const rememberedBy = (op: string, { slots, others }: OptimizerState<unknown>, name: string): Tree =>
  others?.[name] ??
  slots[name] ??
  (() => {
    throw new InvalidArgument(`${op}: the state holds no ${name}; it is what the init of this optimizer gives`)
  })()
