import { astype, bernoulli, jit, key, mul, type Tensor } from 'typegrad'
import {
  type ArrayDataset,
  adam,
  cosineDecay,
  dense,
  fit,
  fromArrays,
  glorotUniform,
  type InitOptions,
  initializer,
  lambda,
  predict,
  sequential,
  sigmoid,
  sigmoidBinaryCrossEntropy,
} from 'typegrad/dsl'
import { bySize, type Setting } from '../kit/example.js'
import { cutOf, ended, resuming } from '../kit/resuming.js'
import { made } from '../kit/rows.js'

/** A kernel and a bias. */
interface Weights {
  readonly kernel: Tensor<[number, number]>
  readonly bias: Tensor<[number]>
}

/** A layer that was learned by itself: to a code, and back. */
export interface Coder {
  readonly encoder: Weights
  readonly decoder: Weights
}

type Rows = Tensor<['N', number]>

/** Rows in memory. */
type Data = ArrayDataset<{ readonly x: { readonly values: ArrayLike<number>; readonly shape: readonly [number]; readonly scale?: number } }>

/** Logistic units begin four times as large as those whose slope is 1 at zero: theirs is 1/4. */
export const drawn: InitOptions = { kernelInit: initializer('logistic', (key, shape) => mul(glorotUniform(key, shape), 4)) }

/** Noise: in training, this share of the inputs is set to 0. */
export const masked = (share: number) =>
  lambda((x: Rows, { key }): Rows => (key === undefined ? x : mul(x, astype(bernoulli(key, 1 - share, [x.shape[0], x.shape[1]]), 'f32'))))

/** To a code and back, through noise. It ends in logits, whose sigmoid is the reconstruction. */
const autoencoder = (inputs: number, units: number, noise: number) =>
  sequential([inputs], masked(noise), dense(units, drawn), sigmoid, dense(inputs, drawn))

/** A layer of so many units, learned as a denoising autoencoder: from rows with noise to the same rows without (Vincent and others 2010). */
export const coderOf = async (
  setting: Setting,
  name: string,
  data: Data,
  units: number,
): Promise<{ readonly coder: Coder; readonly cut?: string }> => {
  const { size, seed, log } = setting
  const [epochs, batchSize] = [bySize(size, 10, 10, 50), bySize(size, 20, 50, 100)]
  const model = autoencoder(data.columns.x.shape[0] ?? 0, units, 0.25)
  const optimizer = adam(cosineDecay(bySize(size, 0.003, 0.001, 0.001), epochs * Math.floor(data.size / batchSize)))
  const run = await ended(
    fit(model, fromArrays({ x: data.columns.x, y: data.columns.x }), {
      loss: sigmoidBinaryCrossEntropy,
      optimizer,
      epochs,
      batchSize,
      key: key(seed),
      ...(await resuming(setting, name, model, optimizer)),
    }),
    setting,
  )
  const [, encoder, , decoder] = run.variables.params
  const { cut } = cutOf(run.history, epochs)
  log(`${name}: cross entropy of reconstructions ${run.history.at(-1)?.train.loss?.toFixed(4)}, ${cut ?? `after ${epochs} epochs`}`)
  return { coder: { encoder, decoder }, ...(cut !== undefined && { cut: `${name} ${cut}` }) }
}

/** Through a layer: `sigmoid(x kernel + bias)`. */
export const through = ({ kernel, bias }: Weights, x: Rows): Rows =>
  predict(sequential([kernel.shape[0]], dense(kernel.shape[1]), sigmoid), { params: [{ kernel, bias }, {}], state: [{}, {}] }, x)

/** Layers learned one after the other, each from the codes of the one before. */
export const stackOf = async (
  setting: Setting,
  data: Data,
  widths: readonly number[],
): Promise<{ readonly coders: readonly Coder[]; readonly cut?: string }> => {
  const coders: Coder[] = []
  const encoded = jit(through)
  let below = data
  for (const [i, units] of widths.entries()) {
    const { coder, cut } = await coderOf(setting, `layer ${i + 1}`, below, units)
    coders.push(coder)
    if (cut !== undefined) return { coders, cut }
    if (i + 1 < widths.length) below = await made(below, units, (x) => encoded(coder.encoder, x))
  }
  return { coders }
}

/** Rows through the first so many layers and back. */
export const reconstructed = (coders: readonly Coder[], x: Rows): Rows => {
  const code = coders.reduce((below, { encoder }) => through(encoder, below), x)
  return coders.reduceRight((above, { decoder }) => through(decoder, above), code)
}
