import { key } from 'typegrad'
import {
  accuracy,
  adam,
  conv2d,
  cosineDecay,
  type Digits,
  dense,
  evaluate,
  fit,
  flatten,
  maxPool2d,
  relu,
  sequential,
  softmaxCrossEntropy,
  type VariablesOf,
} from 'typegrad/dsl'
import { bySize, type Setting } from '../kit/example.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'

/** Three convolutions and a dense layer. */
export const network = sequential(
  [28, 28, 1],
  conv2d(16, 5, { padding: 'same' }),
  relu,
  maxPool2d(2),
  conv2d(32, 5, { padding: 'same' }),
  relu,
  maxPool2d(2),
  conv2d(32, 3, { padding: 'same' }),
  relu,
  flatten,
  dense(10),
)

export type Weights = VariablesOf<typeof network>

/** Trains it, and gives its weights and its test error in per cent. */
export const learn = async (
  { train, test }: { readonly train: Digits; readonly test: Digits },
  setting: Setting,
): Promise<{ readonly weights: Weights; readonly error: number; readonly cut?: string }> => {
  const [epochs, batchSize] = [bySize(setting.size, 4, 4, 20), bySize(setting.size, 20, 50, 100)]
  const optimizer = adam(cosineDecay(2e-3, epochs * Math.floor(train.size / batchSize)))
  const options = { loss: softmaxCrossEntropy, optimizer, epochs, batchSize, key: key(setting.seed) }
  const run = await ended(fit(network, train, { ...options, ...(await resuming(setting, 'network', network, optimizer)) }), setting)
  const weights = run.variables as Weights // of this network
  const { accuracy: right = Number.NaN } = await evaluate(network, weights, test, { metrics: { accuracy } })
  return { weights, error: 100 * (1 - right), ...cutOf(run.history, epochs) }
}
