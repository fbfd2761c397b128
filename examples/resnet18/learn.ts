import { key } from 'typegrad'
import { accuracy, chain, cosineDecay, fit, type Mnist, type Model, nesterov, softmaxCrossEntropy, weightDecay } from 'typegrad/dsl'
import type { Curve } from '../kit/chart.js'
import { bySize, type Setting } from '../kit/example.js'
import type { Finding } from '../kit/result.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'

/** Momentum that looks ahead, whose rate falls along half a cosine; kernels decay. */
const optimizerFor = (rate: number, steps: number) =>
  chain(weightDecay(5e-4, { mask: (path) => path.endsWith('kernel') }), nesterov(cosineDecay(rate, steps), 0.9))

/** What became of a network. */
interface Learned {
  readonly findings: Readonly<Record<string, Finding>>
  readonly curve: Curve
  readonly cut?: string
}

/** Learns from the training pictures, and is tested on the others after each epoch. Nothing is chosen by the test. */
export const learn = async <Params, State>(
  name: string,
  model: Model<[28, 28, 1], [10], Params, State>,
  { train, test }: Mnist,
  setting: Setting,
): Promise<Learned> => {
  const { size, seed, log } = setting
  const epochs = bySize(size, 5, 5, 10)
  const batchSize = bySize(size, 50, 100, 100)
  const optimizer = optimizerFor(bySize(size, 0.5, 0.2, 0.1), epochs * Math.floor(train.size / batchSize)) // the fewer steps, the longer
  const run = await ended(
    fit(model, train, {
      loss: softmaxCrossEntropy,
      optimizer,
      metrics: { accuracy },
      validation: test,
      epochs,
      batchSize,
      key: key(seed),
      ...(await resuming(setting, name, model, optimizer)),
    }),
    setting,
  )
  const points = run.history.map(({ epoch, validation }) => [epoch, 100 * (validation?.accuracy ?? Number.NaN)] as const)
  const value = points.at(-1)?.[1] ?? Number.NaN
  const { cut } = cutOf(run.history, epochs)
  log(`${name}: ${value.toFixed(2)} % of the test pictures named right, ${cut ?? `after ${epochs} epochs`}`)
  return {
    findings: { [`${name}, test accuracy`]: { value, unit: '%', note: cut ?? `${epochs} epochs` } },
    curve: { name, points },
    ...(cut !== undefined && { cut: `${name} ${cut}` }),
  }
}
