import { divide, subtract } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { less } from '../primitives/compare.js'
import { max } from '../primitives/extremum.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { acrossRows, flipped, identityLike, like, product, sizesOf } from './matrices.js'
import { singularVectors } from './singular-vectors.js'

const inverted = (a: AnyTensor): AnyTensor => {
  const [, m, n] = sizesOf(a)
  if (m < n) return flipped(inverted(flipped(a)))
  const [u, s, v] = singularVectors(a)
  const least = multiply(max(s, [1]), like(max(s, [1]), m * (a.type.dtype === 'f64' ? 2 ** -52 : 2 ** -23)))
  const isSome = less(broadcast(least, s.type.shape, [1]), s)
  const over = select(isSome, divide(like(s, 1), select(isSome, s, like(s, 1))), like(s, 0))
  return product(multiply(v, acrossRows(over, v.type.shape)), flipped(u))
}

/**
 * The pseudo-inverses `p` of `[batch, m, n]`, in which singular values below the last digit of the largest are 0. Their derivative, that of a matrix which keeps its
 * rank, does not ask whether singular values are equal.
 *
 * @see Golub, Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems, SIAM J. Numer. Anal. 10, 1973
 */
export const pseudoInverses: (a: AnyTensor) => AnyTensor = customJvp(
  (a: AnyTensor): AnyTensor => inverted(a),
  ([a], [da]) => {
    const p = pseudoInverses(a)
    const turned = flipped(da)
    const [across, along] = [product(a, p), product(p, a)]
    const outside = product(product(p, flipped(p)), product(turned, subtract(identityLike(across), across)))
    const inside = product(subtract(identityLike(along), along), product(turned, product(flipped(p), p)))
    return [p, subtract(add(outside, inside), product(p, product(da, p)))]
  },
)
