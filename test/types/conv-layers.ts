import type { Family } from './harness.js'

const kernelAndBias = (kernel: string, units: number): string =>
  `{ readonly kernel: Tensor<[${kernel}], "f32">; readonly bias: Tensor<[${units}], "f32">; }`

export const convLayers: Family = {
  name: 'conv-layers',
  given: `
import * as dsl from 'typegrad/dsl'
import { avgPool2d, conv1d, conv2d, conv3d, convTranspose2d, dense, depthwiseConv2d, flatten, globalAvgPool, globalMaxPool, init, maxPool2d, predict, residual, sequential, serial } from 'typegrad/dsl'
const lenet = sequential([28, 28, 1], conv2d(32, 5), dsl.relu, maxPool2d(2), flatten, dense(10))
const variables = init(lenet, key(0))
const deep = sequential([8, 8, 4], depthwiseConv2d(3, { multiplier: 2 }), convTranspose2d(3, [2, 3]), conv2d(6, 3, { groups: 3 }))
const deepest = init(deep, key(0)).params
declare const n: number
declare const list: number[]
declare const shape: number[]`,
  compiles: [
    [
      'lenet',
      `Model<[28, 28, 1], [10], [${kernelAndBias('5, 5, 1, 32', 32)}, Empty, Empty, Empty, { readonly kernel: Tensor<[4608, 10], "f32">; readonly bias: Tensor<[10], "f32">; }], [Empty, Empty, Empty, Empty, Empty]>`,
    ],
    ['variables.params[0].kernel', 'Tensor<[5, 5, 1, 32], "f32">'],
    ['variables.params[0].bias', 'Tensor<[32], "f32">'],
    ['predict(lenet, variables, zeros([32, 28, 28, 1]))', 'Tensor<[32, 10], "f32">'],
    ['deepest[0].kernel', 'Tensor<[3, 3, 1, 8], "f32">'],
    ['deepest[0].bias', 'Tensor<[8], "f32">'],
    ['deepest[1].kernel', 'Tensor<[2, 3, 3, 8], "f32">'],
    ['deepest[2].kernel', 'Tensor<[3, 3, 1, 6], "f32">'],
    ['deep.output', 'readonly [5, 6, 6]'],
    ['sequential([1000, 1], conv1d(8, 5, { stride: 2 }), conv1d(4, [3])).output', 'readonly [496, 4]'],
    ["sequential([16, 64, 64, 1], conv3d(8, 3, { stride: [1, 2, 2], padding: 'same' })).output", 'readonly [16, 32, 32, 8]'],
    [
      'sequential([224, 224, 3], conv2d(64, 7, { stride: 2, padding: 3 }), maxPool2d(3, { stride: 2, padding: 1 })).output',
      'readonly [56, 56, 64]',
    ],
    [
      "sequential([7, 7, 32], convTranspose2d(16, 3, { stride: 2, padding: 'same' }), convTranspose2d(1, 3, { stride: 2, padding: 'same' })).output",
      'readonly [28, 28, 1]',
    ],
    ['sequential([28, 28, 8], avgPool2d([2, 4]), conv2d(3, 1)).output', 'readonly [14, 7, 3]'],
    ['sequential([28, 28, 8], globalAvgPool, dense(3)).output', 'readonly [3]'],
    ['sequential([5, 28, 28, 8], globalMaxPool).output', 'readonly [8]'],
    [
      "sequential([28, 28, 8], residual(serial(conv2d(8, 3, { padding: 1 }), dsl.relu, conv2d(8, 3, { padding: 'same', dilation: 2 })))).output",
      'readonly [28, 28, 8]',
    ],
    ['sequential([n, 28, 3], conv2d(8, 3)).output', 'readonly [number, 26, 8]'],
    ['sequential([28, 28, n], conv2d(8, 3)).output', 'readonly [26, 26, 8]'],
    ['sequential([28, 28, 3], conv2d(n, n)).output', 'readonly [number, number, number]'],
    ['sequential([28, 28, 3], conv2d(8, list), maxPool2d(2)).output', 'readonly [number, number, 8]'],
    ['sequential(shape, conv2d(8, 3)).output', 'readonly (number | Size<string>)[]'],
  ],
  rejects: [
    ['sequential([28, 28, 1], flatten, «conv2d(32, 5)», dense(10))', 'conv2d(32, 5): the input needs [height, width, channels], got [784]'],
    [
      'sequential([28, 28], «conv2d(32, 5)»)',
      'conv2d(32, 5): the input needs [height, width, channels], got [28, 28]; did you mean [28, 28, 1]?',
    ],
    ['sequential([28, 28, 1], maxPool2d(7), «conv2d(32, 5)»)', 'conv2d(32, 5): kernel [5, 5] is larger than the padded input [4, 4]'],
    [
      'sequential([28, 28, 1], dsl.relu, «conv2d(32, [29, 3], { stride: 2 })», flatten)',
      'conv2d(32, [29, 3]): kernel [29, 3] is larger than the padded input [28, 28]',
    ],
    ['sequential([28, 28, 1], «conv2d(32, 5, { stride: 0 })»)', 'conv2d(32, 5): stride 0 must be whole and 1 or more'],
    ['sequential([28, 28, 3], «conv2d(32, 5, { groups: 2 })»)', 'conv2d(32, 5): 2 groups do not divide 3 channels'],
    ['sequential([28, 28, 4], «conv2d(3, 5, { groups: 2 })»)', 'conv2d(3, 5): 2 groups do not divide 3 features'],
    ['sequential([28, 28, 4], «conv2d(3, 5, { groups: 0 })»)', 'conv2d(3, 5): groups 0 must be whole and 1 or more'],
    ['sequential([28, 28, 1], «conv2d(32, 5, { padding: [[1, 1]] })»)', 'conv2d(32, 5): padding [[1, 1]] has 1 entries for 2 spatial axes'],
    ['sequential([28, 28, 1], «conv2d(32, 0)»)', 'conv2d(32, 0): window 0 must be whole and 1 or more'],
    ['sequential([28, 28, 1], «conv2d(32, [3, 3, 3])»)', 'conv2d(32, [3, 3, 3]): window [3, 3, 3] has 3 entries for 2 spatial axes'],
    ['sequential([28, 28, 1], conv2d(8, 3), «conv1d(32, 5)»)', 'conv1d(32, 5): the input needs [length, channels], got [26, 26, 8]'],
    [
      'sequential([28, 28, 1], «conv3d(32, 5)»)',
      'conv3d(32, 5): the input needs [depth, height, width, channels], got [28, 28, 1]; did you mean [28, 28, 1, 1]?',
    ],
    [
      'sequential([2, 2, 1], «depthwiseConv2d(3, { dilation: 2 })»)',
      'depthwiseConv2d(3): kernel [3, 3], dilated by 2, is larger than the padded input [2, 2]',
    ],
    ['sequential([2, 2, 1], «convTranspose2d(4, 3, { padding: 3 })»)', 'convTranspose2d(4, 3): padding 3 leaves nothing of [4, 4]'],
    [
      'sequential([28, 28, 1], conv2d(8, 3), maxPool2d(9), «maxPool2d(3)», flatten)',
      'maxPool2d(3): window [3, 3] is larger than the padded input [2, 2]',
    ],
    ['sequential([28, 28, 1], «maxPool2d([2, 3], { padding: 2 })»)', 'maxPool2d([2, 3]): padding 2 is not less than the window [2, 3]'],
    ['sequential([784], «maxPool2d(2)»)', 'maxPool2d(2): the input needs [height, width, channels], got [784]'],
    ['sequential([784], «avgPool2d(2)»)', 'avgPool2d(2): the input needs [height, width, channels], got [784]'],
    ['sequential([784], «globalAvgPool»)', 'globalAvgPool: the input needs spatial dimensions before its channels, got [784]'],
    ['sequential([0, 4, 3], «globalMaxPool»)', 'globalMaxPool: [0, 4, 3] has nothing to choose from'],
    [
      'sequential([28, 28, 8], «residual(conv2d(8, 3))», flatten)',
      'residual: the branch maps [28, 28, 8] to [26, 26, 8]; a skip connection needs equal shapes',
    ],
    ['predict(lenet, variables, «zeros([32, 28, 28])»)', 'predict: the model takes [N, 28, 28, 1], got [32, 28, 28]'],
  ],
}
