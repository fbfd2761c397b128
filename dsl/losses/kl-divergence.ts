import { sub, sum } from '../../src/index.js'
import { boundedLog } from './bounded-log.js'
import { type VectorLoss, vectorLoss } from './paired.js'
import { weighed } from './weighed.js'

/**
 * How far distributions are from those aimed at, Kullback-Leibler: `sum(p * (log(p) - log(q)))` over the last dimension, mean over the distributions (not
 * over the elements: PyTorch calls that `batchmean`). Where `p` is 0 it is 0.
 *
 * @param logProbabilities `log(q)`, as `logSoftmax` gives it, `[...batch, classes]`
 * @param targets `p`, probabilities, the same shape
 * @param options `reduction`, `weights`, `mask`
 * @throws ShapeMismatch if the shapes differ or there is no last dimension
 * @example
 * ```ts
 * await klDivergence(logSoftmax(tensor([[0, 0]])), tensor([[1, 0]])).item() // 0.6931
 * ```
 *
 * @category Losses
 */
export const klDivergence: VectorLoss<'klDivergence'> = vectorLoss('klDivergence', (logProbabilities, targets) =>
  sum(sub(weighed(targets, boundedLog(targets)), weighed(targets, logProbabilities)), { axis: -1 }),
)
