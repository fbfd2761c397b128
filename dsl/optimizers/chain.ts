import { add, check, type Tree, zeros } from '../../src/index.js'
import { demandOptimizer } from '../check.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import type { GradientTransform, Projection } from './transform.js'

/**
 * An optimiser whose gradients pass through transforms first, in order. The optimiser stands last; projections stand among the transforms and are
 * carried out after its step, in order.
 *
 * @throws InvalidArgument
 * @example chain(clipByGlobalNorm(1), weightDecay(1e-4), adam(1e-3))
 * @example chain(clipByValue(0.5), maxNorm(3), sgd(0.1))
 *
 * @category Optimizers
 */
export const chain = (...parts: readonly [...(GradientTransform | Projection)[], Optimizer]): Optimizer => {
  const optimizer = parts.at(-1)
  demandOptimizer('chain', optimizer, 'the last part')
  const before = parts.slice(0, -1).map((part, i) => transformOrProjection(part, i + 1))
  const transforms = before.flatMap((part) => ('transform' in part ? [part] : []))
  const projections = before.flatMap((part) => ('project' in part ? [part] : []))
  return {
    init: (params) => ({
      step: zeros([], { dtype: 'i32' }),
      slots: {},
      others: { transforms: transforms.map(({ init }) => init(params)), optimizer: optimizer.init(params) },
    }),
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const memories = rememberedBy('chain', state, 'transforms') as readonly Tree[] // a tree for each, by `init`
      const after: Tree[] = []
      const changed = transforms.reduce((given, { transform }, i) => {
        const [next, memory] = transform(given, memories[i], params)
        after.push(memory)
        return next
      }, gradients)
      const memory = rememberedBy('chain', state, 'optimizer') as OptimizerState<Params> // by `init`
      const [moved, remembered] = optimizer.update(changed, memory, params)
      const better = projections.reduce((point, { project }) => project(point), moved)
      return [better, { step: add(state.step, 1), slots: {}, others: { transforms: after, optimizer: remembered } }]
    },
  }
}

/** @throws InvalidArgument unless it is one of these */
const transformOrProjection = (part: unknown, place: number): GradientTransform | Projection => {
  if (typeof part === 'object' && part !== null && (('init' in part && 'transform' in part) || 'project' in part))
    return part as GradientTransform | Projection // it has what makes it one
  const optimizer = typeof part === 'object' && part !== null && 'update' in part
  const wanted = 'what clipByGlobalNorm(1), weightDecay(1e-4), maxNorm(3) and the like give'
  return check.refuse('chain', `part ${place}`, wanted, part, optimizer ? 'one optimizer stands in a chain, as the last part' : '')
}
