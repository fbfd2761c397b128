import { bernoulli, check, mul, where } from 'typegrad'
import { dense, dropout, flatten, type Layer, lambda, relu, type SameShape, sequential, type VariablesOf } from 'typegrad/dsl'

/** Shares of the inputs and of the hidden units that are left out. */
const rates = { input: 0.2, hidden: 0.5 } as const

/** Dropout as it was first published: in training units are left out, and nothing is scaled; what predicts has to scale the weights. */
const leaveOut = (rate: number): Layer<SameShape> =>
  lambda((x, { training, key }) => {
    if (!training) return x
    return key === undefined ? check.refuse('leaveOut', 'key', 'a key, in training', key) : where(bernoulli(key, 1 - rate, x.shape), x, 0)
  }) as unknown as Layer<SameShape> // what it gives has the shape of x, and it learns nothing

/** Two hidden layers between layers that leave units out. */
const netOf = (leave: (rate: number) => Layer<SameShape>, units: number) =>
  sequential(
    [28, 28, 1],
    flatten,
    leave(rates.input),
    dense(units),
    relu,
    leave(rates.hidden),
    dense(units),
    relu,
    leave(rates.hidden),
    dense(10),
  )

/** The network with units left out in training, and weights to be scaled. */
export const plain = (units: number) => netOf(leaveOut, units)

/** The network with what is kept divided by `1 - rate` in training, and nothing to be scaled. */
export const inverted = (units: number) => netOf(dropout, units)

export type Net = ReturnType<typeof plain>
export type Weights = VariablesOf<Net>

/** Weights out of units that were left out with probability `rate`, times `factor(rate)`. Biases stay. */
const rescaled = ({ params, state }: Weights, factor: (rate: number) => number): Weights => {
  const [flat, a, first, f, b, second, g, c, third] = params
  const scale = <K extends typeof first | typeof second | typeof third>(layer: K, rate: number): K => ({
    ...layer,
    kernel: mul(layer.kernel, factor(rate)),
  })
  return {
    params: [flat, a, scale(first, rates.input), f, b, scale(second, rates.hidden), g, c, scale(third, rates.hidden)],
    state,
  }
}

/** What predicts with the weights of plain dropout: `(1 - p) W`. */
export const scaledForTest = (weights: Weights): Weights => rescaled(weights, (rate) => 1 - rate)

/** The weights with which plain dropout draws the same thinned nets as inverted dropout does: `W / (1 - p)`. */
export const plainOf = (weights: Weights): Weights => rescaled(weights, (rate) => 1 / (1 - rate))
