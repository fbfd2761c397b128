import { avgPool, conv, convTranspose, maxPool } from '../../src/index.js'
import { compareWithTorch } from './oracle.js'

compareWithTorch<'x' | 'kernel'>('convolutions', {
  'conv 1d': ({ x, kernel }) => conv(x, kernel),
  'conv 1d, stride 3': ({ x, kernel }) => conv(x, kernel, { stride: 3 }),
  'conv 1d, padding 2': ({ x, kernel }) => conv(x, kernel, { padding: 2 }),
  'conv 1d, dilation 2': ({ x, kernel }) => conv(x, kernel, { dilation: 2 }),
  'conv 1d, same': ({ x, kernel }) => conv(x, kernel, { padding: 'same' }),
  'conv 1d, same, an even window': ({ x, kernel }) => conv(x, kernel, { padding: 'same' }),
  'conv 1d, same, dilation 3': ({ x, kernel }) => conv(x, kernel, { padding: 'same', dilation: 3 }),
  'conv 1d, groups 3': ({ x, kernel }) => conv(x, kernel, { groups: 3 }),
  'conv 1d, all settings': ({ x, kernel }) => conv(x, kernel, { stride: 2, padding: 3, dilation: 2, groups: 2 }),

  'conv 2d': ({ x, kernel }) => conv(x, kernel),
  'conv 2d, one place': ({ x, kernel }) => conv(x, kernel),
  'conv 2d, window 1': ({ x, kernel }) => conv(x, kernel),
  'conv 2d, stride 2': ({ x, kernel }) => conv(x, kernel, { stride: 2 }),
  'conv 2d, strides 3 and 1': ({ x, kernel }) => conv(x, kernel, { stride: [3, 1] }),
  'conv 2d, padding 1': ({ x, kernel }) => conv(x, kernel, { padding: 1 }),
  'conv 2d, uneven padding': ({ x, kernel }) =>
    conv(x, kernel, {
      padding: [
        [0, 2],
        [3, 1],
      ],
    }),
  'conv 2d, stride 2, padding 1': ({ x, kernel }) => conv(x, kernel, { stride: 2, padding: 1 }),
  'conv 2d, same': ({ x, kernel }) => conv(x, kernel, { padding: 'same' }),
  'conv 2d, same, stride 2': ({ x, kernel }) => conv(x, kernel, { padding: 'same', stride: 2 }),
  'conv 2d, same, strides 3 and 2': ({ x, kernel }) => conv(x, kernel, { padding: 'same', stride: [3, 2] }),
  'conv 2d, dilation 2': ({ x, kernel }) => conv(x, kernel, { dilation: 2 }),
  'conv 2d, dilations 1 and 3': ({ x, kernel }) => conv(x, kernel, { dilation: [1, 3] }),
  'conv 2d, groups 2': ({ x, kernel }) => conv(x, kernel, { groups: 2 }),
  'conv 2d, depthwise': ({ x, kernel }) => conv(x, kernel, { groups: 3, padding: 1 }),
  'conv 2d, depthwise, 2 for each channel': ({ x, kernel }) => conv(x, kernel, { groups: 3, stride: 2 }),
  'conv 2d, all settings': ({ x, kernel }) =>
    conv(x, kernel, {
      stride: [2, 1],
      padding: [
        [2, 2],
        [1, 1],
      ],
      dilation: [1, 2],
      groups: 2,
    }),

  'conv 3d': ({ x, kernel }) => conv(x, kernel),
  'conv 3d, stride 2, padding 1': ({ x, kernel }) => conv(x, kernel, { stride: 2, padding: 1 }),
  'conv 3d, same': ({ x, kernel }) => conv(x, kernel, { padding: 'same' }),
  'conv 3d, dilations 1, 2 and 1': ({ x, kernel }) => conv(x, kernel, { dilation: [1, 2, 1] }),
  'conv 3d, all settings': ({ x, kernel }) =>
    conv(x, kernel, {
      stride: [1, 2, 2],
      padding: [
        [1, 1],
        [0, 0],
        [2, 2],
      ],
      dilation: [2, 1, 1],
      groups: 2,
    }),

  'convTranspose 1d': ({ x, kernel }) => convTranspose(x, kernel),
  'convTranspose 1d, stride 2': ({ x, kernel }) => convTranspose(x, kernel, { stride: 2 }),
  'convTranspose 1d, stride 4, wider than the window': ({ x, kernel }) => convTranspose(x, kernel, { stride: 4 }),
  'convTranspose 1d, padding 1': ({ x, kernel }) => convTranspose(x, kernel, { padding: 1 }),
  'convTranspose 1d, dilation 2': ({ x, kernel }) => convTranspose(x, kernel, { dilation: 2 }),
  'convTranspose 1d, groups 3': ({ x, kernel }) => convTranspose(x, kernel, { groups: 3 }),
  'convTranspose 1d, all settings': ({ x, kernel }) => convTranspose(x, kernel, { stride: 3, padding: 2, dilation: 2, groups: 2 }),

  'convTranspose 2d': ({ x, kernel }) => convTranspose(x, kernel),
  'convTranspose 2d, strides 2 and 3': ({ x, kernel }) => convTranspose(x, kernel, { stride: [2, 3] }),
  'convTranspose 2d, stride 2, padding 1': ({ x, kernel }) => convTranspose(x, kernel, { stride: 2, padding: 1 }),
  // PyTorch's output_padding: less is taken away at the end.
  'convTranspose 2d, stride 2, padding 1, one more at the end': ({ x, kernel }) =>
    convTranspose(x, kernel, {
      stride: 2,
      padding: [
        [1, 0],
        [1, 0],
      ],
    }),
  'convTranspose 2d, same, stride 2': ({ x, kernel }) => convTranspose(x, kernel, { padding: 'same', stride: 2 }),
  'convTranspose 2d, dilation 2': ({ x, kernel }) => convTranspose(x, kernel, { dilation: 2 }),
  'convTranspose 2d, groups 2': ({ x, kernel }) => convTranspose(x, kernel, { groups: 2 }),
  'convTranspose 2d, all settings': ({ x, kernel }) =>
    convTranspose(x, kernel, {
      stride: [2, 1],
      padding: [
        [1, 1],
        [2, 2],
      ],
      dilation: [1, 2],
      groups: 2,
    }),

  'convTranspose 3d': ({ x, kernel }) => convTranspose(x, kernel),
  'convTranspose 3d, stride 2, padding 1': ({ x, kernel }) => convTranspose(x, kernel, { stride: 2, padding: 1 }),
  'convTranspose 3d, all settings': ({ x, kernel }) =>
    convTranspose(x, kernel, {
      stride: [1, 2, 2],
      padding: [
        [0, 0],
        [1, 1],
        [1, 1],
      ],
      dilation: [2, 1, 1],
      groups: 2,
    }),

  'maxPool 1d': ({ x }) => maxPool(x, 2),
  'maxPool 1d, stride 2, padding 1': ({ x }) => maxPool(x, 3, { stride: 2, padding: 1 }),
  'maxPool 1d, same': ({ x }) => maxPool(x, 3, { stride: 2, padding: 'same' }),
  'maxPool 2d': ({ x }) => maxPool(x, 2),
  'maxPool 2d, windows 3 and 2, strides 1 and 2': ({ x }) => maxPool(x, [3, 2], { stride: [1, 2] }),
  'maxPool 2d, stride 2, padding 1': ({ x }) => maxPool(x, 3, { stride: 2, padding: 1 }),
  'maxPool 2d, uneven padding': ({ x }) =>
    maxPool(x, 3, {
      stride: 2,
      padding: [
        [0, 2],
        [1, 0],
      ],
    }),
  'maxPool 2d, same': ({ x }) => maxPool(x, 3, { stride: 2, padding: 'same' }),
  'maxPool 2d, stride 3, more than the window': ({ x }) => maxPool(x, 2, { stride: 3 }),
  'maxPool 3d': ({ x }) => maxPool(x, 2),
  'maxPool 3d, stride 2, padding 1': ({ x }) => maxPool(x, 3, { stride: 2, padding: 1 }),

  'avgPool 1d': ({ x }) => avgPool(x, 2),
  'avgPool 1d, stride 2, padding 1': ({ x }) => avgPool(x, 3, { stride: 2, padding: 1 }),
  'avgPool 1d, same': ({ x }) => avgPool(x, 3, { stride: 2, padding: 'same' }),
  'avgPool 2d': ({ x }) => avgPool(x, 2),
  'avgPool 2d, windows 3 and 2, strides 1 and 2': ({ x }) => avgPool(x, [3, 2], { stride: [1, 2] }),
  'avgPool 2d, stride 2, padding 1': ({ x }) => avgPool(x, 3, { stride: 2, padding: 1 }),
  'avgPool 2d, uneven padding': ({ x }) =>
    avgPool(x, 3, {
      stride: 2,
      padding: [
        [0, 2],
        [1, 0],
      ],
    }),
  'avgPool 2d, same': ({ x }) => avgPool(x, 3, { stride: 2, padding: 'same' }),
  'avgPool 2d, stride 3, more than the window': ({ x }) => avgPool(x, 2, { stride: 3 }),
  'avgPool 3d': ({ x }) => avgPool(x, 2),
  'avgPool 3d, stride 2, padding 1': ({ x }) => avgPool(x, 3, { stride: 2, padding: 1 }),
})
