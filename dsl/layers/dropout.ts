import { right } from 'fp-ts/lib/Either.js'
import { bernoulli, mul, where } from '../../src/index.js'
import { demandRate, keyOf } from '../drawing.js'
import { type Layer, layer, type SameShape } from '../layer.js'
import { sizeOf } from '../size-of.js'

/**
 * In training, each number is zero with probability `rate`, and the others are scaled by `1 / (1 - rate)`, which keeps the mean; in
 * prediction, `y = x`.
 *
 * @throws InvalidArgument unless `0 <= rate < 1`; also in training, if there is no key.
 * @see Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, Dropout, JMLR 15, 2014
 * @category Layers
 */
export const dropout = (rate: number): Layer<SameShape> => {
  demandRate('dropout', rate)
  return layer(`dropout(${rate})`, {
    output: right,
    apply: (_, x, { training, key }) => {
      if (!training || rate === 0) return x
      return where(bernoulli(keyOf(`dropout(${rate})`, key), 1 - rate, x.shape), mul(x, 1 / (1 - rate)), 0)
    },
    flops: sizeOf,
    pointwise: true,
  })
}
