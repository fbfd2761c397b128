import * as dsl from '../../../dsl/index.js'
import { type AnyTensor, add, key, mul, normal, randint, tree, uniform } from '../../../src/index.js'
import type { AnyModel } from './cases.js'

/** What a model learns, and what else it carries. */
interface Variables {
  readonly params: unknown
  readonly state: unknown
}

/** Examples as a model takes them. */
export const examples = ({ input }: AnyModel, count: number): readonly AnyTensor[] => {
  const isOne = !(Array.isArray(input) && typeof input[0] === 'object')
  const shapes = (isOne ? [input] : input) as readonly (readonly number[] | { readonly shape: readonly number[] })[] // as models have them
  return shapes.map((one, i) => ('shape' in one ? randint(key(i + 7), 0, 9, [count, ...one.shape]) : normal(key(i + 7), [count, ...one])))
}

/** As if it had learnt: no bias is 0 and no scale 1; what is positive, as variances are, stays so. */
export const learnt = (model: AnyModel): Variables => {
  let next = 100
  const vary = (leaf: AnyTensor): AnyTensor => add(leaf, mul(uniform(key(next++), [...leaf.shape]), 0.3))
  return tree.map(vary, dsl.init(model, key(1)))
}

/** What the model makes of them. */
export const predicted = (model: AnyModel, variables: Variables, x: readonly AnyTensor[]): readonly AnyTensor[] =>
  tree.leaves(dsl.predict(model, variables as never, (x.length === 1 ? x[0] : x) as never)) // of this model
