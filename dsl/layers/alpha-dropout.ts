import { right } from 'fp-ts/lib/Either.js'
import { add, bernoulli, mul, where } from '../../src/index.js'
import { demandRate, keyOf } from '../drawing.js'
import { type Layer, layer, type SameShape } from '../layer.js'
import { sizeOf } from '../size-of.js'

/** What `selu` gives far below 0. */
const lowest = -1.7580993408473766

/**
 * Dropout that keeps mean 0 and variance 1, for networks of `selu`: in training, each number is with probability `rate` the value that `selu` saturates at, and
 * all are scaled and moved so that both stay; in prediction, `y = x`.
 *
 * @throws InvalidArgument unless `0 <= rate < 1`; also in training, if there is no key.
 * @see Klambauer, Unterthiner, Mayr, Hochreiter, Self-normalizing neural networks, arXiv:1706.02515
 * @example
 * ```ts
 * const model = sequential([784], dense(256, { kernelInit: lecunNormal }), selu, alphaDropout(0.1), dense(10)) // [784] to [10]
 * ```
 *
 * @category Layers
 */
export const alphaDropout = (rate: number): Layer<SameShape> => {
  demandRate('alphaDropout', rate)
  const name = `alphaDropout(${rate})`
  const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * lowest ** 2))
  return layer(name, {
    output: right,
    apply: (_, x, { training, key }) => {
      if (!training || rate === 0) return x
      const kept = where(bernoulli(keyOf(name, key), 1 - rate, x.shape), x, lowest)
      return add(mul(kept, scale), -scale * rate * lowest)
    },
    flops: (input) => 2 * sizeOf(input),
  })
}
