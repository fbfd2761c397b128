import { conv2d, dense, dropout, flatten, maxPool2d, relu, sequential } from 'typegrad/dsl'

// AlexNet in one tower, as torchvision has it: Krizhevsky, One weird trick for parallelizing convolutional neural networks, arXiv:1404.5997.

export const alexnet = sequential(
  [224, 224, 3],
  conv2d(64, 11, { stride: 4, padding: 2 }),
  relu,
  maxPool2d(3, { stride: 2 }),
  conv2d(192, 5, { padding: 2 }),
  relu,
  maxPool2d(3, { stride: 2 }),
  conv2d(384, 3, { padding: 1 }),
  relu,
  conv2d(256, 3, { padding: 1 }),
  relu,
  conv2d(256, 3, { padding: 1 }),
  relu,
  maxPool2d(3, { stride: 2 }),
  flatten,
  dropout(0.5),
  dense(4096),
  relu,
  dropout(0.5),
  dense(4096),
  relu,
  dense(1000),
)
