import { grad, key, type Tensor, tree } from 'typegrad'
import { accuracy, adam, apply, type Digits, fit, init, type Model, softmaxCrossEntropy } from 'typegrad/dsl'
import { bySize, type Setting } from '../kit/example.js'
import { ended, resuming } from '../kit/resuming.js'

/** What a stack of a depth gave. */
export interface Measured {
  readonly name: string
  readonly depth: number
  /** How long the gradient of each layer's kernel is at first, from the first layer to the last. */
  readonly norms: readonly number[]
  /** The mean loss of each epoch, on what is learned from. */
  readonly losses: readonly (readonly [epoch: number, loss: number])[]
  /** How many test digits are read right, in per cent. */
  readonly right: number
}

/** A stack that can be measured at a depth. */
export type Stack = (part: string, depth: number, train: Digits, test: Digits, setting: Setting) => Promise<Measured>

/** Rows of a `[layers, in, units]` as lengths; squares of what has vanished are too small for f32. */
const lengths = async (kernels: Tensor<readonly number[]>): Promise<readonly number[]> => {
  const [layers = 0] = kernels.shape
  const values = await kernels.data()
  const size = values.length / layers
  return Array.from({ length: layers }, (_, i) => Math.sqrt(values.subarray(i * size, (i + 1) * size).reduce((sum, x) => sum + x * x, 0)))
}

/** Measures the gradient of each layer before it learns, on a first batch, and then learns. */
export const stack =
  <Params, State>(name: string, of: (depth: number) => Model<[28, 28, 1], [10], Params, State>): Stack =>
  async (part, depth, train, test, setting) => {
    const { size, seed, log } = setting
    const model = of(depth)
    const { params, state } = init(model, key(seed))
    const { x, y } = train.take(Array.from({ length: 64 }, (_, i) => i))
    const gradients = grad((own: Params) => softmaxCrossEntropy(apply(model, { params: own, state }, x, { training: true })[0], y))(params)
    const kernels = tree.leaves(gradients).find(({ rank }) => rank === 3)
    const norms = kernels ? await lengths(kernels as Tensor<readonly number[]>) : [] // gradients are real

    const optimizer = adam(0.001)
    const epochs = bySize(size, 2, 10, 20)
    const run = await ended(
      fit(model, train, {
        loss: softmaxCrossEntropy,
        optimizer,
        metrics: { accuracy },
        validation: test,
        epochs,
        batchSize: 32,
        key: key(seed),
        ...(await resuming(setting, `${part}-${depth}`, model, optimizer)),
      }),
      setting,
    )
    const right = 100 * (run.history.at(-1)?.validation?.accuracy ?? Number.NaN)
    log(`${name}, ${depth} layers: ${right.toFixed(1)} % right; first layer's gradient ${norms[0]?.toExponential(1)}, last ${norms.at(-1)?.toExponential(1)}`)
    return { name, depth, norms, right, losses: run.history.map(({ epoch, train }) => [epoch, train.loss ?? Number.NaN] as const) }
  }
