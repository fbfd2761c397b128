import { pad } from '../../src/index.js'
import { compareWithTorch } from './oracle.js'

compareWithTorch<'x'>('resizing', {
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
})
