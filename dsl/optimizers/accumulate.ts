import { add, check, div, equal, rem, zeros, zerosLike } from '../../src/index.js'
import { demandOptimizer } from '../check.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { choose, zip } from './trees.js'

/**
 * An optimiser that takes a step in every `n`th, with the mean of the gradients since the last: as if the batch were `n` times as large. In the others the
 * parameters stay. A schedule of the optimiser counts the steps that are taken.
 *
 * @throws InvalidArgument
 * @example accumulate(adam(1e-3), 4)
 *
 * @category Optimizers
 */
export const accumulate = (optimizer: Optimizer, n: number): Optimizer => {
  demandOptimizer('accumulate', optimizer)
  check.count('accumulate', 'n', n)
  return {
    init: (params) => ({
      step: zeros([], { dtype: 'i32' }),
      slots: { mean: zip(zerosLike, params) },
      others: { optimizer: optimizer.init(params) },
    }),
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const before = rememberedBy('accumulate', state, 'optimizer') as OptimizerState<Params> // by `init`
      const sofar = rememberedBy('accumulate', state, 'mean') as Params // by `init`
      const step = add(state.step, 1)
      const full = equal(rem(step, n), 0)
      const mean = zip((kept, gradient = kept) => add(kept, div(gradient, n)), sofar, gradients)
      const [moved, after] = optimizer.update(mean, before, params)
      return [
        choose(full, moved, params),
        { step, slots: { mean: choose(full, zip(zerosLike, mean), mean) }, others: { optimizer: choose(full, after, before) } },
      ]
    },
  }
}
