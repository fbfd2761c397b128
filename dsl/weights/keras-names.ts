import { type AnyTensor, reshape, split } from '../../src/index.js'
import type { Made, Rename } from './load.js'
import { type Modules, renaming, reshaped, type Sought } from './names.js'

const names: Readonly<Record<string, string>> = {
  kernel: 'kernel',
  recurrent: 'recurrent_kernel',
  depthwise: 'depthwise_kernel',
  pointwise: 'pointwise_kernel',
  table: 'embeddings',
  scale: 'gamma',
  slope: 'alpha',
  bias: 'bias',
  recurrentBias: 'bias',
  offset: 'beta',
  mean: 'moving_mean',
  variance: 'moving_variance',
}

/** What recurrent layers call their cells. */
const cells = ['lstm_cell', 'gru_cell', 'simple_rnn_cell']

/** The parts of attention, heads by heads there: `[features, heads, size]`, and `[heads, size, features]`. */
const projections: Readonly<Record<string, string>> = { query: 'query', key: 'key', value: 'value', output: 'attention_output' }

const inHeads = (sought: Sought): ReturnType<Rename> => {
  const [part = '', parameter = ''] = sought.parameter.split('/')
  const projection = projections[part]
  return projection === undefined ? undefined : reshaped(`${sought.module}/${projection}/${parameter}`, sought)
}

/** `[...window, channels, multiplier]` there, `[...window, 1, channels * multiplier]` here. */
const isDepthwise = (here: readonly number[], there: readonly number[]): boolean =>
  here.length > 2 && here.length === there.length && here.at(-2) === 1 && there.at(-2) !== 1

/** The biases of a GRU that resets after the product are one tensor of two rows: for the input, and for what is carried. */
const row = (name: string, which: number, { shape }: Sought): Made => ({
  names: [name],
  make: (biases) => reshape((split(biases, 2, 0) as readonly AnyTensor[])[which] as AnyTensor, [...shape]), // there are two
})

/**
 * Where weights of Keras stand, saved by their paths: `safetensors.numpy.save_file({w.path: w.numpy() for w in model.weights}, path)`: for `load`. Axes are the same, but for three layers:
 * the kernels of `DepthwiseConv2D` and `SeparableConv2D` are `[...window, channels, multiplier]` there; a `GRU` has both its biases in one; and attention has its heads in an axis of
 * their own. A recurrent layer goes by the name of the layer, or of its cell; each direction of `Bidirectional` by its own.
 *
 * @throws InvalidArgument
 * @example await load(model, 'digits.safetensors', { rename: kerasNames({ 0: 'sequential/conv2d', 4: 'sequential/dense' }) })
 * @example await load(model, 'words.safetensors', { rename: kerasNames({ 0: 'embedding', '1/forward': 'bidirectional/forward_lstm', '1/backward': 'bidirectional/backward_lstm' }) })
 *
 * @category Saving and loading
 */
export const kerasNames = (modules: Modules): Rename =>
  renaming('kerasNames', modules, (sought) => {
    const { module, parameter, shape, file } = sought
    const name = names[parameter]
    if (name === undefined) return inHeads(sought)
    const cell = file.has(`${module}/${name}`) ? undefined : cells.find((one) => file.has(`${module}/${one}/${name}`))
    const at = `${module}/${cell === undefined ? '' : `${cell}/`}${name}`
    const there = file.get(at)?.shape ?? shape
    if (parameter === 'scale' && !file.has(at) && file.has(`${module}/scale`)) return `${module}/scale` // RMSNormalization
    if (name === 'bias' && there.length === 2 && there[0] === 2) return row(at, parameter === 'bias' ? 0 : 1, sought)
    const other = parameter === 'depthwise' || parameter === 'pointwise' || parameter === 'slope'
    return other || (parameter === 'kernel' && isDepthwise(shape, there)) ? reshaped(at, sought) : at
  })
