import {
  type AnyTensor,
  add,
  check,
  type DType,
  DTypeMismatch,
  type Fit,
  gather,
  type Key,
  mul,
  permutation,
  reshape,
  type Shape,
  ShapeMismatch,
  split,
  sub,
  type Tensor,
} from '../../src/index.js'
import { symmetricBeta } from './beta.js'

/**
 * How much is mixed.
 *
 * @category Data
 */
export interface MixupOptions {
  /** Parameter of the Beta distribution of the weights: near 0 little is mixed, 1 is uniform. 0.2 if left out. */
  readonly alpha?: number
}

/** Targets that can be mixed. */
type Mixable<D extends DType> = D extends 'f32' ? [] : `mixup: targets are f32, got ${D}; write classes as oneHot(y, classes)`

/**
 * What was mixed: inputs and targets, by the same weights.
 *
 * @category Data
 */
export interface Mixed<S extends Shape, T extends Shape> {
  readonly x: Tensor<S>
  readonly y: Tensor<T>
}

/**
 * Examples mixed with each other: `λ x + (1 - λ) x'` and `λ y + (1 - λ) y'`, where `x'`, `y'` is another example of the batch, and `λ` of the Beta distribution,
 * drawn for each. Targets are numbers: of classes, their probabilities.
 *
 * @throws ShapeMismatch if inputs and targets are not as many; DTypeMismatch, InvalidArgument
 * @see Zhang, Cissé, Dauphin, Lopez-Paz, mixup: Beyond Empirical Risk Minimization, 2018
 * @example const { x, y } = mixup(key(0), pictures, oneHot(labels, 10), { alpha: 0.4 })
 *
 * @category Data
 */
export const mixup = <S extends Shape, T extends Shape, D extends DType>(
  key: Key,
  x: Tensor<S>,
  y: Fit<Mixable<D>, Tensor<T, D>>,
  options?: MixupOptions,
): Mixed<S, T> => {
  const { alpha = 0.2 } = check.options<MixupOptions>('mixup', 'key, x, y', options, ['alpha'])
  check.key('mixup', key)
  check.tensor('mixup', 'x', x)
  const targets: unknown = y
  check.tensor('mixup', 'y', targets)
  if (!(typeof alpha === 'number' && alpha > 0 && alpha < Number.POSITIVE_INFINITY))
    check.refuse('mixup', 'alpha', 'a number above 0', alpha)
  for (const [name, { dtype }] of Object.entries({ inputs: x, targets }))
    if (dtype !== 'f32')
      throw new DTypeMismatch(
        `mixup: ${name} are f32, got ${dtype}; ${name === 'targets' ? 'write classes as oneHot(y, classes)' : 'convert with astype'}`,
      )
  const inputs: AnyTensor = x
  const [count] = inputs.shape
  if (count === undefined || targets.shape[0] !== count)
    throw new ShapeMismatch(
      `mixup: x ${inputs.rank ? `holds ${count}` : 'has no'} examples, y ${targets.rank ? `holds ${targets.shape[0]}` : 'has none'}`,
    )
  const [first, second] = split(key, 2)
  const others = permutation(first, count)
  const weights = symmetricBeta(second, alpha, count)
  const mixed = (given: AnyTensor): AnyTensor => {
    const share = reshape(weights, [count, ...given.shape.slice(1).map(() => 1)])
    return add(mul(share, given), mul(sub(1, share), gather(given, others)))
  }
  return { x: mixed(inputs), y: mixed(targets) } as unknown as Mixed<S, T> // the shapes of x and y
}
