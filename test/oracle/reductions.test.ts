import {
  all,
  any,
  argmax,
  argmin,
  argsort,
  cumprod,
  cumsum,
  greater,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  norm,
  prod,
  softmax,
  sort,
  std,
  sum,
  topK,
  variance,
} from '../../src/index.js'
import { compareWithTorch } from './oracle.js'

const kept = { axis: [0, 2], keepDims: true } as const

compareWithTorch<'x'>('reductions', {
  'sum of all': ({ x }) => sum(x),
  'sum along axis -2': ({ x }) => sum(x, { axis: -2 }),
  'sum along axes 0 and 2, kept': ({ x }) => sum(x, kept),
  'mean of all': ({ x }) => mean(x),
  'mean along axis -2': ({ x }) => mean(x, { axis: -2 }),
  'mean along axes 0 and 2, kept': ({ x }) => mean(x, kept),
  'max of all': ({ x }) => max(x),
  'max along axis -2': ({ x }) => max(x, { axis: -2 }),
  'max along axes 0 and 2, kept': ({ x }) => max(x, kept),
  'min of all': ({ x }) => min(x),
  'min along axis -2': ({ x }) => min(x, { axis: -2 }),
  'min along axes 0 and 2, kept': ({ x }) => min(x, kept),
  'variance of all': ({ x }) => variance(x),
  'variance along axis -2': ({ x }) => variance(x, { axis: -2 }),
  'variance along axes 0 and 2, kept': ({ x }) => variance(x, kept),
  'std of all': ({ x }) => std(x),
  'std along axis -2': ({ x }) => std(x, { axis: -2 }),
  'std along axes 0 and 2, kept': ({ x }) => std(x, kept),
  'logSumExp of all': ({ x }) => logSumExp(x),
  'logSumExp along axis -2': ({ x }) => logSumExp(x, { axis: -2 }),
  'logSumExp along axes 0 and 2, kept': ({ x }) => logSumExp(x, kept),
  'norm of all': ({ x }) => norm(x),
  'norm along axis -2': ({ x }) => norm(x, { axis: -2 }),
  'norm along axes 0 and 2, kept': ({ x }) => norm(x, kept),
  'prod of all': ({ x }) => prod(x),
  'prod along axis -2': ({ x }) => prod(x, { axis: -2 }),
  'prod along axes 0 and 2, kept': ({ x }) => prod(x, kept),
  'prod of rows with no zero, one and two': ({ x }) => prod(x, { axis: 1 }),
  'max and min of equal ones': ({ x }) => ({ max: max(x, { axis: 1 }), min: min(x, { axis: 1 }) }),
  'logSumExp of large ones': ({ x }) => logSumExp(x, { axis: 1 }),

  'argmax of all': ({ x }) => argmax(x),
  'argmax along axis 1, kept': ({ x }) => argmax(x, { axis: 1, keepDims: true }),
  'argmin of all': ({ x }) => argmin(x),
  'argmin along axis 1, kept': ({ x }) => argmin(x, { axis: 1, keepDims: true }),
  'any and all': ({ x }) => ({ any: any(greater(x, 1), { axis: 1 }), all: all(greater(x, -1), { axis: 1 }) }),

  'softmax along the last axis': ({ x }) => softmax(x),
  'softmax along axis 0': ({ x }) => softmax(x, { axis: 0 }),
  'softmax of large ones': ({ x }) => softmax(x),
  'logSoftmax along the last axis': ({ x }) => logSoftmax(x),
  'logSoftmax along axis 0': ({ x }) => logSoftmax(x, { axis: 0 }),
  'logSoftmax of large ones': ({ x }) => logSoftmax(x),

  'cumsum of a vector': ({ x }) => cumsum(x, { axis: 0 }),
  'cumsum along axis 1': ({ x }) => cumsum(x, { axis: 1 }),
  'cumprod of a vector': ({ x }) => cumprod(x, { axis: 0 }),
  'cumprod along axis 1': ({ x }) => cumprod(x, { axis: 1 }),
  'cumprod with zeros': ({ x }) => cumprod(x, { axis: 1 }),

  sort: ({ x }) => sort(x),
  'sort along axis 0, descending': ({ x }) => sort(x, { axis: 0, descending: true }),
  argsort: ({ x }) => ({ up: argsort(x), down: argsort(x, { axis: 0, descending: true }) }),
  topK: ({ x }) => {
    const [values, indices] = topK(x, 3)
    return { values, indices }
  },
  'topK along axis 0': ({ x }) => {
    const [values, indices] = topK(x, 2, { axis: 0 })
    return { values, indices }
  },
})
