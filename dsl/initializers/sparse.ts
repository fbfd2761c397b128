import { argsort, bits, check, less, mul, normal, reshape, split, where } from '../../src/index.js'
import { sizeOf } from '../size-of.js'
import { type Initializer, initializer } from './initializer.js'

/**
 * Normal of a standard deviation, with a share of zeros: each unit begins with the same number of inputs, drawn anew for each. A kernel
 * `[...window, in, out]` counts as a matrix `[window * in, out]`, each column of which has `ceil(sparsity * rows)` zeros.
 *
 * @throws InvalidArgument unless the sparsity is between 0 and 1 and the deviation a number
 * @see Martens, Deep learning via Hessian-free optimization, ICML 2010
 * @example dense(128, { kernelInit: sparse(0.9) })
 *
 * @category Initializers
 */
export const sparse = (sparsity: number, deviation = 0.01): Initializer => {
  if (!(typeof sparsity === 'number' && sparsity >= 0 && sparsity <= 1))
    check.refuse('sparse', 'the sparsity', 'a number from 0 to 1', sparsity)
  check.number('sparse', 'the deviation', deviation)
  return initializer('sparse', (key, shape) => {
    const [rows, columns] = [sizeOf(shape.slice(0, -1)), shape.at(-1) ?? 1]
    const [forValues, forOrder] = split(key, 2)
    const values = mul(normal(forValues, [rows, columns]), deviation)
    // The places in a random order, as many of them as there are rows: those that come first are zero.
    const order = argsort(bits(forOrder, [rows, columns]), { axis: 0 })
    return reshape(where(less(order, Math.ceil(sparsity * rows)), 0, values), shape)
  })
}
