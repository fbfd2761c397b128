import { type AnyTensor, add, ShapeMismatch, type Tree, tree, vmap, zeros } from '../../src/index.js'
import { demandOptimizer } from '../check.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { pathsOf } from './paths.js'

/**
 * An optimiser of its own for each slice of the parameters along their first axis, as `repeated` stacks those of its copies: `muon` sees matrices, `maxNorm` the
 * weights into a unit and `lamb` a layer, each as if the copies were written out one by one. What looks at each number alone (`sgd`, `adam`, ...) does the same without.
 *
 * @throws ShapeMismatch if a parameter has no first axis, or another length than the others
 * @example byPath({ '0/**': perCopy(chain(maxNorm(3), muon())), '**': adamw() })
 *
 * @category Optimizers
 */
export const perCopy = (optimizer: Optimizer): Optimizer => {
  demandOptimizer('perCopy', optimizer)
  return {
    init: (params) => {
      demandCopies(params)
      return { step: zeros([], { dtype: 'i32' }), slots: {}, others: { copies: mapped((p) => optimizer.init(p), [params]) } }
    },
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const before = rememberedBy('perCopy', state, 'copies')
      const update = (g: Params, s: OptimizerState<Params>, p: Params) => optimizer.update(g, s, p)
      const [moved, copies] = mapped(update, [gradients, before, params]) as readonly [Params, Tree] // what `update` gives, stacked
      return [moved, { step: add(state.step, 1), slots: {}, others: { copies } }]
    },
  }
}

/** `f` of the slices of some trees, the parameters last; of the trees themselves where there are no parameters. */
const mapped = (f: (...args: never[]) => unknown, trees: readonly unknown[]): Tree =>
  (tree.leaves(trees.at(-1)).length === 0 ? f : vmap(f as (...args: unknown[]) => Tree))(...(trees as never[])) as Tree // the trees that f is written for, and what it gives is one

/** @throws ShapeMismatch unless all parameters have a first axis of one length */
const demandCopies = (params: unknown): void => {
  const paths = pathsOf(params)
  const leaves: readonly AnyTensor[] = tree.leaves(params)
  const count = leaves[0]?.shape[0]
  const odd = leaves.findIndex(({ shape }) => shape.length === 0 || shape[0] !== count)
  const [path, leaf] = [paths[odd], leaves[odd]]
  if (leaf === undefined) return
  const has = leaf.rank === 0 ? 'has no axis of copies' : `has ${leaf.shape[0]} copies, ${paths[0]} has ${count}`
  throw new ShapeMismatch(
    `perCopy: the parameter at ${path} ${has}; name the parameters of one \`repeated\` by path, as in byPath({ '0/**': perCopy(muon()), '**': adam() })`,
  )
}
