import {
  batchNorm,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
  dense,
  depthwiseConv2d,
  embedding,
  groupNorm,
  layerNorm,
  meanSquaredError,
  multiHeadAttention,
  rmsNorm,
  sigmoidBinaryCrossEntropy,
  softmaxCrossEntropy,
  squeezeExcite,
  transformerBlock,
} from '../../dsl/index.js'
import { scaledDotProductAttention } from '../../src/index.js'
import { of } from './layer-case.js'
import { compareWithTorch } from './oracle.js'

compareWithTorch<'x' | 'query' | 'key' | 'value' | 'outputs' | 'labels'>(
  'layers',
  {
    dense: of(dense(4)),
    embedding: of(embedding(5, 3)),

    conv1d: of(conv1d(2, 3, { stride: 2, padding: 1 })),
    conv2d: of(conv2d(2, 3, { padding: 'same', groups: 2 })),
    conv3d: of(conv3d(3, 2, { dilation: [1, 2, 1] })),
    depthwiseConv2d: of(depthwiseConv2d(3, { padding: 1, multiplier: 2 })),
    convTranspose2d: of(convTranspose2d(2, 3, { stride: 2, padding: 1 })),

    'batchNorm of vectors, training': of(batchNorm({ momentum: 0.8, epsilon: 1e-3 }), true),
    'batchNorm of vectors, predicting': of(batchNorm({ momentum: 0.8, epsilon: 1e-3 })),
    'batchNorm of images, training': of(batchNorm({ momentum: 0.8, epsilon: 1e-3 }), true),
    'batchNorm of images, predicting': of(batchNorm({ momentum: 0.8, epsilon: 1e-3 })),
    layerNorm: of(layerNorm()),
    'layerNorm, epsilon 0.1': of(layerNorm({ epsilon: 0.1 })),
    'groupNorm of 1': of(groupNorm(1)),
    'groupNorm of 2': of(groupNorm(2)),
    'groupNorm of 6': of(groupNorm(6)),
    rmsNorm: of(rmsNorm()),
    squeezeExcite: of(squeezeExcite(2)),

    attention: ({ query, key, value }) => scaledDotProductAttention(query, key, value),
    'attention, causal': ({ query, key, value }) => scaledDotProductAttention(query, key, value, { causal: true }),
    'attention of another length': ({ query, key, value }) => scaledDotProductAttention(query, key, value),
    'multiHeadAttention of 1 head': of(multiHeadAttention({ heads: 1 })),
    'multiHeadAttention of 3 heads': of(multiHeadAttention({ heads: 3 })),
    'multiHeadAttention of 3 heads, causal': of(multiHeadAttention({ heads: 3, causal: true })),
    transformerBlock: of(transformerBlock({ heads: 2, hidden: 7 })),
    'transformerBlock, causal': of(transformerBlock({ heads: 2, hidden: 7, causal: true })),

    'softmaxCrossEntropy of classes': ({ outputs, labels }) => softmaxCrossEntropy(outputs, labels),
    'softmaxCrossEntropy of classes at places': ({ outputs, labels }) => softmaxCrossEntropy(outputs, labels),
    'softmaxCrossEntropy of large logits': ({ outputs, labels }) => softmaxCrossEntropy(outputs, labels),
    'softmaxCrossEntropy of weights': ({ outputs, labels }) => softmaxCrossEntropy(outputs, labels),
    sigmoidBinaryCrossEntropy: ({ outputs, labels }) => sigmoidBinaryCrossEntropy(outputs, labels),
    'sigmoidBinaryCrossEntropy of large logits': ({ outputs, labels }) => sigmoidBinaryCrossEntropy(outputs, labels),
    meanSquaredError: ({ outputs, labels }) => meanSquaredError(outputs, labels),
  },
  // A key's bias moves all that one query meets alike, and softmax does not see that.
  { 'params.key.bias': 'params.key.kernel', 'params.attention.key.bias': 'params.attention.key.kernel' },
)
