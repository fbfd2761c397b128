import {
  type AnyTensor,
  add,
  check,
  copy,
  div,
  greater,
  minimum,
  mul,
  notEqual,
  reciprocal,
  sqrt,
  sub,
  sum,
  type Tensor,
  tree,
  where,
  zeros,
  zerosLike,
} from '../../src/index.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { optionsOf, type Rate, type RateOr, rateIn } from './rate.js'
import { zip } from './trees.js'

/**
 * Hyperparameters of `lbfgs`.
 *
 * @category Optimizers
 */
export interface LbfgsOptions {
  readonly rate?: Rate
  /** How many steps are remembered; 10 if left out. */
  readonly memory?: number
}

/** What a step showed of the curvature. */
interface Pair<Params> {
  /** How far the parameters moved. */
  readonly moved: Params
  /** How far the gradients turned. */
  readonly turned: Params
  /** One over their product, or 0. */
  readonly weight: Tensor<[]>
}

/**
 * Newton's method with the curvature that the last steps showed: `p := p - rate * H g`, where `H`, an estimate of the inverse Hessian, is never formed. For losses
 * of all the data, not of a batch. There is no search along the line: the rate, 1 if left out, is how far a step goes; the first goes no farther than 1.
 *
 * @throws InvalidArgument
 * @see Nocedal, Wright, Numerical optimization, 1999, algorithms 7.4 and 7.5
 * @example lbfgs({ rate: 0.5, memory: 10 })
 *
 * @category Optimizers
 */
export const lbfgs = (options?: RateOr<LbfgsOptions>): Optimizer => {
  const { rate = 1, memory = 10 } = optionsOf<LbfgsOptions>('lbfgs', options, ['rate', 'memory'])
  check.count('lbfgs', 'the memory', memory)
  return {
    init: <Params>(params: Params) => {
      const empty = (): Pair<Params> => ({ moved: zip(zerosLike, params), turned: zip(zerosLike, params), weight: zeros([]) })
      return {
        step: zeros([], { dtype: 'i32' }),
        slots: { parameters: zip(copy, params), gradients: zip(zerosLike, params) },
        others: { pairs: Array.from({ length: memory }, empty) },
      }
    },
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const remembered = rememberedBy('lbfgs', state, 'pairs') as readonly Pair<Params>[] // by `init`
      const begun = greater(state.step, 0)
      const since = (now: Params, slot: string): Params =>
        zip((x, before = x) => where(begun, sub(x, before), 0), now, rememberedBy('lbfgs', state, slot))
      const [moved, turned] = [since(params, 'parameters'), since(gradients, 'gradients')]
      const product = inner(turned, moved)
      const curved = notEqual(product, 0)
      const weight = where(curved, reciprocal(where(curved, product, 1)), 0)
      const pairs = [...remembered.slice(1), { moved, turned, weight }]
      const square = inner(turned, turned)
      const scale = where(greater(square, 0), div(product, where(greater(square, 0), square, 1)), 1)
      const first = minimum(reciprocal(sqrt(inner(gradients, gradients))), 1)
      const direction = newton(gradients, pairs, where(begun, scale, first))
      const step = add(state.step, 1)
      const better = zip((p, d = p) => sub(p, mul(d, rateIn(rate, step, p))), params, direction)
      return [better, { step, slots: { parameters: params, gradients }, others: { pairs } }]
    },
  }
}

/** The estimate of the inverse Hessian times the gradients: two loops over what is remembered. */
const newton = <Params>(gradients: Params, pairs: readonly Pair<Params>[], scale: AnyTensor): Params => {
  const plus = (to: Params, factor: AnyTensor, of: Params): Params => zip((x, y = x) => add(x, mul(y, factor)), to, of)
  const shares: AnyTensor[] = []
  const back = pairs.reduceRight((vector, { moved, turned, weight }) => {
    const share = mul(inner(moved, vector), weight)
    shares.push(share)
    return plus(vector, mul(share, -1), turned)
  }, gradients)
  return pairs.reduce(
    (vector, { moved, turned, weight }, i) =>
      plus(vector, sub(shares[pairs.length - 1 - i] ?? 0, mul(inner(turned, vector), weight)), moved),
    zip((x) => mul(x, scale), back),
  )
}

/** The inner product of two trees, each as one vector. */
const inner = (one: unknown, other: unknown): Tensor<[]> => {
  const [first, ...rest] = tree.leaves(zip((x, y = x) => sum(mul(x, y)), one, other))
  return (first ? rest.reduce(add, first) : zeros([])) as Tensor<[]> // a sum of sums over all axes
}
