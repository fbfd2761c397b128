import {
  type AnyTensor,
  arange,
  check,
  div,
  equal,
  expandDims,
  matmul,
  mul,
  norm,
  normal,
  reshape,
  sub,
  transpose,
  where,
  zeros,
} from '../../src/index.js'
import { loop } from '../loop.js'
import { sizeOf } from '../size-of.js'
import { type Initializer, initializer } from './initializer.js'

/**
 * Orthonormal columns, or rows where they are fewer, times `gain`: keeps lengths of signals and of gradients, through many layers and steps. A kernel
 * `[...window, in, out]` counts as a matrix `[window * in, out]`; every such matrix is equally likely. It takes `min(rows, columns)` steps.
 *
 * @throws InvalidArgument unless the gain is a number
 * @see Saxe, McClelland, Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks, arXiv:1312.6120
 * @example dense(128, { kernelInit: orthogonal(Math.SQRT2) })
 *
 * @category Initializers
 */
export const orthogonal = (gain = 1): Initializer => {
  check.number('orthogonal', 'the gain', gain)
  return initializer('orthogonal', (key, shape) => {
    const columns = shape.at(-1) ?? 1
    const rows = sizeOf(shape.slice(0, -1))
    const [few, many] = [Math.min(rows, columns), Math.max(rows, columns)]
    if (few === 0) return zeros(shape)
    const basis = orthonormal(normal(key, [few, many]))
    return mul(reshape(rows < columns ? basis : transpose(basis), shape), gain)
  })
}

/** Vectors, the rows of a matrix, each without its part along those before, of length 1. */
const orthonormal = (vectors: AnyTensor): AnyTensor => {
  const [count = 0, size = 0] = vectors.shape
  const without = (v: AnyTensor, basis: AnyTensor): AnyTensor => sub(v, matmul(matmul(basis, v), basis))
  const step = (basis: AnyTensor, [v, at]: readonly [AnyTensor, AnyTensor]): readonly [AnyTensor, readonly []] => {
    // Twice: what rounding leaves the first time is as large as what is left of a vector that nearly lay in those before.
    const rest = without(without(v, basis), basis)
    const isMine = expandDims(equal(arange(count, { dtype: 'i32' }), at), 1)
    return [where(isMine, expandDims(div(rest, norm(rest)), 0), basis), []]
  }
  const [basis] = loop<AnyTensor, readonly [AnyTensor, AnyTensor]>(step, zeros([count, size]), [vectors, arange(count, { dtype: 'i32' })])
  return basis
}
