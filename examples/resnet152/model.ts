import {
  batchNorm,
  constant,
  conv2d,
  dense,
  globalAvgPool,
  maxPool2d,
  named,
  relu,
  repeated,
  residual,
  sequential,
  serial,
  sumOf,
} from 'typegrad/dsl'

// ResNet-152: He, Zhang, Ren, Sun, Deep residual learning for image recognition, arXiv:1512.03385, table 1. As in torchvision, the stride of a
// bottleneck is that of its 3x3 convolution. No convolution has a bias: the normalisation behind it would take it away.

/** 1x1 down to a width, 3x3 there, 1x1 up to so many units. The last scale begins at 0, so that a fresh block passes on what comes in past it (Goyal and others, arXiv:1706.02677). */
const bottleneck = <const Width extends number, const Units extends number, const Stride extends number>(
  width: Width,
  units: Units,
  stride: Stride,
) =>
  serial(
    conv2d(width, 1, { bias: false }),
    batchNorm(),
    relu,
    conv2d(width, 3, { stride, padding: 1, bias: false }),
    batchNorm(),
    relu,
    conv2d(units, 1, { bias: false }),
    batchNorm({ scaleInit: constant(0) }),
  )

/** A block that changes the shape, past which the input is projected to the new one, then blocks that keep it. */
const stage = <const Width extends number, const Units extends number, const Stride extends number, const Keeping extends number>(
  width: Width,
  units: Units,
  stride: Stride,
  keeping: Keeping,
) =>
  serial(
    sumOf(bottleneck(width, units, stride), serial(conv2d(units, 1, { stride, bias: false }), batchNorm())),
    relu,
    repeated(keeping, serial(residual(bottleneck(width, units, 1)), relu)),
  )

export const resnet152 = sequential(
  [224, 224, 3],
  named('conv1', conv2d(64, 7, { stride: 2, padding: 3, bias: false })),
  batchNorm(),
  relu,
  maxPool2d(3, { stride: 2, padding: 1 }),
  named('conv2_x', stage(64, 256, 1, 2)),
  named('conv3_x', stage(128, 512, 2, 7)),
  named('conv4_x', stage(256, 1024, 2, 35)),
  named('conv5_x', stage(512, 2048, 2, 2)),
  globalAvgPool,
  dense(1000),
)
