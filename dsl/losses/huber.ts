import { abs, check, lessEqual, mul, square, sub, where } from '../../src/index.js'
import { type PairedLoss, pairedLoss } from './paired.js'

/**
 * Where `huber` goes over from squares to absolute values.
 *
 * @category Losses
 */
export interface HuberOptions {
  /** 1 if left out. */
  readonly delta?: number | undefined
}

/**
 * Squares of small errors, absolute values of large ones, mean over all elements: of an error `e = outputs - targets` it is `e^2 / 2` up to `|e| = delta`
 * and `delta * (|e| - delta / 2)` beyond.
 *
 * @param outputs any shape
 * @param targets the same shape
 * @param options `delta`, and `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ; InvalidArgument unless `delta` is above 0
 * @see Huber, Robust estimation of a location parameter, 1964
 * @example
 * ```ts
 * await huber(tensor([0, 0]), tensor([1, 3])).item() // (0.5 + 2.5) / 2
 * ```
 *
 * @category Losses
 */
export const huber: PairedLoss<'huber', HuberOptions> = pairedLoss(
  'huber',
  (outputs, targets, { delta = 1 }) => {
    if (!(typeof delta === 'number' && delta > 0)) check.refuse('huber', 'delta', 'a number above 0', delta)
    const error = sub(outputs, targets)
    const size = abs(error)
    return where(lessEqual(size, delta), mul(square(error), 0.5), mul(sub(size, delta / 2), delta))
  },
  ['delta'],
)
