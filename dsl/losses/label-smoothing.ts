import { type AnyTensor, add, check, mul } from '../../src/index.js'

/**
 * Labels with a share of certainty taken from them and spread evenly: `(1 - s) * labels + s / classes`.
 *
 * @throws InvalidArgument unless `s` is a number from 0 to 1
 * @see Szegedy et al., Rethinking the Inception architecture for computer vision, arXiv:1512.00567, section 7
 */
export const smoothed = (op: string, labels: AnyTensor, s: number | undefined, classes: number): AnyTensor => {
  if (s === undefined || s === 0) return labels
  if (!(typeof s === 'number' && s >= 0 && s <= 1)) check.refuse(op, 'labelSmoothing', 'a number from 0 to 1', s)
  return add(mul(labels, 1 - s), s / classes)
}
