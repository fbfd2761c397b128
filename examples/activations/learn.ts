import { key } from 'typegrad'
import { accuracy, adam, cosineDecay, type Digits, evaluate, fit, type Layer, softmaxCrossEntropy } from 'typegrad/dsl'
import type { Curve } from '../kit/chart.js'
import { bySize, type Setting } from '../kit/example.js'
import type { Findings } from '../kit/result.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'
import { networkInNetwork } from './network.js'

/** The pictures to learn from, and those to be tested on. */
interface Parts {
  readonly train: Digits
  readonly test: Digits
}

/** What an activation gave. */
interface Measured {
  readonly findings: Findings
  readonly curve: Curve
  readonly cut?: string
}

/** Trains the network with an activation. All five begin from the same key, with the same settings, and nothing is chosen by the test. */
export const learn = async (
  part: string,
  { name, of }: { readonly name: string; readonly of: () => Layer },
  { train, test }: Parts,
  setting: Setting,
): Promise<Measured> => {
  const { size, seed, log } = setting
  const [units, epochs, batchSize] = [bySize(size, 12, 24, 64), bySize(size, 10, 4, 20), bySize(size, 20, 25, 64)]
  const model = networkInNetwork(units, of)
  const optimizer = adam(cosineDecay(bySize(size, 5e-3, 3e-3, 1e-3), epochs * Math.floor(train.size / batchSize)))
  const options = { loss: softmaxCrossEntropy, optimizer, metrics: { accuracy }, validation: test, epochs, batchSize, key: key(seed) }
  const run = await ended(fit(model, train, { ...options, ...(await resuming(setting, part, model, optimizer)) }), setting)
  const points = run.history.map(({ epoch, validation }) => [epoch, 100 * (1 - (validation?.accuracy ?? Number.NaN))] as const)
  const { accuracy: right = Number.NaN } = await evaluate(model, run.variables, train, { metrics: { accuracy } })
  const [ofTrain, ofTest] = [100 * (1 - right), points.at(-1)?.[1] ?? Number.NaN]
  const { cut } = cutOf(run.history, epochs)
  const note = cut ?? `${epochs} epochs`
  log(`${name}: ${ofTrain.toFixed(2)} % of the training pictures wrong, ${ofTest.toFixed(2)} % of the test pictures`)
  return {
    findings: {
      [`${name}: training error`]: { value: ofTrain, unit: '%', note },
      [`${name}: test error`]: { value: ofTest, unit: '%', note },
    },
    curve: { name: part, points },
    ...(cut !== undefined && { cut: `${name} ${cut}` }),
  }
}
