import { right } from 'fp-ts/lib/Either.js'
import { add, check, mul, normal } from '../../src/index.js'
import { keyOf } from '../drawing.js'
import { type Layer, layer, type SameShape } from '../layer.js'
import { sizeOf } from '../size-of.js'

/**
 * In training, `y = x + deviation * n` with `n` from the standard normal distribution, anew for each number; in prediction, `y = x`.
 *
 * @throws InvalidArgument unless `deviation` is a number of 0 or more; also in training, if there is no key.
 * @see Bishop, Training with noise is equivalent to Tikhonov regularization, Neural Computation 7, 1995
 * @example
 * ```ts
 * const model = sequential([784], gaussianNoise(0.1), dense(128), relu, dense(10)) // [784] to [10]
 * ```
 *
 * @category Layers
 */
export const gaussianNoise = (deviation: number): Layer<SameShape> => {
  if (!(typeof deviation === 'number' && deviation >= 0)) check.refuse('gaussianNoise', 'the deviation', 'a number, 0 or more', deviation)
  const name = `gaussianNoise(${deviation})`
  return layer(name, {
    output: right,
    apply: (_, x, { training, key }) => (training && deviation > 0 ? add(x, mul(normal(keyOf(name, key), x.shape), deviation)) : x),
    wide: true,
    flops: (input) => 2 * sizeOf(input),
  })
}
