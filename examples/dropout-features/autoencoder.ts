import { jit, key, type Tensor } from 'typegrad'
import {
  adam,
  cosineDecay,
  type Digits,
  dense,
  dropout,
  evaluate,
  fit,
  flatten,
  fromArrays,
  predict,
  relu,
  reshapeTo,
  sequential,
  sigmoidBinaryCrossEntropy,
  type VariablesOf,
} from 'typegrad/dsl'
import { bySize, type Setting } from '../kit/example.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'

/** One hidden layer of ReLUs, of which a share is left out in training, between a digit and the same digit. It gives logits of pixels. */
const autoencoder = (units: number, rate: number) =>
  sequential([28, 28, 1], flatten, dense(units), relu, dropout(rate), dense(784), reshapeTo([28, 28, 1]))

/** The half of it that makes features of a digit. */
const encoder = (units: number) => sequential([28, 28, 1], flatten, dense(units), relu)

/** Digits that are their own targets. */
const themselves = ({ columns: { x } }: Digits) => fromArrays({ x, y: x })

/** What an autoencoder has learned. */
export interface Learned {
  /** Weights into each unit, a picture each. */
  readonly features: readonly Float32Array[]
  /** What each unit is on each test digit: `[digits, units]`, row by row. */
  readonly activations: Float32Array
  readonly units: number
  /** Cross-entropy of a pixel, of test digits, with no unit left out. */
  readonly loss: number
  readonly cut?: string
}

/** Trains an autoencoder with such a rate of dropout, and looks at its units. */
export const learn = async (
  name: string,
  rate: number,
  { train, test }: { readonly train: Digits; readonly test: Digits },
  setting: Setting,
): Promise<Learned> => {
  const [units, epochs, batchSize] = [
    bySize(setting.size, 64, 256, 256),
    bySize(setting.size, 20, 30, 100),
    bySize(setting.size, 25, 100, 100),
  ]
  const model = autoencoder(units, rate)
  const optimizer = adam(cosineDecay(2e-3, epochs * Math.floor(train.size / batchSize)))
  const options = { loss: sigmoidBinaryCrossEntropy, optimizer, epochs, batchSize, key: key(setting.seed) }
  const run = await ended(fit(model, themselves(train), { ...options, ...(await resuming(setting, name, model, optimizer)) }), setting)
  const variables = run.variables as VariablesOf<typeof model> // of this model

  const [flat, first, active] = variables.params
  const half: VariablesOf<ReturnType<typeof encoder>> = { params: [flat, first, active], state: [{}, {}, {}] }
  const encode = jit((x: Tensor<['N', 28, 28, 1]>) => predict(encoder(units), half, x))
  const { x } = test.take(Array.from({ length: test.size }, (_, i) => i))
  const kernel = await first.kernel.data()
  const features = Array.from({ length: units }, (_, unit) => Float32Array.from({ length: 784 }, (_, i) => kernel[i * units + unit] ?? 0))
  const { loss = Number.NaN } = await evaluate(model, variables, themselves(test), { loss: sigmoidBinaryCrossEntropy })
  return { features, activations: await encode(x).data(), units, loss, ...cutOf(run.history, epochs) }
}
