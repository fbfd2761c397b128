import { describe } from 'vitest'
import { type Layer, multiHeadAttention, relu, transformerBlock, transformerDecoderBlock } from '../../dsl/index.js'
import { type AnyTensor, notEqual, scaledDotProductAttention, Tensor } from '../../src/index.js'
import { compareWithTorch, type Named, nested } from './oracle.js'

/** A layer as a function of the inputs of these names, and of its parameters. */
const of =
  (layer: Layer, ...names: readonly ('x' | 'memory' | 'values' | 'mask')[]) =>
  (given: Named<'x' | 'memory' | 'values' | 'mask'>): AnyTensor => {
    const { params = {} } = nested(given)
    const [first = given.x, ...others] = names.map((name) => given[name])
    const [y] = layer.forward({ params, state: {} }, others.length > 0 ? [first, ...others] : first, { training: false, key: undefined })
    if (!(y instanceof Tensor)) throw new Error(`${layer.name} gives a list`)
    return y
  }

const vanishing = (path: string) => ({ [`${path}key.bias`]: `${path}key.kernel` })

describe('functions', () => {
  compareWithTorch<'query' | 'key' | 'value' | 'mask'>('attention', {
    'of batches': ({ query, key, value }) => scaledDotProductAttention(query, key, value),
    'of heads': ({ query, key, value }) => scaledDotProductAttention(query, key, value),
    'of matrices': ({ query, key, value }) => scaledDotProductAttention(query, key, value),
    'one head for all': ({ query, key, value }) => scaledDotProductAttention(query, key, value),
    'of a scale': ({ query, key, value }) => scaledDotProductAttention(query, key, value, { scale: 0.3 }),
    causal: ({ query, key, value }) => scaledDotProductAttention(query, key, value, { causal: true }),
    'causal, more keys': ({ query, key, value }) => scaledDotProductAttention(query, key, value, { causal: true }),
    'of a mask': ({ query, key, value, mask }) => scaledDotProductAttention(query, key, value, { mask: notEqual(mask, 0) }),
    'of a mask of heads': ({ query, key, value, mask }) => scaledDotProductAttention(query, key, value, { mask: notEqual(mask, 0) }),
    'of a mask that hides all': ({ query, key, value, mask }) => scaledDotProductAttention(query, key, value, { mask: notEqual(mask, 0) }),
  })
})

describe('layers', () => {
  compareWithTorch<'x' | 'memory' | 'values' | 'mask'>(
    'attention-layers',
    {
      'no bias': of(multiHeadAttention({ heads: 2, bias: false })),
      masked: of(multiHeadAttention({ heads: 3, masked: true }), 'x', 'mask'),
      'masked, causal': of(multiHeadAttention({ heads: 3, masked: true, causal: true }), 'x', 'mask'),
      memory: of(multiHeadAttention({ heads: 2 }), 'x', 'memory'),
      'memory of other features': of(multiHeadAttention({ heads: 2 }), 'x', 'memory'),
      'memory, masked': of(multiHeadAttention({ heads: 3, masked: true }), 'x', 'memory', 'mask'),
      'query, key and value': of(multiHeadAttention({ heads: 2 }), 'x', 'memory', 'values'),
      '2 heads of keys for 4': of(multiHeadAttention({ heads: 4, keyValueHeads: 2, causal: true })),
      '1 head of keys, of another size': of(multiHeadAttention({ heads: 3, keyValueHeads: 1, headSize: 4, causal: true })),
      rotary: of(multiHeadAttention({ heads: 2, rotary: true, causal: true })),
      'rotary, of a base and heads of keys': of(
        multiHeadAttention({ heads: 4, keyValueHeads: 2, headSize: 4, rotary: { base: 100 }, causal: true }),
      ),
      'block, norm last': of(transformerBlock({ heads: 2, hidden: 7, norm: 'last', activation: relu })),
      'block, masked': of(transformerBlock({ heads: 2, hidden: 7, masked: true }), 'x', 'mask'),
      'decoder block': of(transformerDecoderBlock({ heads: 2, hidden: 7 }), 'x', 'memory'),
      'decoder block, norm last, masked': of(
        transformerDecoderBlock({ heads: 2, hidden: 7, norm: 'last', activation: relu, masked: true }),
        'x',
        'memory',
        'mask',
      ),
    },
    {
      // A key's bias moves all that one query meets alike, and softmax does not see that.
      ...vanishing('params.'),
      ...vanishing('params.attention.'),
      ...vanishing('params.cross.'),
    },
  )
})
