import { conv2d, dense, flatten, relu, sequential } from 'typegrad/dsl'

/** What learns to read digits: small, so that an epoch takes seconds. */
export const model = sequential(
  [28, 28, 1],
  conv2d(8, 5, { stride: 2 }),
  relu,
  conv2d(16, 3, { stride: 2 }),
  relu,
  flatten,
  dense(64),
  relu,
  dense(10),
)
