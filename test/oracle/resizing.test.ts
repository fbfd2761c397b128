import { adaptiveAvgPool, adaptiveMaxPool, avgPool, convTranspose, gridSample, interpolate, maxPool, pad } from '../../src/index.js'
import { compareWithTorch } from './oracle.js'

compareWithTorch<'x' | 'kernel' | 'image' | 'grid'>('resizing', {
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

  'adaptiveAvgPool, 1d, 5 of 7': ({ x }) => adaptiveAvgPool(x, 5),
  'adaptiveAvgPool, 1d, 7 of 3': ({ x }) => adaptiveAvgPool(x, 7),
  'adaptiveAvgPool, 1d, 4 of 8': ({ x }) => adaptiveAvgPool(x, 4),
  'adaptiveAvgPool, 2d, 1': ({ x }) => adaptiveAvgPool(x, 1),
  'adaptiveAvgPool, 2d, 3 and 2 of 6 and 9': ({ x }) => adaptiveAvgPool(x, [3, 2]),
  'adaptiveAvgPool, 2d, 3 and 4 of 7 and 10': ({ x }) => adaptiveAvgPool(x, [3, 4]),
  'adaptiveAvgPool, 3d': ({ x }) => adaptiveAvgPool(x, [2, 3, 2]),
  'adaptiveMaxPool, 1d, 5 of 7': ({ x }) => adaptiveMaxPool(x, 5),
  'adaptiveMaxPool, 1d, 7 of 3': ({ x }) => adaptiveMaxPool(x, 7),
  'adaptiveMaxPool, 1d, 4 of 8': ({ x }) => adaptiveMaxPool(x, 4),
  'adaptiveMaxPool, 2d, 1': ({ x }) => adaptiveMaxPool(x, 1),
  'adaptiveMaxPool, 2d, 3 and 2 of 6 and 9': ({ x }) => adaptiveMaxPool(x, [3, 2]),
  'adaptiveMaxPool, 2d, 3 and 4 of 7 and 10': ({ x }) => adaptiveMaxPool(x, [3, 4]),
  'adaptiveMaxPool, 3d': ({ x }) => adaptiveMaxPool(x, [2, 3, 2]),

  'interpolate, nearest, 1d, 3 to 7': ({ x }) => interpolate(x, 7, { method: 'nearest' }),
  'interpolate, nearest, 1d, 8 to 3': ({ x }) => interpolate(x, 3, { method: 'nearest' }),
  'interpolate, nearest, 1d, 1 to 4': ({ x }) => interpolate(x, 4, { method: 'nearest' }),
  'interpolate, nearest, 2d, twice as large': ({ x }) => interpolate(x, [8, 6], { method: 'nearest' }),
  'interpolate, nearest, 2d, half and a third': ({ x }) => interpolate(x, [3, 2], { method: 'nearest' }),
  'interpolate, nearest, 2d, larger and smaller': ({ x }) => interpolate(x, [7, 4], { method: 'nearest' }),
  'interpolate, nearest, 3d': ({ x }) => interpolate(x, [3, 4, 5], { method: 'nearest' }),
  'interpolate, linear, 1d, 3 to 7': ({ x }) => interpolate(x, 7, { method: 'linear' }),
  'interpolate, linear, 1d, 8 to 3': ({ x }) => interpolate(x, 3, { method: 'linear' }),
  'interpolate, linear, 1d, 1 to 4': ({ x }) => interpolate(x, 4, { method: 'linear' }),
  'interpolate, linear, 2d, twice as large': ({ x }) => interpolate(x, [8, 6], { method: 'linear' }),
  'interpolate, linear, 2d, half and a third': ({ x }) => interpolate(x, [3, 2], { method: 'linear' }),
  'interpolate, linear, 2d, larger and smaller': ({ x }) => interpolate(x, [7, 4], { method: 'linear' }),
  'interpolate, linear, 3d': ({ x }) => interpolate(x, [3, 4, 5], { method: 'linear' }),

  'gridSample, zeros': ({ image, grid }) => gridSample(image, grid, { padding: 'zeros' }),
  'gridSample, zeros, beyond the edges': ({ image, grid }) => gridSample(image, grid, { padding: 'zeros' }),
  'gridSample, zeros, of one pixel': ({ image, grid }) => gridSample(image, grid, { padding: 'zeros' }),
  'gridSample, border': ({ image, grid }) => gridSample(image, grid, { padding: 'border' }),
  'gridSample, border, beyond the edges': ({ image, grid }) => gridSample(image, grid, { padding: 'border' }),
  'gridSample, border, of one pixel': ({ image, grid }) => gridSample(image, grid, { padding: 'border' }),
})
