import { booleanMask, greater, log, nonzero, reshape, round, slice, unique } from '../../src/index.js'
import { compareWithJax, type Named } from './oracle.js'

const named = ({ values, inverse, counts }: Named<'values' | 'inverse' | 'counts'>): Named => ({ values, inverse, counts })

compareWithJax<'x' | 'y' | 'i'>('chosen', {
  unique: ({ x }) => named(unique(x, { size: 9 })),
  'unique with a fill': ({ x }) => named(unique(x, { size: 12, fill: -1 })),
  'unique of few': ({ x }) => ({ values: unique(x, { size: 3 }).values }),
  'unique of floats': ({ x }) => named(unique(round(x), { size: 8 })),
  'unique of NaN': ({ x }) => ({ values: slice(unique(log(x), { size: 3 }).values, [0, 2]) }),
  nonzero: ({ i }) => nonzero(i, { size: 6 }),
  'nonzero of few': ({ i }) => nonzero(i, { size: 2, fill: 0 }),
  'nonzero of bools': ({ x }) => nonzero(greater(x, 0), { size: 30, fill: 7 }),
  booleanMask: ({ x, y }) => booleanMask(x, greater(y, 0), { size: 5 }),
  'booleanMask with a fill': ({ x, y }) => booleanMask(x, greater(y, 0), { size: 6, fill: 0.5 }),
  'booleanMask of few': ({ x }) => booleanMask(x, reshape(greater(x, 0), x.shape), { size: 3 }),
})
