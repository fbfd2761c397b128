import { avgPool2d, constant, conv2d, dropout, globalAvgPool, maxPool2d, relu, sequential, serial } from 'typegrad/dsl'

// Network in network: Lin, Chen, Yan, arXiv:1312.4400, for CIFAR-10. A small multilayer perceptron slides over the picture in the place of a linear filter: a convolution,
// and two of 1x1 behind it. The last of them gives a map for each class, and a class's logit is the mean of its map: there is no dense layer.

/** A window of a picture through three layers, of so many units each; the last begins with so large a bias. */
const mlpconv = <
  const Window extends number,
  const Padding extends number,
  const A extends number,
  const B extends number,
  const C extends number,
>(
  window: Window,
  padding: Padding,
  units: readonly [A, B, C],
  bias = 0,
) => serial(conv2d(units[0], window, { padding }), relu, conv2d(units[1], 1), relu, conv2d(units[2], 1, { biasInit: constant(bias) }), relu)

export const networkInNetwork = sequential(
  [32, 32, 3],
  mlpconv(5, 2, [192, 160, 96]),
  maxPool2d(3, { stride: 2, padding: 1 }),
  dropout(0.5),
  mlpconv(5, 2, [192, 192, 192]),
  avgPool2d(3, { stride: 2, padding: 1 }),
  dropout(0.5),
  // The map of a class that is 0 everywhere has no derivative: it begins well above, or classes are lost in the first steps for good.
  mlpconv(3, 1, [192, 192, 10], 3),
  globalAvgPool,
)
