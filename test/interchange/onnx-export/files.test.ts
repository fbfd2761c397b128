import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { acquire, key } from '../../../src/index.js'
import { toOnnx } from '../../../src/interchange/onnx/write/export.js'
import { layers } from './cases.js'
import { learnt } from './examples.js'
import { summaryOf } from './summary.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Models whose files are pinned. */
const models = {
  mlp: dsl.sequential([4], dsl.dense(3), dsl.relu, dsl.dense(2), dsl.softmax),
  pictures: dsl.sequential(
    [8, 8, 3],
    dsl.conv2d(4, 3, { padding: 1, bias: false }),
    dsl.batchNorm(),
    dsl.relu,
    dsl.residual(dsl.serial(dsl.conv2d(4, 3, { padding: 1 }), dsl.relu)),
    dsl.maxPool2d(2),
    dsl.globalAvgPool,
    dsl.dense(2),
  ),
  lstm: dsl.sequential([5, 3], dsl.lstm(4, { returnSequences: true, reverse: true }), dsl.dense(2)),
  'gru-in-a-loop': dsl.sequential([5, 3], dsl.gru(4, { resetAfter: false })),
  gru: dsl.sequential([5, 3], dsl.gru(4), dsl.dense(2)),
  transformer: dsl.sequential(
    { shape: [6], dtype: 'i32' },
    dsl.embedding(9, 4),
    dsl.positionalEncoding(),
    dsl.transformerBlock({ heads: 2, hidden: 8 }),
    dsl.layerNorm(),
  ),
  repeated: dsl.sequential([4], dsl.repeated(2, dsl.dense(4)), dsl.relu),
  decoder: dsl.sequential([4, 4, 2], dsl.convTranspose2d(3, 3, { stride: 2 }), dsl.avgPool2d(2), dsl.gelu),
} as const

describe('files', () => {
  it.each(Object.entries(models))('%s', async (name, model) => {
    const file = await toOnnx(model as never, dsl.init(model as never, key(1)) as never)
    await expect(summaryOf(file as never)).toMatchFileSnapshot(`files/${name}.txt`)
  })
})

/** Layers that ONNX has an operator for. */
const operators: Readonly<Record<string, string>> = {
  dense: 'Gemm',
  conv1d: 'Conv',
  conv2d: 'Conv',
  'conv2d in groups': 'Conv',
  conv3d: 'Conv',
  convTranspose1d: 'ConvTranspose',
  convTranspose2d: 'ConvTranspose',
  convTranspose3d: 'ConvTranspose',
  depthwiseConv2d: 'Conv',
  maxPool1d: 'MaxPool',
  maxPool2d: 'MaxPool',
  'maxPool2d rounded up': 'MaxPool',
  avgPool1d: 'AveragePool',
  avgPool2d: 'AveragePool',
  'avgPool2d with padding counted': 'AveragePool',
  globalAvgPool: 'ReduceMean',
  globalMaxPool: 'ReduceMax',
  batchNorm: 'BatchNormalization',
  layerNorm: 'LayerNormalization',
  softmax: 'Softmax',
  logSoftmax: 'LogSoftmax',
  gelu: 'Erf',
  sigmoid: 'Sigmoid',
  embedding: 'Gather',
  multiHeadAttention: 'Softmax',
  gru: 'GRU',
  'gru of all steps': 'GRU',
  'gru in the order of torch': 'GRU',
  'gru without biases': 'GRU',
  lstm: 'LSTM',
  'lstm that is told how to begin': 'LSTM',
  'lstm backwards, with its state': 'LSTM',
  bidirectional: 'LSTM',
  stacked: 'GRU',
}

describe('layers that are operators', () => {
  it.each(Object.entries(operators))('%s: %s', async (name, operator) => {
    const model = layers[name]?.()
    if (!model) throw new Error(`there is no layer ${name}`)
    const text = summaryOf(await toOnnx(model, learnt(model)))
    expect(text).toContain(` = ${operator}(`)
    expect(text).not.toContain('Scan(')
  })
})
