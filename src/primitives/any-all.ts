import { fold } from './fold.js'

/** Whether one element along `axes` holds; false of none. */
export const any = fold({
  name: 'any',
  dtypes: ['bool'],
  initial: () => 0,
  value: (total, x) => total | x,
  stableHlo: 'or',
  combine: (s, x, y) => s.or(x, y),
  jvp: 'constant',
})

/** Whether every element along `axes` holds; true of none. */
export const all = fold({
  name: 'all',
  dtypes: ['bool'],
  initial: () => 1,
  value: (total, x) => total & x,
  stableHlo: 'and',
  combine: (s, x, y) => s.and(x, y),
  jvp: 'constant',
})
