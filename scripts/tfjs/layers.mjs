// Small layers models, built by TensorFlow.js itself.

/** @typedef {{ name: string, inputs: number[][], build: (tf: any, ...xs: any[]) => any, dtype?: string }} Layered */

/** One layer on one input. @type {(name: string, shape: number[], layer: (l: any, tf: any) => any) => Layered} */
const one = (name, shape, layer) => ({ name, inputs: [shape], build: (tf, x) => layer(tf.layers, tf).apply(x) })

/** Layers on two inputs. @type {(name: string, shapes: number[][], layer: (l: any) => any) => Layered} */
const merged = (name, inputs, layer) => ({ name, inputs, build: (tf, ...xs) => layer(tf.layers).apply(xs) })

const image = [5, 6, 3]
const steps = [4, 3]

/** @type {readonly Layered[]} */
export const layered = [
  one('Dense', [3], (l) => l.dense({ units: 4, activation: 'relu' })),
  one('Dense of steps, without bias', steps, (l) => l.dense({ units: 2, useBias: false, activation: 'softmax' })),
  ...[
    'elu',
    'hardSigmoid',
    'linear',
    'relu6',
    'selu',
    'sigmoid',
    'softplus',
    'softsign',
    'tanh',
    'swish',
    'mish',
    'gelu',
    'gelu_new',
    'logSoftmax',
  ].map((activation) => one(`Activation ${activation}`, [5], (l) => l.activation({ activation }))),
  one('ReLU', [5], (l) => l.reLU({ maxValue: 1 })),
  one('LeakyReLU', [5], (l) => l.leakyReLU({ alpha: 0.25 })),
  one('PReLU', steps, (l) => l.prelu({})),
  one('PReLU shared', [2, 3, 4], (l) => l.prelu({ sharedAxes: [1, 2] })),
  one('ELU', [5], (l) => l.elu({ alpha: 1 })),
  one('ThresholdedReLU', [5], (l) => l.thresholdedReLU({ theta: 0.5 })),
  one('Softmax', steps, (l) => l.softmax({ axis: -1 })),
  one('Conv1D', [7, 3], (l) => l.conv1d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' })),
  one('Conv2D', image, (l) => l.conv2d({ filters: 4, kernelSize: [3, 2], strides: [2, 1], padding: 'same', activation: 'elu' })),
  one('Conv2D dilated', image, (l) => l.conv2d({ filters: 2, kernelSize: 2, dilationRate: 2, useBias: false })),
  one('Conv2DTranspose same', [3, 4, 3], (l) => l.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' })),
  one('Conv2DTranspose valid', [3, 4, 3], (l) => l.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 })),
  one('DepthwiseConv2D', image, (l) => l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' })),
  one('SeparableConv2D', image, (l) => l.separableConv2d({ filters: 4, kernelSize: 3, depthMultiplier: 2, padding: 'same' })),
  one('BatchNormalization', [2, 2, 3], (l) => l.batchNormalization({ epsilon: 0.01 })),
  one('BatchNormalization without scale', [3], (l) => l.batchNormalization({ axis: 1, scale: false })),
  one('LayerNormalization', steps, (l) => l.layerNormalization({ epsilon: 0.01 })),
  one('LayerNormalization of two axes', steps, (l) => l.layerNormalization({ axis: [1, 2], center: false })),
  one('MaxPooling1D', [7, 2], (l) => l.maxPooling1d({ poolSize: 3, strides: 2, padding: 'same' })),
  one('AveragePooling1D', [7, 2], (l) => l.averagePooling1d({ poolSize: 2 })),
  one('MaxPooling2D', image, (l) => l.maxPooling2d({ poolSize: [2, 3] })),
  one('AveragePooling2D', image, (l) => l.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  one('GlobalAveragePooling1D', steps, (l) => l.globalAveragePooling1d({})),
  one('GlobalMaxPooling1D', steps, (l) => l.globalMaxPooling1d({})),
  one('GlobalAveragePooling2D', image, (l) => l.globalAveragePooling2d({})),
  one('GlobalMaxPooling2D', image, (l) => l.globalMaxPooling2d({})),
  one('Flatten', [2, 3, 2], (l) => l.flatten({})),
  one('Flatten channels first', [2, 3, 2], (l) => l.flatten({ dataFormat: 'channelsFirst' })),
  one('Reshape', [2, 6], (l) => l.reshape({ targetShape: [3, -1] })),
  one('Permute', [2, 3, 4], (l) => l.permute({ dims: [3, 1, 2] })),
  one('RepeatVector', [3], (l) => l.repeatVector({ n: 2 })),
  one('Dropout', [3], (l) => l.dropout({ rate: 0.5 })),
  one('GaussianNoise', [3], (l) => l.gaussianNoise({ stddev: 1 })),
  one('GaussianDropout', [3], (l) => l.gaussianDropout({ rate: 0.5 })),
  one('AlphaDropout', [3], (l) => l.alphaDropout({ rate: 0.5 })),
  one('SpatialDropout1D', steps, (l) => l.spatialDropout1d({ rate: 0.5 })),
  one('Rescaling', [3], (l) => l.rescaling({ scale: 0.5, offset: -1 })),
  one('Conv3D', [3, 3, 3, 1], (l) => l.conv3d({ filters: 2, kernelSize: 2 })),
  one('ZeroPadding2D', [2, 2, 1], (l) =>
    l.zeroPadding2d({
      padding: [
        [0, 1],
        [2, 0],
      ],
    }),
  ),
  one('Cropping2D', [4, 5, 1], (l) =>
    l.cropping2D({
      cropping: [
        [1, 0],
        [1, 2],
      ],
    }),
  ),
  one('UpSampling2D', [2, 3, 2], (l) => l.upSampling2d({ size: [2, 3] })),
  one('UpSampling2D bilinear', [2, 3, 2], (l) => l.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })),
  ...['add', 'multiply', 'average', 'maximum', 'minimum'].map((name) => merged(name, [[3], [3]], (l) => l[name]({}))),
  merged(
    'concatenate',
    [
      [2, 3],
      [2, 1],
    ],
    (l) => l.concatenate({ axis: -1 }),
  ),
  { ...one('Embedding', [4], (l) => l.embedding({ inputDim: 5, outputDim: 3 })), dtype: 'int32' },
  one('LSTM', steps, (l) => l.lstm({ units: 2, recurrentActivation: 'sigmoid' })),
  one('LSTM of sequences', steps, (l) => l.lstm({ units: 2, returnSequences: true, goBackwards: true })),
  one('LSTM with its state', steps, (l) => l.lstm({ units: 2, returnState: true })),
  one('GRU', steps, (l) => l.gru({ units: 2, returnSequences: true })),
  one('SimpleRNN', steps, (l) => l.simpleRNN({ units: 2, useBias: false })),
  one('Bidirectional LSTM', steps, (l) => l.bidirectional({ layer: l.lstm({ units: 2, returnSequences: true }), mergeMode: 'concat' })),
  one('Bidirectional GRU', steps, (l) => l.bidirectional({ layer: l.gru({ units: 2 }), mergeMode: 'sum' })),
  one('TimeDistributed', steps, (l) => l.timeDistributed({ layer: l.dense({ units: 2, activation: 'tanh' }) })),
  {
    name: 'a shared layer, and a model in a model',
    inputs: [[3], [3]],
    build: (tf, x, y) => {
      const shared = tf.layers.dense({ units: 4, activation: 'tanh', name: 'shared' })
      const inner = tf.sequential({
        name: 'inner',
        layers: [tf.layers.dense({ units: 3, inputShape: [4], name: 'first' }), tf.layers.reLU({ name: 'second' })],
      })
      return tf.layers.concatenate({ name: 'both' }).apply([inner.apply(shared.apply(x)), shared.apply(y)])
    },
  },
  {
    name: 'a sequence to a sequence',
    inputs: [steps, [2, 3]],
    build: (tf, x, y) => {
      const [, h, c] = tf.layers.lstm({ units: 2, returnState: true, name: 'encoder' }).apply(x)
      return tf.layers.lstm({ units: 2, returnSequences: true, name: 'decoder' }).apply(y, { initialState: [h, c] })
    },
  },
]
