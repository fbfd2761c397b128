import {
  type AnyTensor,
  add,
  check,
  type DType,
  div,
  type Fit,
  less,
  log,
  mul,
  type Shape,
  square,
  stopGradient,
  sub,
  type Tensor,
  where,
} from '../../src/index.js'
import { type Alike, demandAlike } from './paired.js'
import { type AnyLossOptions, type LossOptions, lossOptions, type Reduced, type Reduction, reduceLosses } from './reduction.js'

/**
 * What `gaussianNll` adds, and which variances it takes.
 *
 * @category Losses
 */
export interface GaussianOptions {
  /** Whether to add `log(2 pi) / 2`; `false` if left out, as it does not depend on the outputs. */
  readonly full?: boolean | undefined
  /** Variances below count as this, though their derivative is that of variances as large; 1e-6 if left out. */
  readonly epsilon?: number | undefined
}

/**
 * Negative log likelihood of targets by normal distributions, without `log(2 pi) / 2`, mean over all elements:
 * `(log(variances) + (means - targets)^2 / variances) / 2`. For a model with two heads, of which one says how sure it is.
 *
 * @param means any shape
 * @param variances the same shape; positive, as `softplus` and `exp` give them
 * @param targets the same shape
 * @param options `full`, `epsilon`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ
 * @see Nix, Weigend, Estimating the mean and variance of the target probability distribution, 1994
 * @example
 * ```ts
 * await gaussianNll(tensor([1]), tensor([4]), tensor([3])).item() // (log(4) + 4 / 4) / 2
 * ```
 *
 * @category Losses
 */
export function gaussianNll<
  A extends Shape,
  V extends Shape,
  B extends Shape,
  D extends DType,
  const R extends Reduction = 'mean',
  W extends Shape = [],
  M extends Shape = [],
>(
  means: Tensor<A, D>,
  variances: Fit<Alike<'gaussianNll', 'means', A, 'variances', V>, Tensor<V, D>>,
  targets: Fit<Alike<'gaussianNll', 'means', A, 'targets', B>, Tensor<B, D>>,
  options?: LossOptions<'gaussianNll', A, D, R, W, M> & GaussianOptions,
): Tensor<Reduced<R, A>, D>
export function gaussianNll(
  means: AnyTensor,
  variances: AnyTensor,
  targets: AnyTensor,
  given?: AnyLossOptions & GaussianOptions,
): AnyTensor {
  for (const [name, x] of Object.entries({ means, variances, targets })) check.tensor('gaussianNll', name, x)
  demandAlike('gaussianNll', 'means', means, 'variances', variances)
  demandAlike('gaussianNll', 'means', means, 'targets', targets)
  const options = check.options('gaussianNll', 'means, variances, targets', given, [...lossOptions, 'full', 'epsilon'])
  const { full = false, epsilon = 1e-6 } = options
  if (!(typeof epsilon === 'number' && epsilon > 0)) check.refuse('gaussianNll', 'epsilon', 'a number above 0', epsilon)
  // Raised by a constant: so a variance that is too small still learns that it is.
  const raised = add(variances, stopGradient(where(less(variances, epsilon), sub(epsilon, variances), 0)))
  const losses = mul(add(log(raised), div(square(sub(means, targets)), raised)), 0.5)
  return reduceLosses('gaussianNll', full ? add(losses, Math.log(2 * Math.PI) / 2) : losses, options)
}
