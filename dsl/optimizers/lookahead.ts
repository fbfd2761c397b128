import { add, check, copy, equal, mul, rem, sub, zeros } from '../../src/index.js'
import { demandOptimizer } from '../check.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { choose, zip } from './trees.js'

/**
 * How `lookahead` comes back.
 *
 * @category Optimizers
 */
export interface LookaheadOptions {
  /** After how many steps; 5 if left out. */
  readonly every?: number
  /** How far from where it came back last towards where it is: 0.5 if left out, 1 all the way. */
  readonly towards?: number
}

/**
 * An optimiser that goes ahead, and after every so many steps comes part of the way back: `s := s + towards * (p - s)`, `p := s`, where `s` begins with the first
 * parameters.
 *
 * @throws InvalidArgument
 * @see Zhang, Lucas, Hinton, Ba, Lookahead optimizer: k steps forward, 1 step back, arXiv:1907.08610
 * @example lookahead(adam(), { every: 5, towards: 0.5 })
 *
 * @category Optimizers
 */
export const lookahead = (optimizer: Optimizer, options?: LookaheadOptions): Optimizer => {
  demandOptimizer('lookahead', optimizer)
  const { every = 5, towards = 0.5 } = check.options<LookaheadOptions>('lookahead', 'optimizer', options, ['every', 'towards'])
  check.count('lookahead', 'every', every)
  check.number('lookahead', 'towards', towards)
  return {
    init: (params) => ({
      step: zeros([], { dtype: 'i32' }),
      slots: { slow: zip(copy, params) },
      others: { optimizer: optimizer.init(params) },
    }),
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const before = rememberedBy('lookahead', state, 'optimizer') as OptimizerState<Params> // by `init`
      const slow = rememberedBy('lookahead', state, 'slow') as Params // by `init`
      const step = add(state.step, 1)
      const back = equal(rem(step, every), 0)
      const [moved, after] = optimizer.update(gradients, before, params)
      const between = zip((from, to = from) => add(from, mul(sub(to, from), towards)), slow, moved)
      return [choose(back, between, moved), { step, slots: { slow: choose(back, between, slow) }, others: { optimizer: after } }]
    },
  }
}
