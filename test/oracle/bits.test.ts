import { astype, bitwiseAnd, bitwiseNot, bitwiseOr, bitwiseXor, shiftLeft, shiftRight } from '../../src/index.js'
import { compareWithJax } from './oracle.js'

compareWithJax<'i' | 'j'>('bits', {
  and: ({ i, j }) => bitwiseAnd(i, j),
  or: ({ i, j }) => bitwiseOr(i, j),
  xor: ({ i, j }) => bitwiseXor(i, j),
  not: ({ i }) => bitwiseNot(i),
  left: ({ i, j }) => shiftLeft(i, j),
  right: ({ i, j }) => shiftRight(i, j),
  'left of words': ({ i, j }) => shiftLeft(astype(i, 'u32'), astype(j, 'u32')),
  'right of words': ({ i, j }) => shiftRight(astype(i, 'u32'), astype(j, 'u32')),
})
