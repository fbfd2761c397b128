import { cross, diag, kron, meshgrid, trace, tril, triu } from '../../src/index.js'
import { compareWithJax, type Named } from './oracle.js'

const named = ([a, b, c]: ReturnType<typeof meshgrid>): Named => ({ a, b, c }) as Named // three vectors make three grids

compareWithJax<'x' | 'y'>('matrices', {
  triu: ({ x }) => triu(x),
  'triu above': ({ x }) => triu(x, { diagonal: 2 }),
  'triu below': ({ x }) => triu(x, { diagonal: -2 }),
  'triu far above': ({ x }) => triu(x, { diagonal: 9 }),
  tril: ({ x }) => tril(x),
  'tril above': ({ x }) => tril(x, { diagonal: 2 }),
  'tril below': ({ x }) => tril(x, { diagonal: -1 }),
  'triu of whole numbers': ({ x }) => triu(x),
  'diag of a vector': ({ x }) => diag(x),
  'diag of a vector above': ({ x }) => diag(x, { diagonal: 2 }),
  'diag of a vector below': ({ x }) => diag(x, { diagonal: -1 }),
  'diag of a matrix': ({ x }) => diag(x),
  'diag of a matrix above': ({ x }) => diag(x, { diagonal: 3 }),
  'diag of a matrix below': ({ x }) => diag(x, { diagonal: -3 }),
  'diag of a matrix beyond': ({ x }) => diag(x, { diagonal: 7 }),
  trace: ({ x }) => trace(x),
  kron: ({ x, y }) => kron(x, y),
  'kron of other ranks': ({ x, y }) => kron(x, y),
  cross: ({ x, y }) => cross(x, y),
  'cross that stretches': ({ x, y }) => cross(x, y),
  meshgrid: ({ x, y }) => named(meshgrid([x, y, x])),
  'meshgrid ij': ({ x, y }) => named(meshgrid([x, y, x], { indexing: 'ij' })),
})
