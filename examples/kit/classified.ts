import { key, type Tensor } from 'typegrad'
import { accuracy, type Dataset, fit, type Model, type Optimizer, softmaxCrossEntropy, type Variables } from 'typegrad/dsl'
import type { Curve } from './chart.js'
import type { Setting, Size } from './example.js'
import type { Finding } from './result.js'
import { cutOf, ended, resuming } from './resuming.js'

/** Rows of numbers, each of one of ten classes. */
export type Rows = Dataset<{ readonly x: Tensor<['N', number]>; readonly y: Tensor<['N'], 'i32'> }>

/** How a classifier learns. */
export interface Lessons {
  readonly name: string
  readonly epochs: number
  readonly batchSize: number
  /** By the number of steps in all. */
  readonly optimizer: (steps: number) => Optimizer
}

/** What became of it. */
export interface Classified<Params = unknown, State = unknown> {
  readonly variables: Variables<Params, State>
  /** Test error after the last epoch, in per cent. */
  readonly error: number
  /** And after each. */
  readonly curve: Curve
  /** How far it came: `10 epochs`, or where it was cut. */
  readonly note: string
  readonly cut?: string
}

/** Learns to tell ten classes apart, and is tested after each epoch. Nothing is chosen by the test. */
export const classified = async <Params, State>(
  setting: Setting,
  part: string,
  model: Model<[number], [10], Params, State>,
  { train, test }: { readonly train: Rows; readonly test: Rows },
  { name, epochs, batchSize, optimizer: by }: Lessons,
): Promise<Classified<Params, State>> => {
  const optimizer = by(epochs * Math.floor(train.size / batchSize))
  const run = await ended(
    fit(model, train, {
      loss: softmaxCrossEntropy,
      optimizer,
      metrics: { accuracy },
      validation: test,
      epochs,
      batchSize,
      key: key(setting.seed),
      ...(await resuming(setting, part, model, optimizer)),
    }),
    setting,
  )
  const points = run.history.map(({ epoch, validation }) => [epoch, 100 * (1 - (validation?.accuracy ?? Number.NaN))] as const)
  const error = points.at(-1)?.[1] ?? Number.NaN
  const { cut } = cutOf(run.history, epochs)
  setting.log(`${name}: ${error.toFixed(2)} % of the test digits read wrong, ${cut ?? `after ${epochs} epochs`}`)
  return {
    variables: run.variables,
    error,
    curve: { name, points },
    note: cut ?? `${epochs} epochs`,
    ...(cut !== undefined && { cut: `${name} ${cut}` }),
  }
}

/** Its test error as a finding; beside that of the literature where the run is as long as there. */
export const errorOf = (
  { error, note }: Classified,
  size: Size,
  known: { readonly literature?: number | undefined; readonly source: string },
): Finding => ({
  value: error,
  unit: '%',
  ...(size === 'full' && known.literature !== undefined && { literature: known.literature, source: known.source }),
  note,
})
