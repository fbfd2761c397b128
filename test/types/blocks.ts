import type { Family } from './harness.js'

const both = (kernel: string, units: number | string): string =>
  `{ readonly kernel: Tensor<[${kernel}], "f32">; readonly bias: Tensor<[${units}], "f32">; }`
const scaleAndOffset = (channels: number): string =>
  `{ readonly scale: Tensor<[${channels}], "f32">; readonly offset: Tensor<[${channels}], "f32">; }`
const attention = (features: number): string => {
  const part = both(`${features}, ${features}`, features)
  return `{ readonly query: ${part}; readonly key: ${part}; readonly value: ${part}; readonly output: ${part}; }`
}

/** Layers that models of many layers are made of. */
export const blocks: Family = {
  name: 'blocks',
  given: `
import * as dsl from 'typegrad/dsl'
import { batchNorm, conv2d, convTranspose2d, dense, depthwiseConv2d, embedding, groupNorm, init, layerNorm, multiHeadAttention, positionalEncoding, predict, repeated, reshapeTo, residual, rmsNorm, sequential, serial, squeezeExcite, transformerBlock } from 'typegrad/dsl'
const normal3 = sequential([8, 8, 3], conv2d(16, 3, { bias: false }), batchNorm(), dsl.relu)
const normal3Variables = init(normal3, key(0))
const encoder = sequential([128], embedding(1000, 64), positionalEncoding(), repeated(2, transformerBlock({ heads: 4, hidden: 256 })), layerNorm())
const encoderParams = init(encoder, key(0)).params
declare const n: number
declare const flag: boolean
declare const shape: number[]`,
  compiles: [
    [
      'normal3',
      `Model<[8, 8, 3], [6, 6, 16], [{ readonly kernel: Tensor<[3, 3, 3, 16], "f32">; }, ${scaleAndOffset(16)}, Empty], [Empty, { readonly mean: Tensor<[16], "f32">; readonly variance: Tensor<[16], "f32">; }, Empty]>`,
    ],
    ['normal3Variables.state[1].mean', 'Tensor<[16], "f32">'],
    ['sequential([n], batchNorm()).output', 'readonly [number]'],
    ['init(sequential([5, 4], layerNorm()), key(0)).params[0]', scaleAndOffset(4)],
    ['init(sequential([5, 4], rmsNorm()), key(0)).params[0]', '{ readonly scale: Tensor<[4], "f32">; }'],
    ['sequential([28, 28, 64], groupNorm(32)).output', 'readonly [28, 28, 64]'],
    ['sequential([28, 28, n], groupNorm(32)).output', 'readonly [28, 28, number]'],
    ['sequential(shape, batchNorm(), layerNorm(), groupNorm(2), rmsNorm()).output', 'readonly number[]'],
    [
      'init(sequential([8, 8, 4], depthwiseConv2d(3, { bias: false })), key(0)).params[0]',
      '{ readonly kernel: Tensor<[3, 3, 1, 4], "f32">; }',
    ],
    [
      'init(sequential([8, 8, 4], convTranspose2d(2, 3, { bias: flag })), key(0)).params[0]',
      '{ readonly kernel: Tensor<[3, 3, 2, 4], "f32">; readonly bias?: Tensor<[2], "f32">; }',
    ],
    ['sequential([784], reshapeTo([7, 7, 16])).output', 'readonly [7, 7, 16]'],
    ['sequential([28, 28], reshapeTo([-1, 16])).output', 'readonly [49, 16]'],
    ['sequential([28, n], reshapeTo([7, 16])).output', 'readonly [7, 16]'],
    ['sequential(shape, reshapeTo([7, -1])).output', 'readonly [7, number]'],
    ['encoder.output', 'readonly [128, 64]'],
    ['encoderParams[0].table', 'Tensor<[1000, 64], "f32">'],
    ['encoderParams[2].hidden', both('2, 64, 256', '2, 256')],
    ['encoderParams[2].attention.key', both('2, 64, 64', '2, 64')],
    ['init(sequential([5, 6], multiHeadAttention({ heads: 2 })), key(0)).params[0]', attention(6)],
    ['sequential([n, n], multiHeadAttention({ heads: 2, causal: true }), positionalEncoding()).output', 'readonly [number, number]'],
    ['sequential(shape, embedding(10, 4)).output', 'readonly (number | Size<string>)[]'],
    ['sequential([128, 64], transformerBlock({ heads: 4, hidden: 256 })).output', 'readonly [128, 64]'],
    ['sequential(shape, transformerBlock({ heads: 2, hidden: 8 })).output', 'readonly number[]'],
    ['predict(encoder, init(encoder, key(0)), zeros([32, 128]))', 'Tensor<[32, 128, 64], "f32">'],
    [
      'init(sequential([7, 7, 64], squeezeExcite(16)), key(0)).params[0]',
      `{ readonly squeeze: ${both('64, 4', 4)}; readonly excite: ${both('4, 64', 64)}; }`,
    ],
    ['sequential([7, 7, n], squeezeExcite(n)).output', 'readonly [7, 7, number]'],
  ],
  rejects: [
    ['sequential([], «batchNorm()»)', 'batchNorm: the input needs a last dimension, got []'],
    ['sequential([], «layerNorm()»)', 'layerNorm: the input needs a last dimension, got []'],
    ['sequential([], «rmsNorm()»)', 'rmsNorm: the input needs a last dimension, got []'],
    ['sequential([28, 28, 3], conv2d(60, 3), «groupNorm(32)», dsl.relu)', 'groupNorm(32): 32 groups do not divide 60 channels'],
    ['sequential([], «groupNorm(32)»)', 'groupNorm(32): the input needs a last dimension, got []'],
    ['sequential([785], dsl.relu, «reshapeTo([7, 7, 16])»)', 'reshapeTo: [785] has 785 elements and [7, 7, 16] has 784'],
    ['sequential([784], «reshapeTo([-1, 10])»)', 'reshapeTo: the elements of [784] do not fill [-1, 10]'],
    ['sequential([128], «positionalEncoding()»)', 'positionalEncoding: the input needs [time, features], got [128]'],
    [
      'sequential([128, 100], layerNorm(), «multiHeadAttention({ heads: 12 })»)',
      'multiHeadAttention(12): 12 heads do not divide 100 features',
    ],
    [
      'sequential([2, 128, 768], «multiHeadAttention({ heads: 12 })»)',
      'multiHeadAttention(12): the input needs [time, features], got [2, 128, 768]',
    ],
    [
      'sequential([128], embedding(1000, 100), «transformerBlock({ heads: 12, hidden: 3072 })»)',
      'transformerBlock(12, 3072): 12 heads do not divide 100 features',
    ],
    [
      'sequential([128, 768], serial(dsl.relu), «repeated(12, transformerBlock({ heads: 7, hidden: 3072 }))», layerNorm())',
      'transformerBlock(7, 3072): 7 heads do not divide 768 features',
    ],
    ['sequential([784], «squeezeExcite(16)»)', 'squeezeExcite(16): the input needs spatial dimensions before its channels, got [784]'],
    ['sequential([7, 7, 60], «residual(squeezeExcite(16))»)', 'squeezeExcite(16): 16 does not divide 60 channels'],
  ],
  refuses: [
    ['normal3Variables.params[0].«bias»', "Property 'bias' does not exist on type '{ readonly kernel: Tensor<[3, 3, 3, 16], \"f32\">; }'."],
  ],
}
