import { type AnyTensor, add, bincount, histogram, mul } from '../../src/index.js'
import { compareWithJax, type Named } from './oracle.js'

const named = ([counts, edges]: readonly [AnyTensor, AnyTensor]): Named => ({ counts, edges })

compareWithJax<'x' | 'y' | 'i'>('tallies', {
  bincount: ({ i }) => bincount(i, 6),
  'bincount with weights': ({ i, x }) => bincount(i, 6, { weights: x }),
  histogram: ({ x }) => named(histogram(x, 5)),
  'histogram in a range': ({ x }) => named(histogram(x, 4, { range: [-1, 0.5] })),
  'histogram of a point': ({ x }) => named(histogram(add(mul(x, 0), 2), 4)),
  'histogram with weights': ({ x, y }) => named(histogram(x, 4, { weights: y })),
  'histogram as a density': ({ x }) => named(histogram(x, 4, { density: true })),
  'histogram as a density with weights in a range': ({ x, y }) => named(histogram(x, 3, { density: true, range: [-1, 1], weights: y })),
})
