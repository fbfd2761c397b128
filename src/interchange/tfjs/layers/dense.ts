import * as ops from '../../../index.js'
import { gathered } from '../../read/operators/gather.js'
import { ofTensor } from '../../read/value.js'
import { counting } from '../operators/gather.js'
import { activation, always, flag } from './config.js'
import { type Layers, layer } from './layer.js'

/** The weights of a layer that may have a bias. */
export const withBias =
  (...names: readonly string[]) =>
  ({ use_bias }: { readonly use_bias: boolean }): readonly string[] =>
    use_bias ? [...names, 'bias'] : names

export const dense: Layers = {
  Dense: layer(
    { settings: { activation, use_bias: flag(true) }, weights: withBias('kernel') },
    ({ settings, input, weight, maybeWeight }) => {
      const product = ops.matmul(input(0).tensor, weight('kernel').tensor)
      const bias = maybeWeight('bias')?.tensor
      return ofTensor(settings.activation(bias ? ops.add(product, bias) : product))
    },
  ),
  /** Numbers are cut to whole ones. */
  Embedding: layer({ settings: { mask_zero: always(false) }, weights: () => ['embeddings'] }, (call) => {
    const places = ofTensor(ops.astype(call.input(0).tensor, 'i32'))
    return gathered(call, call.weight('embeddings'), places, 0, counting)
  }),
}
