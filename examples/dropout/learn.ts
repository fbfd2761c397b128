import { key } from 'typegrad'
import { accuracy, type Digits, fit, type Model, type Optimizer, softmaxCrossEntropy } from 'typegrad/dsl'
import type { Curve } from '../kit/chart.js'
import { bySize, type Setting } from '../kit/example.js'
import type { Finding } from '../kit/result.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'

/** A network, and how it learns. */
interface Entry<Params, State> {
  readonly name: string
  /** Test error in the literature, in per cent. */
  readonly literature: number
  readonly source: string
  /** How many units a layer has in the literature. */
  readonly units: number
  /** The network with layers of so many. */
  readonly model: (width: number) => Model<[28, 28, 1], [10], Params, State>
  /** By the number of steps, and how much narrower the layers are. */
  readonly optimizer: (steps: number, scale: number) => Optimizer
}

/** The digits to learn from, and those to be tested on. */
export interface Parts {
  readonly train: Digits
  readonly test: Digits
}

/** What a row gave: the test error at the end, and after each epoch. */
interface Measured {
  readonly name: string
  readonly finding: Finding
  readonly curve: Curve
  readonly cut?: string
}

/** A row of the table, which can be run. */
export type Row = (part: string, digits: Parts, setting: Setting) => Promise<Measured>

/** Learns from the training digits, and is tested on the others after each epoch. Nothing is chosen by the test. */
export const row =
  <Params, State>({ name, literature, source, units, model: of, optimizer: by }: Entry<Params, State>): Row =>
  async (part, { train, test }, setting) => {
    const { size, seed, log } = setting
    const epochs = bySize(size, 10, 10, 100)
    const batchSize = bySize(size, 50, 100, 200)
    const model = of(Math.ceil(units / bySize(size, 8, 4, 1)))
    const optimizer = by(epochs * Math.floor(train.size / batchSize), bySize(size, 5, 2, 1))
    const run = await ended(
      fit(model, train, {
        loss: softmaxCrossEntropy,
        optimizer,
        metrics: { accuracy },
        validation: test,
        epochs,
        batchSize,
        key: key(seed),
        ...(await resuming(setting, part, model, optimizer)),
      }),
      setting,
    )
    const points = run.history.map(({ epoch, validation }) => [epoch, 100 * (1 - (validation?.accuracy ?? Number.NaN))] as const)
    const value = points.at(-1)?.[1] ?? Number.NaN
    const { cut } = cutOf(run.history, epochs)
    log(`${name}: ${value.toFixed(2)} % of the test digits read wrong, ${cut ?? `after ${epochs} epochs`}`)
    return {
      name,
      finding: { value, unit: '%', ...(size === 'full' && { literature, source }), note: cut ?? `${epochs} epochs` },
      curve: { name: part, points },
      ...(cut !== undefined && { cut: `${name} ${cut}` }),
    }
  }
