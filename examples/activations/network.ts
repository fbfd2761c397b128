import { leakyRelu } from 'typegrad'
import {
  activation,
  avgPool2d,
  conv2d,
  dropout,
  globalAvgPool,
  type Layer,
  type Model,
  maxPool2d,
  prelu,
  relu,
  rrelu,
  sequential,
} from 'typegrad/dsl'

/** `y = x` where `x > 0`, and `x / a` elsewhere: Xu and others write the slope as its inverse. */
const leaky = (a: number): Layer => activation(`leaky, a = ${a}`, (x) => leakyRelu(x, 1 / a))

/** The activations, by what `--only` calls them; each is made anew for each place, so that `prelu` learns a slope of its own there. */
export const activations = {
  relu: { name: 'ReLU', of: (): Layer => relu },
  'leaky-100': { name: 'leaky ReLU, a = 100', of: () => leaky(100) },
  'leaky-5.5': { name: 'leaky ReLU, a = 5.5', of: () => leaky(5.5) },
  prelu: { name: 'parametric ReLU', of: (): Layer => prelu() },
  rrelu: { name: 'randomised leaky ReLU', of: (): Layer => rrelu() },
} as const

/**
 * Network in network: behind each convolution two of 1 x 1, a small multilayer perceptron at each place; the mean of a map is the logit of its class. `units` is
 * 192 in the paper.
 *
 * @see Lin, Chen, Yan, Network in network, arXiv:1312.4400
 */
export const networkInNetwork = (units: number, f: () => Layer): Model<[28, 28, 1], [10]> => {
  const same = { padding: 'same' } as const
  const perceptron = (window: number, [a, b, c]: readonly [number, number, number]): readonly Layer[] => [
    conv2d(a, window, same),
    f(),
    conv2d(b, 1),
    f(),
    conv2d(c, 1),
  ]
  const layers: readonly Layer[] = [
    ...perceptron(5, [units, Math.round((units * 5) / 6), units / 2]),
    f(),
    maxPool2d(3, { stride: 2, ...same }),
    dropout(0.5),
    ...perceptron(5, [units, units, units]),
    f(),
    avgPool2d(3, { stride: 2, ...same }),
    dropout(0.5),
    ...perceptron(3, [units, units, 10]),
    globalAvgPool,
  ]
  return sequential([28, 28, 1], ...layers) as Model<[28, 28, 1], [10]> // ten maps, a mean of each
}
