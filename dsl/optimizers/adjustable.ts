import { add, equal, InvalidArgument, mul, ones, sub, type Tensor, where, zeros } from '../../src/index.js'
import { demandMemory, demandOptimizer } from '../check.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { zip } from './trees.js'

/**
 * An optimiser whose steps can be made shorter while it runs: its state holds what its rate is multiplied by, 1 at first. `reduceOnPlateau` does so; `withRateScale` does
 * it by hand. Nothing is compiled anew.
 *
 * @throws InvalidArgument
 * @example adjustable(sgd(0.1))
 *
 * @category Optimizers
 */
export const adjustable = (optimizer: Optimizer): Optimizer => {
  demandOptimizer('adjustable', optimizer)
  return {
    init: (params) => ({
      step: zeros([], { dtype: 'i32' }),
      slots: {},
      others: { rateScale: ones([]), optimizer: optimizer.init(params) },
    }),
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const before = rememberedBy('adjustable', state, 'optimizer') as OptimizerState<Params> // by `init`
      const scale = rememberedBy('adjustable', state, 'rateScale') as Tensor<[]> // by `init`
      const [moved, after] = optimizer.update(gradients, before, params)
      // A whole step is taken as it is: the way there, added again, may be off by a bit.
      const shorter = zip((from, to = from) => where(equal(scale, 1), to, add(from, mul(sub(to, from), scale))), params, moved)
      return [shorter, { step: add(state.step, 1), slots: {}, others: { rateScale: scale, optimizer: after } }]
    },
  }
}

/** The part of a state that is an adjustable optimiser's, which may stand in others. */
const holder = (state: OptimizerState<unknown>): OptimizerState<unknown> | undefined => {
  if (state.others?.rateScale !== undefined) return state
  const inner = state.others?.optimizer
  return inner === undefined ? undefined : holder(inner as OptimizerState<unknown>) // what optimisers put there that are made of one
}

/**
 * What the rate of an adjustable optimiser is multiplied by.
 *
 * @throws InvalidArgument if it is not adjustable
 */
export const rateScaleIn = (op: string, state: OptimizerState<unknown>): Tensor<[]> => {
  demandMemory(op, state)
  const found = holder(state)
  if (found?.others?.rateScale === undefined)
    throw new InvalidArgument(`${op}: the optimizer's rate can't be changed while it runs; write adjustable(adam()), say`)
  return found.others.rateScale as Tensor<[]> // by `init`
}

/**
 * The state of an adjustable optimiser with another factor of its rate.
 *
 * @throws InvalidArgument if it is not adjustable
 * @example const slower = withRateScale(state.optimizer, tensor(0.1))
 *
 * @category Optimizers
 */
export const withRateScale = <Params>(state: OptimizerState<Params>, scale: Tensor<[]>): OptimizerState<Params> => {
  rateScaleIn('withRateScale', state)
  const replaced = (part: OptimizerState<unknown>): OptimizerState<unknown> =>
    part.others?.rateScale !== undefined
      ? { ...part, others: { ...part.others, rateScale: scale } }
      : { ...part, others: { ...part.others, optimizer: replaced(part.others?.optimizer as OptimizerState<unknown>) } } // there is one below
  return replaced(state) as OptimizerState<Params> // all else is as it was
}
