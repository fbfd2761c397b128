import { add, astype, check, copy, div, InvalidArgument, mul, sub, zeros } from '../../src/index.js'
import { demandMemory, demandOptimizer } from '../check.js'
import { weight } from './moments.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { zip } from './trees.js'

/**
 * An optimiser that also keeps a running mean of the parameters after its steps, which often predicts better than the last of them. In step `t`
 * `a := a + (p - a) * (1 - decay) / (1 - decay^t)`: weights fall by `decay` from step to step back and sum to 1. `averageOf(state)` gives it.
 *
 * @throws InvalidArgument
 * @see Polyak, Juditsky, Acceleration of stochastic approximation by averaging, 1992
 * @example
 * ```ts
 * const { init, update } = ema(adam(), 0.999)
 * const [better, state] = update(grad(loss)(params), init(params), params)
 * const mean = averageOf(state)
 * ```
 *
 * @category Optimizers
 */
export const ema = (optimizer: Optimizer, decay: number): Optimizer => {
  demandOptimizer('ema', optimizer)
  if (typeof decay !== 'number' || !(decay > 0 && decay < 1)) check.refuse('ema', 'the decay', 'a number between 0 and 1', decay)
  return {
    init: (params) => ({
      step: zeros([], { dtype: 'i32' }),
      slots: { average: zip(copy, params) },
      others: { optimizer: optimizer.init(params) },
    }),
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const before = rememberedBy('ema', state, 'optimizer') as OptimizerState<Params> // by `init`
      const average = rememberedBy('ema', state, 'average') as Params // by `init`
      const step = add(state.step, 1)
      const [moved, after] = optimizer.update(gradients, before, params)
      const share = div(1 - decay, weight(decay, step))
      const nearer = zip((mean, p = mean) => add(mean, mul(sub(p, mean), astype(share, p.dtype))), average, moved)
      return [moved, { step, slots: { average: nearer }, others: { optimizer: after } }]
    },
  }
}

/**
 * The running mean of the parameters, from what an optimiser remembers that is made with `ema`, or has one in it.
 *
 * @throws InvalidArgument if none is
 * @category Optimizers
 */
export const averageOf = <Params>(state: OptimizerState<Params>): Params => {
  demandMemory('averageOf', state)
  const { slots, others } = state
  if (slots.average !== undefined) return slots.average
  if (others?.optimizer === undefined)
    throw new InvalidArgument('averageOf: the state holds no mean of the parameters; make the optimizer with ema')
  return averageOf(others.optimizer as OptimizerState<Params>) // what optimisers put there that are made of one
}
