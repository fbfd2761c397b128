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
  squeezeExcite,
  sumOf,
} from 'typegrad/dsl'

// SE-ResNet-152: Hu, Shen, Sun, Squeeze-and-excitation networks, arXiv:1709.01507, table 1 and section 3.3. ResNet-152, in whose branches each channel is weighed
// by what all channels are on average over the picture, before the branch is added to what comes in past it. The two layers that find these weights have a
// sixteenth of the channels between them.

/** As in ResNet-152, and then the weights of its channels. */
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
    squeezeExcite(16),
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

export const senet152 = sequential(
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
