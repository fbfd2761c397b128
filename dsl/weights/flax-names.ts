import { concat, flip, swapAxes, zerosLike } from '../../src/index.js'
import type { Rename } from './load.js'
import { besides, type Modules, renaming, reshaped, type Sought, spreadOver } from './names.js'

const names: Readonly<Record<string, string>> = {
  kernel: 'kernel',
  table: 'embedding',
  scale: 'scale',
  slope: 'negative_slope',
  bias: 'bias',
  offset: 'bias',
  mean: 'mean',
  variance: 'var',
}

const projections: Readonly<Record<string, string>> = { query: 'query', key: 'key', value: 'value', output: 'out' }

/** The parts of attention, heads by heads there. */
const inHeads = (at: string, sought: Sought): ReturnType<Rename> => {
  const [part = '', parameter = ''] = sought.parameter.split('/')
  const projection = projections[part]
  return projection === undefined ? undefined : reshaped(`${at}/${projection}/${parameter}`, sought)
}

/** Cells have a dense layer for each gate, `i` of the input and `h` of what is carried; a GRU's second bias is the candidate's alone. */
const recurrent = (at: string, { parameter, file }: Sought): ReturnType<Rename> => {
  const has = (name: string): boolean => file.has(`${at}/${name}/kernel`)
  const gates = has('ii') ? 'ifgo' : has('iz') ? 'zrn' : has('i') ? ' ' : undefined
  if (gates === undefined) return undefined
  const all = (from: string, part: string) => besides([...gates].map((gate) => `${at}/${from}${gate.trim()}/${part}`))
  if (parameter === 'kernel') return all('i', 'kernel')
  if (parameter === 'recurrent') return all('h', 'kernel')
  if (parameter === 'bias') return all(gates === 'ifgo' ? 'h' : 'i', 'bias')
  return parameter === 'recurrentBias'
    ? { names: [`${at}/hn/bias`], make: (bias) => concat([zerosLike(bias), zerosLike(bias), bias], -1) }
    : undefined
}

/** `[...window, channels, units]` there, and from its end to its beginning, unless `transpose_kernel` is set; `[...window, units, channels]` here. Where both sizes are one, the name of the module tells. */
const transposed = (name: string, { module, shape, file }: Sought): ReturnType<Rename> => {
  const there = file.get(name)?.shape ?? []
  const [units, channels] = shape.slice(-2)
  if (shape.length < 3 || there.at(-2) !== channels || there.at(-1) !== units) return undefined
  if (units === channels && !/ConvTranspose[^/]*$/.test(module)) return undefined
  const window = shape.slice(0, -2).map((_, axis) => axis)
  return { names: [name], make: (kernel) => swapAxes(flip(kernel, window), -1, -2) }
}

/**
 * Where weights of Flax's `linen` stand, saved by their paths: `safetensors.flax.save_file(flax.traverse_util.flatten_dict(variables, sep='/'), path)`: for `load`. Axes are the same, but for those of
 * attention, which has its heads in an axis of their own, and of `ConvTranspose`, whose kernel is turned round. `LSTMCell` and `OptimizedLSTMCell`, `GRUCell` and `SimpleCell` are `lstm`, `gru`
 * and `rnn`. A `ConvTranspose` of as many units as channels has to be called so: `ConvTranspose_0`, as Flax does by itself.
 *
 * @throws InvalidArgument
 * @example await load(model, 'digits.safetensors', { rename: flaxNames({ 0: 'Conv_0', 1: 'BatchNorm_0', 4: 'Dense_0' }) })
 *
 * @category Saving and loading
 */
export const flaxNames = (modules: Modules): Rename =>
  renaming('flaxNames', modules, (sought) => {
    const { module, parameter } = sought
    const at = `${parameter === 'mean' || parameter === 'variance' ? 'batch_stats' : 'params'}/${module}`
    const cell = recurrent(at, sought)
    if (cell !== undefined) return cell
    const name = names[parameter]
    if (name === undefined) return inHeads(at, sought)
    if (parameter === 'slope') return spreadOver(`${at}/${name}`, sought)
    return (parameter === 'kernel' ? transposed(`${at}/${name}`, sought) : undefined) ?? `${at}/${name}`
  })
