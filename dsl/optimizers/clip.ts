import { type AnyTensor, add, check, clip, div, maximum, mul, sqrt, square, sum, tree, zeros } from '../../src/index.js'
import { type GradientTransform, stateless } from './transform.js'
import { zip } from './trees.js'

/**
 * Gradients that are no longer than `most` together: `g := g * most / max(|g|, most)`, where `|g|` is the norm of all of them as one vector.
 *
 * @throws InvalidArgument
 * @see Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural networks, arXiv:1211.5063
 * @example chain(clipByGlobalNorm(1), adam())
 *
 * @category Optimizers
 */
export const clipByGlobalNorm = (most: number): GradientTransform => {
  demandPositive('clipByGlobalNorm', 'the largest norm', most)
  return stateless((gradients) => {
    const factor = div(most, maximum(globalNorm(gradients), most))
    return zip((gradient) => mul(gradient, factor), gradients)
  })
}

/**
 * Gradients whose elements lie between `-most` and `most`.
 *
 * @throws InvalidArgument
 * @example chain(clipByValue(0.5), sgd(0.1))
 *
 * @category Optimizers
 */
export const clipByValue = (most: number): GradientTransform => {
  demandPositive('clipByValue', 'the largest value', most)
  return stateless((gradients) => zip((gradient) => clip(gradient, -most, most), gradients))
}

/** The norm of all tensors of a tree as one vector. */
const globalNorm = (of: unknown): AnyTensor => {
  const [first, ...rest] = tree.leaves(of).map((x): AnyTensor => sum(square(x)))
  return first ? sqrt(rest.reduce(add, first)) : zeros([])
}

/** @throws InvalidArgument unless it is a number above 0 */
export const demandPositive = (op: string, name: string, given: unknown): void => {
  if (typeof given !== 'number' || !(given > 0)) check.refuse(op, name, 'a number above 0', given)
}
