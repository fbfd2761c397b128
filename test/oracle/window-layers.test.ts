import {
  adaptiveAvgPool2d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  depthwiseConv1d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  pad2d,
  patchEmbedding,
  pixelShuffle,
  pixelUnshuffle,
  resize,
  separableConv1d,
  separableConv2d,
  squeezeExcite,
  upsample2d,
} from '../../dsl/index.js'
import { of } from './layer.js'
import { compareWithTorch } from './oracle.js'

const bias = false
const pooled = { stride: 2, padding: 1, ceilMode: true } as const
const counted = { ...pooled, countPadding: true } as const
const sides = [[1, 2], [2, 3]] as const // biome-ignore format: a list

compareWithTorch<'x'>('window-layers', {
  depthwiseConv1d: of(depthwiseConv1d(3, { padding: 2, dilation: 2, multiplier: 2 })),
  convTranspose1d: of(convTranspose1d(2, 3, { stride: 3, padding: 1, outputPadding: 2 })),
  convTranspose2d: of(convTranspose2d(2, 3, { stride: 2, padding: 1, outputPadding: 1 })),
  'convTranspose2d without a bias': of(convTranspose2d(2, 2, { dilation: [1, 2], bias })),
  convTranspose3d: of(convTranspose3d(2, [2, 2, 3], { stride: [1, 2, 2], outputPadding: [0, 1, 0] })),
  separableConv1d: of(separableConv1d(4, 3, { stride: 2, padding: 1 })),
  separableConv2d: of(separableConv2d(4, 3, { padding: 'same', dilation: 2, multiplier: 2 })),
  'separableConv2d without a bias': of(separableConv2d(3, [2, 3], { stride: [2, 1], bias })),

  maxPool1d: of(maxPool1d(3, pooled)),
  maxPool2d: of(maxPool2d(3, pooled)),
  maxPool3d: of(maxPool3d(3, pooled)),
  avgPool1d: of(avgPool1d(3, pooled)),
  avgPool2d: of(avgPool2d(3, pooled)),
  avgPool3d: of(avgPool3d(3, pooled)),
  'avgPool1d, padding counted': of(avgPool1d(3, counted)),
  'avgPool2d, padding counted': of(avgPool2d(3, counted)),
  'avgPool3d, padding counted': of(avgPool3d(3, counted)),
  adaptiveAvgPool2d: of(adaptiveAvgPool2d([3, 2])),

  'upsample2d, nearest': of(upsample2d([2, 3])),
  'upsample2d, linear': of(upsample2d([2, 3], { method: 'linear' })),
  'resize of sounds': of(resize(5, { method: 'linear' })),
  'resize of images': of(resize([7, 3], { method: 'linear' })),
  'resize of volumes': of(resize([2, 5, 3])),
  pixelShuffle: of(pixelShuffle(3)),
  pixelUnshuffle: of(pixelUnshuffle(2)),
  'pad2d, constant': of(pad2d(sides)),
  'pad2d, reflect': of(pad2d(sides, { mode: 'reflect' })),
  'pad2d, edge': of(pad2d(sides, { mode: 'edge' })),
  'pad2d, wrap': of(pad2d(sides, { mode: 'wrap' })),
  patchEmbedding: of(patchEmbedding([2, 3], 5)),
  'patchEmbedding without a bias': of(patchEmbedding(2, 3, { bias })),
  'squeezeExcite without biases': of(squeezeExcite(2, { bias })),
})
