import { type AnyTensor, bernoulli, foldIn, mul, reshape, tree, where } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { decodingOf } from '../decoding.js'
import { demandRate, keyOf } from '../drawing.js'
import type { Layer, LayerType, ParamsOf, StateOf, TakesLists } from '../layer.js'
import type { Next } from './next.js'
import { partOf } from './part-of.js'

/** @category Models */
export interface StochasticDepth<F extends LayerType> extends TakesLists {
  readonly out: Next<F, this['in']>
  readonly params: ParamsOf<F, this['in']>
  readonly state: StateOf<F, this['in']>
}

/**
 * A layer that is left out now and then: in training, all that it gives for an example is zero with probability `rate`, and else scaled by `1 / (1 - rate)`; in
 * prediction it is the layer. In a `residual` the example then passes as it is. Parameters and state are the layer's.
 *
 * @throws InvalidArgument unless `0 <= rate < 1`; also in training, if there is no key.
 * @see Huang, Sun, Liu, Sedra, Weinberger, Deep networks with stochastic depth, arXiv:1603.09382
 * @example
 * ```ts
 * const block = residual(stochasticDepth(serial(dense(64), relu, dense(64)), 0.1)) // of inputs [..., 64]
 * ```
 *
 * @category Models
 */
export const stochasticDepth = <F extends LayerType>(layer: Layer<F>, rate: number): Layer<StochasticDepth<F>> => {
  demandLayers('stochasticDepth', 'layer', [layer])
  demandRate('stochasticDepth', rate)
  const name = `stochasticDepth(${layer.name}, ${rate})`
  return {
    name,
    output: layer.output,
    init: layer.init,
    forward: (variables, x, context) => {
      if (!context.training || rate === 0) return layer.forward(variables, x, context)
      const key = foldIn(keyOf(name, context.key), 1)
      const [y, state] = layer.forward(variables, x, partOf(context, 0))
      const [batch = 0] = tree.leaves(y)[0]?.shape ?? []
      const kept = bernoulli(key, 1 - rate, [batch])
      const dropped = (one: AnyTensor): AnyTensor =>
        where(reshape(kept, [batch, ...one.shape.slice(1).map(() => 1)]), mul(one, 1 / (1 - rate)), 0)
      return [tree.map(dropped, y), state]
    },
    flops: layer.flops,
    decoding: (input, known) => decodingOf(layer, input, known),
  }
}
