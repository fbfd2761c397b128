import { type AnyTensor, maximum, mul, rsqrt, square, sub, sum } from '../../src/index.js'
import { type VectorLoss, vectorLoss } from './paired.js'

/** The inverse length of vectors, that of what is shorter than 1e-8 as if it were that long. */
const inverseLength = (x: AnyTensor): AnyTensor => rsqrt(maximum(sum(square(x), { axis: -1 }), 1e-16))

/**
 * One less the cosine of the angle between vectors, mean over them: 0 where they point the same way, 1 where they are orthogonal or one of them is 0, 2
 * where they are opposite.
 *
 * @param outputs `[...batch, size]`
 * @param targets the same shape
 * @param options `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ or there is no last dimension
 * @example
 * ```ts
 * await cosineSimilarity(tensor([[1, 0]]), tensor([[3, 4]])).item() // 0.4
 * ```
 *
 * @category Losses
 */
export const cosineSimilarity: VectorLoss<'cosineSimilarity'> = vectorLoss('cosineSimilarity', (outputs, targets) =>
  sub(1, mul(mul(sum(mul(outputs, targets), { axis: -1 }), inverseLength(outputs)), inverseLength(targets))),
)
