import { cummax, cummin, logCumSumExp, median, mode, quantile, searchsorted } from '../../src/index.js'
import { compareWithJax } from './oracle.js'

const shares = [0, 0.1, 0.5, 0.625, 1]

compareWithJax<'x' | 'y'>('order', {
  cummax: ({ x }) => cummax(x, { axis: 1 }),
  cummin: ({ x }) => cummin(x, { axis: 2 }),
  'cummax of whole numbers': ({ x }) => cummax(x, { axis: 0 }),
  logCumSumExp: ({ x }) => logCumSumExp(x, { axis: 1 }),
  'logCumSumExp of many': ({ x }) => logCumSumExp(x, { axis: 0 }),
  'logCumSumExp of far apart': ({ x }) => logCumSumExp(x),
  median: ({ x }) => median(x),
  'median along two axes': ({ x }) => median(x, { axis: [0, 2], keepDims: true }),
  'quantile linear': ({ x }) => quantile(x, shares, { axis: 1 }),
  'quantile lower': ({ x }) => quantile(x, shares, { axis: 1, method: 'lower' }),
  'quantile higher': ({ x }) => quantile(x, shares, { axis: 1, method: 'higher' }),
  'quantile nearest': ({ x }) => quantile(x, shares, { axis: 1, method: 'nearest' }),
  'quantile midpoint': ({ x }) => quantile(x, shares, { axis: 1, method: 'midpoint' }),
  'quantile nearest, a half twice': ({ x }) => quantile(x, [0.125, 0.375, 0.625, 0.875], { axis: 2, method: 'nearest' }),
  'quantile of all': ({ x }) => quantile(x, 0.3),
  'quantile kept': ({ x }) => quantile(x, [0.2, 0.9], { axis: [0, 2], keepDims: true }),
  mode: ({ x }) => mode(x, { axis: 1 }),
  'mode of all': ({ x }) => mode(x),
  searchsorted: ({ x, y }) => searchsorted(x, y),
  'searchsorted right': ({ x, y }) => searchsorted(x, y, { side: 'right' }),
})
