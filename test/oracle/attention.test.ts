import { notEqual, scaledDotProductAttention } from '../../src/index.js'
import { compareWithTorch } from './oracle.js'

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
