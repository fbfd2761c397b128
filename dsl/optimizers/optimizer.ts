import type { Tensor } from '../../src/index.js'

/** What an optimiser remembers: how many steps it took, and trees shaped like the parameters, by name. */
export interface OptimizerState<Params> {
  readonly step: Tensor<[], 'i32'>
  readonly slots: Readonly<Record<string, Params>>
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
 */
export interface Optimizer {
  init<Params>(params: Params): OptimizerState<Params>
  update<Params>(
    gradients: NoInfer<Params>,
    state: NoInfer<OptimizerState<Params>>,
    params: Params,
  ): readonly [params: Params, state: OptimizerState<Params>]
}
