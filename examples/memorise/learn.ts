import { key } from 'typegrad'
import { accuracy, cosineDecay, type Digits, evaluate, fit, type Layer, momentum, sequential, softmaxCrossEntropy } from 'typegrad/dsl'
import type { Curve } from '../kit/chart.js'
import type { Setting } from '../kit/example.js'
import type { Finding } from '../kit/result.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'
import { count, pictures } from './pictures.js'

/** A network, and how it is taught. */
interface Entry {
  readonly layers: readonly Layer[]
  /** Height and width of a picture. */
  readonly size: number
  readonly steps: number
  /** Learning rate of the first step; it falls to nothing along half a cosine. */
  readonly rate: number
}

/** What became of it. */
interface Memory {
  readonly findings: Readonly<Record<string, Finding>>
  readonly curve: Curve
  readonly cut?: string
}

/** Learns 16 pictures and their labels by heart, all of them in each step, and says how much is missing. */
export const memorise = async (name: string, { layers, size, steps, rate }: Entry, digits: Digits, setting: Setting): Promise<Memory> => {
  const model = sequential([size, size, 3], ...layers)
  const data = await pictures(digits, size, setting.seed)
  const optimizer = momentum(cosineDecay(rate, steps), 0.9)
  const long = setting.size === 'full' // a checkpoint of ResNet-152 has half a gigabyte
  const run = await ended(
    fit(model, data, {
      loss: softmaxCrossEntropy,
      optimizer,
      epochs: steps,
      batchSize: count,
      key: key(setting.seed),
      ...(long ? await resuming(setting, name, model, optimizer, 20) : { signal: setting.signal }),
      progress: false,
    }),
    setting,
  )
  const points = run.history.map(({ epoch, train }) => [epoch, train.loss ?? Number.NaN] as const)
  const measured = await evaluate(model, run.variables, data, { loss: softmaxCrossEntropy, metrics: { accuracy } })
  const { cut } = cutOf(run.history, steps)
  const note = `${size} x ${size}, ${cut ?? `${steps} steps`}`
  const remembered = Math.round(count * (measured.accuracy ?? 0))
  setting.log(`${name}, ${note}: loss ${(measured.loss ?? Number.NaN).toPrecision(3)}, ${remembered} of ${count} remembered`)
  return {
    findings: {
      [`${name}, loss`]: { value: measured.loss ?? Number.NaN, note },
      [`${name}, remembered`]: { value: remembered, note: `of ${count}` },
    },
    curve: { name, points },
    ...(cut !== undefined && { cut: `${name} ${cut}` }),
  }
}
