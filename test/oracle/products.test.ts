import { dot, einsum, matmul, outer, tensordot } from '../../src/index.js'
import { compareWithTorch } from './oracle.js'

compareWithTorch<'x' | 'y' | 'z'>('products', {
  'matmul of matrices': ({ x, y }) => matmul(x, y),
  'matmul of larger matrices': ({ x, y }) => matmul(x, y),
  'matmul of batches': ({ x, y }) => matmul(x, y),
  'matmul of batches that broadcast': ({ x, y }) => matmul(x, y),
  'matmul of a matrix and batches': ({ x, y }) => matmul(x, y),
  'matmul of a vector and a matrix': ({ x, y }) => matmul(x, y),
  'matmul of batches and a vector': ({ x, y }) => matmul(x, y),
  'matmul of vectors': ({ x, y }) => matmul(x, y),
  'dot of vectors': ({ x, y }) => dot(x, y),
  'dot of more axes': ({ x, y }) => dot(x, y),
  outer: ({ x, y }) => outer(x, y),
  'tensordot over 1 axis': ({ x, y }) => tensordot(x, y, 1),
  'tensordot over 2 axes': ({ x, y }) => tensordot(x, y, 2),
  'tensordot over pairs': ({ x, y }) =>
    tensordot(x, y, [
      [0, 2],
      [1, 0],
    ]),
  'einsum ij,jk->ki': ({ x, y }) => einsum('ij,jk->ki', x, y),
  'einsum bij,bjk->bik': ({ x, y }) => einsum('bij,bjk->bik', x, y),
  'einsum nthd,nshd->nhts': ({ x, y }) => einsum('nthd,nshd->nhts', x, y),
  'einsum ii->i': ({ x }) => einsum('ii->i', x),
  'einsum ii': ({ x }) => einsum('ii', x),
  'einsum ij->': ({ x }) => einsum('ij->', x),
  'einsum ij,ij->j': ({ x, y }) => einsum('ij,ij->j', x, y),
  'einsum ...i,...i->...': ({ x, y }) => einsum('...i,...i->...', x, y),
  'einsum ij,jk,kl->il': ({ x, y, z }) => einsum('ij,jk,kl->il', x, y, z),
  'einsum i,jk,k without an arrow': ({ x, y, z }) => einsum('i,jk,k', x, y, z),
})
