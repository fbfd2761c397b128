import { split, type Tensor } from 'typegrad'
import {
  batchNorm,
  type Context,
  constant,
  conv2d,
  dense,
  globalAvgPool,
  identity,
  type Layer,
  type LayerType,
  lambda,
  randomCrop,
  randomFlip,
  relu,
  residual,
  sequential,
  serial,
  squeezeExcite,
  sumOf,
} from 'typegrad/dsl'

// ResNet-18: He, Zhang, Ren, Sun, arXiv:1512.03385, table 1; with the beginning that section 4.2 has for small pictures, one 3x3 convolution and no pooling.

/** In training each picture is moved by up to two pixels and mirrored or not, as the key draws; equal keys draw alike. */
const augmented = lambda((x: Tensor<['N', 28, 28, 1]>, { training, key }: Context): Tensor<['N', 28, 28, 1]> => {
  if (!training || !key) return x
  const [place, side] = split(key, 2)
  return randomFlip(side, randomCrop(place, x, { size: [28, 28], padding: 2 }))
})

/** Two 3x3 convolutions, and what weighs their channels. The last scale begins at 0, so that a fresh block passes on what comes in past it. */
const branch = <F extends LayerType>(units: number, stride: number, weighing: Layer<F>) =>
  serial(
    conv2d(units, 3, { stride, padding: 1, bias: false }),
    batchNorm(),
    relu,
    conv2d(units, 3, { padding: 1, bias: false }),
    batchNorm({ scaleInit: constant(0) }),
    weighing,
  )

/** Two blocks. The first halves height and width, and so does a projection past it. */
const stage = <F extends LayerType>(units: number, weighing: Layer<F>) =>
  serial(
    sumOf(branch(units, 2, weighing), serial(conv2d(units, 1, { stride: 2, bias: false }), batchNorm())),
    relu,
    residual(branch(units, 1, weighing)),
    relu,
  )

/** Eighteen layers; the first stage has so many channels: 64 as published. */
const network = <F extends LayerType>(width: number, weighing: Layer<F>) =>
  serial(
    augmented,
    conv2d(width, 3, { padding: 1, bias: false }),
    batchNorm(),
    relu,
    residual(branch(width, 1, weighing)),
    relu,
    residual(branch(width, 1, weighing)),
    relu,
    stage(2 * width, weighing),
    stage(4 * width, weighing),
    stage(8 * width, weighing),
    globalAvgPool,
    dense(10),
  )

export const resnet18 = (width: number) => sequential([28, 28, 1], network(width, identity))

/** Each channel of a branch is weighed by what all of them are on average: Hu, Shen, Sun, Squeeze-and-excitation networks, arXiv:1709.01507. */
export const seResnet18 = (width: number) => sequential([28, 28, 1], network(width, squeezeExcite(Math.min(16, width))))
