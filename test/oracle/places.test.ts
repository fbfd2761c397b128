import { at, greater, scatter, scatterMax, scatterMin } from '../../src/index.js'
import { compareWithJax } from './oracle.js'

compareWithJax<'x' | 'i' | 'updates'>('places', {
  scatter: ({ x, i, updates }) => scatter(x, i, updates),
  'scatter along axis 1': ({ x, i, updates }) => scatter(x, i, updates, 1),
  'scatter of bools': ({ x, i, updates }) => scatter(greater(x, 0), i, greater(updates, 0)),
  scatterMax: ({ x, i, updates }) => scatterMax(x, i, updates),
  scatterMin: ({ x, i, updates }) => scatterMin(x, i, updates),
  'scatterMax of whole numbers': ({ x, i, updates }) => scatterMax(x, i, updates),
  'scatterMin along axis 1': ({ x, i, updates }) => scatterMin(x, i, updates, 1),
  'at set of a number': ({ x, i }) => at(x, i).set(0.5),
  'at set of what stretches': ({ x, i, updates }) => at(x, i).set(updates),
  'at add': ({ x, i, updates }) => at(x, i).add(updates),
  'at get': ({ x, i }) => at(x, i, 1).get(),
})
