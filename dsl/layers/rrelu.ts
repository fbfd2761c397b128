import { right } from 'fp-ts/lib/Either.js'
import { add, check, leakyRelu, lessEqual, mul, uniform, where } from '../../src/index.js'
import { keyOf } from '../drawing.js'
import { type Layer, layer, type SameShape } from '../layer.js'
import { sizeOf } from '../size-of.js'

/**
 * Between which slopes is drawn.
 *
 * @category Layers
 */
export interface RreluOptions {
  /** The least slope; 1 / 8 if left out. */
  readonly lower?: number
  /** The largest slope; 1 / 3 if left out. */
  readonly upper?: number
}

/**
 * `y = x` where `x > 0`, `slope * x` elsewhere. In training each number's slope is drawn between `lower` and `upper`; in prediction it is the middle of them.
 *
 * @throws InvalidArgument unless `lower <= upper`; also in training, if there is no key.
 * @see Xu, Wang, Chen, Li, Empirical evaluation of rectified activations in convolutional network, arXiv:1505.00853
 * @category Layers
 */
export const rrelu = (options?: RreluOptions): Layer<SameShape> => {
  const { lower = 1 / 8, upper = 1 / 3 } = check.options('rrelu', '', options, ['lower', 'upper'])
  check.number('rrelu', 'lower', lower)
  check.number('rrelu', 'upper', upper)
  if (lower > upper) check.refuse('rrelu', 'lower', `at most upper, ${upper}`, lower)
  return layer('rrelu', {
    output: right,
    apply: (_, x, { training, key }) => {
      if (!training) return leakyRelu(x, (lower + upper) / 2)
      const slope = add(mul(uniform(keyOf('rrelu', key), x.shape), upper - lower), lower)
      return where(lessEqual(x, 0), mul(x, slope), x)
    },
    wide: true,
    flops: (input) => 2 * sizeOf(input),
  })
}
