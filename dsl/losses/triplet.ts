import { type AnyTensor, add, check, type DType, type Fit, maximum, minimum, norm, type Shape, sub, type Tensor } from '../../src/index.js'
import type { MarginOptions } from './contrastive.js'
import { type Alike, demandAlike, type WithoutLast } from './paired.js'
import { type AnyLossOptions, type LossOptions, lossOptions, type Reduced, type Reduction, reduceLosses } from './reduction.js'

/**
 * How far apart is far enough, and from what.
 *
 * @category Losses
 */
export interface TripletOptions extends MarginOptions {
  /** Whether the negative may as well be too near to the positive; `false` if left out. */
  readonly swap?: boolean | undefined
}

/**
 * Draws an embedding nearer to one of its kind than to another by a margin, mean over the triplets: `max(0, d(anchor, positive) - d(anchor, negative) +
 * margin)`, `d` the distance.
 *
 * @param anchor embeddings, `[...batch, size]`
 * @param positive of the same kind as the anchor, the same shape
 * @param negative of another kind, the same shape
 * @param options `margin`, `swap`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @see Schroff, Kalenichenko, Philbin, FaceNet, arXiv:1503.03832; with distances, not their squares, as in PyTorch
 * @example
 * ```ts
 * await triplet(tensor([[0, 0]]), tensor([[0, 1]]), tensor([[1.5, 0]])).item() // 0.5
 * ```
 *
 * @category Losses
 */
export function triplet<
  A extends Shape,
  P extends Shape,
  N extends Shape,
  D extends DType,
  const R extends Reduction = 'mean',
  W extends Shape = [],
  M extends Shape = [],
>(
  anchor: Tensor<A, D>,
  positive: Fit<Alike<'triplet', 'anchor', A, 'positive', P>, Tensor<P, D>>,
  negative: Fit<Alike<'triplet', 'anchor', A, 'negative', N>, Tensor<N, D>>,
  options?: LossOptions<'triplet', WithoutLast<A>, D, R, W, M> & TripletOptions,
): Tensor<Reduced<R, WithoutLast<A>>, D>
export function triplet(anchor: AnyTensor, positive: AnyTensor, negative: AnyTensor, given?: AnyLossOptions & TripletOptions): AnyTensor {
  for (const [name, x] of Object.entries({ anchor, positive, negative })) check.tensor('triplet', name, x)
  demandAlike('triplet', 'anchor', anchor, 'positive', positive)
  demandAlike('triplet', 'anchor', anchor, 'negative', negative)
  if (anchor.rank === 0) check.refuse('triplet', 'anchor', 'a tensor with a last dimension, the embedding', anchor)
  const options = check.options('triplet', 'anchor, positive, negative', given, [...lossOptions, 'margin', 'swap'])
  const { margin = 1, swap = false } = options
  check.number('triplet', 'margin', margin)
  const distance = (a: AnyTensor, b: AnyTensor): AnyTensor => norm(sub(a, b), { axis: -1 })
  const far = distance(anchor, negative)
  const losses = add(sub(distance(anchor, positive), swap ? minimum(far, distance(positive, negative)) : far), margin)
  return reduceLosses('triplet', maximum(losses, 0), options)
}
