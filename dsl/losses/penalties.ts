import { type AnyTensor, abs, add, mul, sum, type Tensor, type Tree, tree, zeros } from '../../src/index.js'

const over =
  (of: (x: AnyTensor) => AnyTensor) =>
  (params: Tree): Tensor<[]> => {
    const [first, ...rest] = tree.leaves(params)
    return (first ? rest.reduce((total, leaf) => add(total, sum(of(leaf))), sum(of(first))) : zeros([])) as Tensor<[]> // a sum of sums over all axes
  }

/**
 * The sum of absolute values of all parameters of a tree, which drives many of them to zero.
 *
 * @example const penalty = (params: Tree) => mul(l1(params), 1e-5)
 *
 * @category Losses
 */
export const l1: (params: Tree) => Tensor<[]> = over(abs)

/**
 * The sum of squares of all parameters of a tree, which keeps them small.
 *
 * @example await fit(model, data, { ...options, penalty: (params) => mul(l2(params), 1e-4) })
 *
 * @category Losses
 */
export const l2: (params: Tree) => Tensor<[]> = over((x) => mul(x, x))
