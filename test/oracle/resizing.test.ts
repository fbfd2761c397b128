import { avgPool, convTranspose, maxPool, pad } from '../../src/index.js'
import { compareWithTorch } from './oracle.js'

compareWithTorch<'x' | 'kernel'>('resizing', {
  'pad, reflect': ({ x }) => pad(x, [0, [1, 2], [2, 0]], { mode: 'reflect' }),
  'pad, reflect, beyond the array': ({ x }) => pad(x, [[3, 8], 0, [7, 5]], { mode: 'reflect' }),
  'pad, reflect, of one element': ({ x }) => pad(x, [[2, 1], [0, 3]], { mode: 'reflect' }), // biome-ignore format: a list
  'pad, reflect, of images': ({ x }) => pad(x, [0, 2, [1, 3], 0], { mode: 'reflect' }),
  'pad, edge': ({ x }) => pad(x, [0, [1, 2], [2, 0]], { mode: 'edge' }),
  'pad, edge, beyond the array': ({ x }) => pad(x, [[3, 8], 0, [7, 5]], { mode: 'edge' }),
  'pad, edge, of one element': ({ x }) => pad(x, [[2, 1], [0, 3]], { mode: 'edge' }), // biome-ignore format: a list
  'pad, edge, of images': ({ x }) => pad(x, [0, 2, [1, 3], 0], { mode: 'edge' }),
  'pad, wrap': ({ x }) => pad(x, [0, [1, 2], [2, 0]], { mode: 'wrap' }),
  'pad, wrap, beyond the array': ({ x }) => pad(x, [[3, 8], 0, [7, 5]], { mode: 'wrap' }),
  'pad, wrap, of one element': ({ x }) => pad(x, [[2, 1], [0, 3]], { mode: 'wrap' }), // biome-ignore format: a list
  'pad, wrap, of images': ({ x }) => pad(x, [0, 2, [1, 3], 0], { mode: 'wrap' }),

  'maxPool, 1d, rounded up': ({ x }) => maxPool(x, 3, { stride: 2, ceilMode: true }),
  'maxPool, 1d, rounded up, padding 1': ({ x }) => maxPool(x, 3, { stride: 3, padding: 1, ceilMode: true }),
  'maxPool, 1d, rounded up, a stride beyond the window': ({ x }) => maxPool(x, 2, { stride: 5, padding: 1, ceilMode: true }),
  'maxPool, 1d, rounded up, a window beyond the array': ({ x }) => maxPool(x, 5, { stride: 5, ceilMode: true }),
  'maxPool, 2d, rounded up': ({ x }) =>
    maxPool(x, [2, 4], {
      stride: [3, 2],
      padding: [
        [1, 1],
        [2, 2],
      ],
      ceilMode: true,
    }),
  'maxPool, 3d, rounded up': ({ x }) => maxPool(x, 3, { stride: 2, padding: 1, ceilMode: true }),
  'maxPool, 2d, padding 1': ({ x }) => maxPool(x, 3, { stride: 2, padding: 1 }),
  'avgPool, 1d, rounded up': ({ x }) => avgPool(x, 3, { stride: 2, ceilMode: true }),
  'avgPool, 1d, rounded up, padding 1': ({ x }) => avgPool(x, 3, { stride: 3, padding: 1, ceilMode: true }),
  'avgPool, 1d, rounded up, a stride beyond the window': ({ x }) => avgPool(x, 2, { stride: 5, padding: 1, ceilMode: true }),
  'avgPool, 1d, rounded up, a window beyond the array': ({ x }) => avgPool(x, 5, { stride: 5, ceilMode: true }),
  'avgPool, 2d, rounded up': ({ x }) =>
    avgPool(x, [2, 4], {
      stride: [3, 2],
      padding: [
        [1, 1],
        [2, 2],
      ],
      ceilMode: true,
    }),
  'avgPool, 3d, rounded up': ({ x }) => avgPool(x, 3, { stride: 2, padding: 1, ceilMode: true }),
  'avgPool, 2d, padding 1': ({ x }) => avgPool(x, 3, { stride: 2, padding: 1 }),
  'avgPool, padding counted, 1d, rounded up': ({ x }) => avgPool(x, 3, { stride: 2, ceilMode: true, countPadding: true }),
  'avgPool, padding counted, 1d, rounded up, padding 1': ({ x }) =>
    avgPool(x, 3, { stride: 3, padding: 1, ceilMode: true, countPadding: true }),
  'avgPool, padding counted, 1d, rounded up, a stride beyond the window': ({ x }) =>
    avgPool(x, 2, { stride: 5, padding: 1, ceilMode: true, countPadding: true }),
  'avgPool, padding counted, 1d, rounded up, a window beyond the array': ({ x }) =>
    avgPool(x, 5, { stride: 5, ceilMode: true, countPadding: true }),
  'avgPool, padding counted, 2d, rounded up': ({ x }) =>
    avgPool(x, [2, 4], {
      stride: [3, 2],
      padding: [
        [1, 1],
        [2, 2],
      ],
      ceilMode: true,
      countPadding: true,
    }),
  'avgPool, padding counted, 3d, rounded up': ({ x }) => avgPool(x, 3, { stride: 2, padding: 1, ceilMode: true, countPadding: true }),
  'avgPool, padding counted, 2d, padding 1': ({ x }) => avgPool(x, 3, { stride: 2, padding: 1, countPadding: true }),

  'convTranspose, 1d, output padding': ({ x, kernel }) => convTranspose(x, kernel, { stride: 3, outputPadding: 2 }),
  'convTranspose, 1d, output padding below the dilation': ({ x, kernel }) =>
    convTranspose(x, kernel, { dilation: 3, padding: 1, outputPadding: 2 }),
  'convTranspose, 2d, output padding': ({ x, kernel }) =>
    convTranspose(x, kernel, { stride: [2, 3], padding: [[0, 0], [1, 1]], outputPadding: [1, 2] }), // biome-ignore format: a list
  'convTranspose, 3d, output padding': ({ x, kernel }) =>
    convTranspose(x, kernel, { stride: 2, padding: 1, outputPadding: [1, 0, 1], groups: 2 }),
})
