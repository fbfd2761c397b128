import {
  type AnyTensor,
  add,
  check,
  type DType,
  DTypeMismatch,
  type Fit,
  maximum,
  mul,
  norm,
  orThrow,
  type Shape,
  square,
  sub,
  type Tensor,
} from '../../src/index.js'
import { type Alike, alike, demandAlike, type WithoutLast } from './paired.js'
import { type AnyLossOptions, type LossOptions, lossOptions, type Reduced, type Reduction, reduceLosses } from './reduction.js'

/**
 * How far apart is far enough.
 *
 * @category Losses
 */
export interface MarginOptions {
  /** 1 if left out. */
  readonly margin?: number | undefined
}

/**
 * Draws embeddings of pairs that are the same together, and those of others apart up to a margin, mean over the pairs: with `d` the distance of the two,
 * `same * d^2 + (1 - same) * max(0, margin - d)^2`.
 *
 * @param first embeddings, `[...batch, size]`
 * @param second the same shape
 * @param same 1 where a pair belongs together, 0 where not, `[...batch]`
 * @param options `margin`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch, DTypeMismatch
 * @see Hadsell, Chopra, LeCun, Dimensionality reduction by learning an invariant mapping, CVPR 2006, without its factor one half
 * @example
 * ```ts
 * await contrastive(tensor([[0, 0], [0, 0]]), tensor([[3, 4], [0, 0.5]]), tensor([1, 0])).item() // (25 + 0.25) / 2
 * ```
 *
 * @category Losses
 */
export function contrastive<
  A extends Shape,
  B extends Shape,
  Y extends Shape,
  D extends DType,
  const R extends Reduction = 'mean',
  W extends Shape = [],
  M extends Shape = [],
>(
  first: Tensor<A, D>,
  second: Fit<Alike<'contrastive', 'first', A, 'second', B>, Tensor<B, D>>,
  same: Fit<Alike<'contrastive', 'pairs', WithoutLast<A>, 'same', Y>, Tensor<Y, D>>,
  options?: LossOptions<'contrastive', WithoutLast<A>, D, R, W, M> & MarginOptions,
): Tensor<Reduced<R, WithoutLast<A>>, D>
export function contrastive(first: AnyTensor, second: AnyTensor, same: AnyTensor, given?: AnyLossOptions & MarginOptions): AnyTensor {
  for (const [name, x] of Object.entries({ first, second, same })) check.tensor('contrastive', name, x)
  demandAlike('contrastive', 'first', first, 'second', second)
  if (first.rank === 0) check.refuse('contrastive', 'first', 'a tensor with a last dimension, the embedding', first)
  orThrow(alike('contrastive', 'pairs', first.shape.slice(0, -1), 'same', same.shape))
  if (same.dtype !== first.dtype) throw new DTypeMismatch(`contrastive: same is ${first.dtype}, got ${same.dtype}; convert with astype`)
  const options = check.options('contrastive', 'first, second, same', given, [...lossOptions, 'margin'])
  const { margin = 1 } = options
  check.number('contrastive', 'margin', margin)
  const difference = sub(first, second)
  const apart = square(maximum(sub(margin, norm(difference, { axis: -1 })), 0))
  const losses = add(mul(same, square(norm(difference, { axis: -1 }))), mul(sub(1, same), apart))
  return reduceLosses('contrastive', losses, options)
}
