import type { Family } from './harness.js'

const kernelAndBias = (kernel: string, units: number): string =>
  `{ readonly kernel: Tensor<[${kernel}], "f32">; readonly bias: Tensor<[${units}], "f32">; }`

export const windowLayers: Family = {
  name: 'window-layers',
  given: `
import * as dsl from 'typegrad/dsl'
import { adaptiveAvgPool2d, avgPool1d, avgPool2d, avgPool3d, conv2d, convTranspose1d, convTranspose2d, convTranspose3d, dense, depthwiseConv1d, embedding, flatten, init, maxPool1d, maxPool2d, maxPool3d, pad2d, patchEmbedding, pixelShuffle, pixelUnshuffle, resize, separableConv1d, separableConv2d, sequential, squeezeExcite, upsample2d } from 'typegrad/dsl'
const vision = sequential([32, 48, 3], patchEmbedding([16, 8], 64), dense(10))
const separated = init(sequential([8, 8, 3], separableConv2d(5, 3, { multiplier: 2 }), separableConv2d(4, [1, 3], { bias: false })), key(0)).params
const gates = init(sequential([4, 4, 8], squeezeExcite(2, { bias: false })), key(0)).params
const spreading = init(sequential([9, 4], depthwiseConv1d(3, { multiplier: 2 }), convTranspose1d(3, 4, { stride: 2, bias: false })), key(0)).params
declare const n: number
declare const list: number[]
declare const maybe: boolean
declare const shape: number[]`,
  compiles: [
    ['vision', `Model<[32, 48, 3], [12, 10], [${kernelAndBias('16, 8, 3, 64', 64)}, ${kernelAndBias('64, 10', 10)}], [Empty, Empty]>`],
    [
      'separated',
      '[{ readonly depthwise: Tensor<[3, 3, 1, 6], "f32">; readonly pointwise: Tensor<[6, 5], "f32">; readonly bias: Tensor<[5], "f32">; }, { readonly depthwise: Tensor<[1, 3, 1, 5], "f32">; readonly pointwise: Tensor<[5, 4], "f32">; }]',
    ],
    [
      'gates',
      '[{ readonly squeeze: { readonly kernel: Tensor<[8, 4], "f32">; }; readonly excite: { readonly kernel: Tensor<[4, 8], "f32">; }; }]',
    ],
    ['spreading[0].kernel', 'Tensor<[3, 1, 8], "f32">'],
    ['spreading[1]', '{ readonly kernel: Tensor<[4, 3, 8], "f32">; }'],
    ['sequential([28, 28, 3], separableConv2d(64, 3, { stride: 2, padding: 1 })).output', 'readonly [14, 14, 64]'],
    ['sequential([100, 3], separableConv1d(64, 3, { dilation: 2 }), depthwiseConv1d(4, { multiplier: 2 })).output', 'readonly [93, 128]'],
    ['sequential([7, 7, 32], convTranspose2d(16, 3, { stride: 2, padding: 1, outputPadding: 1 })).output', 'readonly [14, 14, 16]'],
    ['sequential([7, 32], convTranspose1d(16, 3, { stride: 4, outputPadding: 3 })).output', 'readonly [30, 16]'],
    [
      'sequential([2, 3, 4, 5], convTranspose3d(6, [2, 2, 1], { stride: [2, 2, 1], outputPadding: [1, 0, 0] })).output',
      'readonly [5, 6, 4, 6]',
    ],
    ['sequential([100, 8], maxPool1d(3), avgPool1d(2, { ceilMode: true })).output', 'readonly [17, 8]'],
    [
      'sequential([27, 28, 8], maxPool2d(2, { ceilMode: true }), avgPool2d(3, { padding: 1, countPadding: true })).output',
      'readonly [5, 5, 8]',
    ],
    ['sequential([9, 28, 28, 8], maxPool3d([2, 1, 4]), avgPool3d(3, { stride: 2, ceilMode: true })).output', 'readonly [2, 14, 3, 8]'],
    ['sequential([27, 28, 8], maxPool2d(2, { ceilMode: maybe })).output', 'readonly [number, number, 8]'],
    ['sequential([30, 20, 512], adaptiveAvgPool2d(7), adaptiveAvgPool2d([1, 3])).output', 'readonly [1, 3, 512]'],
    ['sequential(shape, adaptiveAvgPool2d(7)).output', 'readonly (number | Size<string>)[]'],
    ["sequential([14, 10, 8], upsample2d(2), upsample2d([1, 3], { method: 'linear' })).output", 'readonly [28, 60, 8]'],
    ['sequential([14, 10, 8], upsample2d(n)).output', 'readonly [number, number, 8]'],
    ['sequential([14, 8], resize(20)).output', 'readonly [20, 8]'],
    ['sequential([14, 10, 8], resize([20, 5])).output', 'readonly [20, 5, 8]'],
    ['sequential([3, 14, 10, 8], resize(4)).output', 'readonly [4, 4, 4, 8]'],
    ['sequential([3, 14, 10, 8], resize(list)).output', 'readonly [number, number, number, 8]'],
    ['sequential([32, 16, 12], pixelShuffle(2)).output', 'readonly [64, 32, 3]'],
    ['sequential([32, 15, 2], pixelUnshuffle(1), pixelUnshuffle(n)).output', 'readonly [number, number, number]'],
    ['sequential([64, 33, 3], pad2d([[0, 2], [1, 0]]), pixelUnshuffle(2)).output', 'readonly [33, 17, 12]'],
    ["sequential([28, 28, 3], pad2d(3, { mode: 'reflect' })).output", 'readonly [34, 34, 3]'],
    ['sequential([28, 28, 3], pad2d([[0, 1], 2], { value: 1 })).output', 'readonly [29, 32, 3]'],
    ['sequential([28, 28, 3], pad2d(n)).output', 'readonly [number, number, 3]'],
    ['sequential([224, 224, 3], patchEmbedding(16, 768, { bias: false })).output', 'readonly [196, 768]'],
    ['sequential([224, n, 3], patchEmbedding(16, 768)).output', 'readonly [number, 768]'],
    ['sequential([128], embedding(100, 16, { tableInit: dsl.glorotNormal })).output', 'readonly [128, 16]'],
  ],
  rejects: [
    ['sequential([784], «separableConv2d(64, 3)»)', 'separableConv2d(64, 3): the input needs [height, width, channels], got [784]'],
    ['sequential([4, 4, 3], «separableConv2d(64, 5)»)', 'separableConv2d(64, 5): kernel [5, 5] is larger than the padded input [4, 4]'],
    ['sequential([9, 3], «separableConv1d(64, 5, { stride: 0 })»)', 'separableConv1d(64, 5): stride 0 must be whole and 1 or more'],
    ['sequential([9, 3], «separableConv1d(64, [3, 3])»)', 'separableConv1d(64, [3, 3]): window [3, 3] has 2 entries for 1 spatial axes'],
    ['sequential([9, 3, 3], «depthwiseConv1d(3)»)', 'depthwiseConv1d(3): the input needs [length, channels], got [9, 3, 3]'],
    [
      'sequential([7, 7, 3], «convTranspose2d(8, 3, { stride: 2, outputPadding: 2 })»)',
      'convTranspose2d(8, 3): outputPadding 2 is not less than the stride 2, nor than the dilation 1',
    ],
    [
      'sequential([7, 3], «convTranspose1d(8, 3, { outputPadding: -1 })»)',
      'convTranspose1d(8, 3): outputPadding -1 must be whole and 0 or more',
    ],
    [
      'sequential([7, 7, 3], «convTranspose3d(8, 3)»)',
      'convTranspose3d(8, 3): the input needs [depth, height, width, channels], got [7, 7, 3]; did you mean [7, 7, 3, 1]?',
    ],
    ['sequential([7, 7, 3], «maxPool1d(2)»)', 'maxPool1d(2): the input needs [length, channels], got [7, 7, 3]'],
    ['sequential([5, 3], «avgPool1d(6)»)', 'avgPool1d(6): window [6] is larger than the padded input [5]'],
    [
      'sequential([5, 4, 3, 3], «maxPool3d([2, 5, 2], { ceilMode: true, stride: 1 })»)',
      'maxPool3d([2, 5, 2]): window [2, 5, 2] is larger than the padded input [5, 4, 3]',
    ],
    ['sequential([5, 4, 3, 3], «avgPool3d(2, { padding: 2 })»)', 'avgPool3d(2): padding 2 is not less than the window 2'],
    ['sequential([784], «adaptiveAvgPool2d(7)»)', 'adaptiveAvgPool2d(7): the input needs [height, width, channels], got [784]'],
    ['sequential([8, 8, 3], «adaptiveAvgPool2d([7, 0])»)', 'adaptiveAvgPool2d([7, 0]): sizes [7, 0] must be whole and 1 or more'],
    [
      'sequential([8, 8], «upsample2d(2)»)',
      'upsample2d(2): the input needs [height, width, channels], got [8, 8]; did you mean [8, 8, 1]?',
    ],
    ['sequential([8, 8, 3], «upsample2d([2, 2, 2])»)', 'upsample2d([2, 2, 2]): factor [2, 2, 2] has 3 entries for 2 spatial axes'],
    ['sequential([8, 8, 3], «upsample2d(0.5)»)', 'upsample2d(0.5): factor 0.5 must be whole and 1 or more'],
    ['sequential([8], «resize(7)»)', 'resize(7): the input needs [...spatial, channels] with 1 to 3 spatial axes, got [8]'],
    ['sequential([8, 8, 3], «resize([7])»)', 'resize([7]): sizes [7] has 1 entries for 2 spatial axes'],
    ['sequential([8, 8, 6], «pixelShuffle(2)»)', 'pixelShuffle(2): 4 does not divide 6 channels'],
    ['sequential([8, 9, 3], «pixelUnshuffle(2)»)', 'pixelUnshuffle(2): 2 does not divide height and width of [8, 9, 3]'],
    ['sequential([64], «pixelShuffle(2)»)', 'pixelShuffle(2): the input needs [height, width, channels], got [64]'],
    ['sequential([8, 9, 3], «pad2d(-1)»)', 'pad2d(-1): -1 is not a width; widths are whole numbers, 0 or more'],
    ['sequential([8, 9, 3], «pad2d([1])»)', 'pad2d([1]): the widths [1] do not have an entry for each axis of [8, 9]'],
    ['sequential([8, 9], «pad2d(1)»)', 'pad2d(1): the input needs [height, width, channels], got [8, 9]; did you mean [8, 9, 1]?'],
    [
      "sequential([0, 9, 3], «pad2d([[0, 1], 2], { mode: 'edge' })»)",
      "pad2d([[0, 1], 2]): [0, 9] is empty along an axis that is to grow; mode 'edge' has no elements to repeat",
    ],
    [
      'sequential([225, 224, 3], «patchEmbedding(16, 768)»)',
      'patchEmbedding(16, 768): patches of [16, 16] do not fill an image [225, 224, 3]',
    ],
    ['sequential([224, 224, 3], «patchEmbedding([16], 768)»)', 'patchEmbedding([16], 768): patch [16] has 1 entries for 2 spatial axes'],
    [
      'sequential([224, 224], «patchEmbedding(16, 768)»)',
      'patchEmbedding(16, 768): the input needs [height, width, channels], got [224, 224]; did you mean [224, 224, 1]?',
    ],
  ],
}
