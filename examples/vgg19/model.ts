import { conv2d, dense, dropout, flatten, maxPool2d, named, relu, repeated, sequential, serial } from 'typegrad/dsl'

// VGG-19: Simonyan, Zisserman, Very deep convolutional networks for large-scale image recognition, arXiv:1409.1556, table 1, column E.

/** So many convolutions of 3x3, and half the height and the width. */
const stage = <const Units extends number, const Count extends number>(units: Units, count: Count) =>
  serial(repeated(count, serial(conv2d(units, 3, { padding: 1 }), relu)), maxPool2d(2))

export const vgg19 = sequential(
  [224, 224, 3],
  named('stage 1', stage(64, 2)),
  named('stage 2', stage(128, 2)),
  named('stage 3', stage(256, 4)),
  named('stage 4', stage(512, 4)),
  named('stage 5', stage(512, 4)),
  flatten,
  dense(4096),
  relu,
  dropout(0.5),
  dense(4096),
  relu,
  dropout(0.5),
  dense(1000),
)
