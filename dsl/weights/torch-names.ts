import { type AnyTensor, add, split, transpose } from '../../src/index.js'
import type { Rename } from './load.js'
import { type Modules, renaming, type Sought, spreadOver, unitsLast } from './names.js'

const names: Readonly<Record<string, string>> = {
  kernel: 'weight',
  table: 'weight',
  scale: 'weight',
  bias: 'bias',
  offset: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
}

/** Of a recurrent layer: which layer of a stack, which direction, and the parameter. */
const ofRecurrent = /^(?:(\d+)\/)?(?:(forward|backward)\/)?(kernel|recurrent|bias|recurrentBias)$/

/** `weight_ih_l0`, and what belongs to it, behind what stands before all names of the module; of a cell, `weight_ih`. There are two biases: but for the candidate of a GRU, which resets one of them, they are only ever added. */
const recurrent = ({ module, parameter, file }: Sought): ReturnType<Rename> => {
  const [, place, direction, part] = ofRecurrent.exec(parameter) ?? []
  if (part === undefined) return undefined
  const cell = place === undefined && direction === undefined && file.has(`${module}weight_ih`)
  const end = cell ? '' : `_l${place ?? 0}${direction === 'backward' ? '_reverse' : ''}`
  const at = (name: string): string => `${module}${name}${end}`
  const [rows = 0, units = 0] = file.get(at('weight_hh'))?.shape ?? []
  if (units === 0) return undefined
  if (part === 'kernel') return unitsLast(at('weight_ih'), 2)
  if (part === 'recurrent') return unitsLast(at('weight_hh'), 2)
  if (part === 'recurrentBias') return at('bias_hh')
  return rows === 3 * units
    ? at('bias_ih')
    : { names: [at('bias_ih'), at('bias_hh')], make: (ofInput, ofCarried) => add(ofInput, ofCarried) }
}

const projections = ['query', 'key', 'value']

/** Attention has its three projections in one, or one by one if keys and values have other sizes; their biases always in one. */
const attention = ({ module, parameter, file }: Sought): ReturnType<Rename> => {
  const [projection = '', part] = parameter.split('/')
  if (!file.has(`${module}out_proj.weight`)) return undefined
  if (parameter === 'output/kernel') return unitsLast(`${module}out_proj.weight`, 2)
  if (parameter === 'output/bias') return `${module}out_proj.bias`
  const which = projections.indexOf(projection)
  if (which < 0) return undefined
  const third = (x: AnyTensor): AnyTensor => (split(x, 3, 0) as readonly AnyTensor[])[which] as AnyTensor // there are three
  if (part === 'bias') return { names: [`${module}in_proj_bias`], make: third }
  const whole = `${module}in_proj_weight`
  return file.has(whole)
    ? { names: [whole], make: (weight) => transpose(third(weight)) }
    : unitsLast(`${module}${projection.slice(0, 1)}_proj_weight`, 2)
}

/**
 * Where weights of PyTorch stand, saved with `safetensors.torch.save_file(model.state_dict(), path)`: for `load`. Kernels have their axes turned: of `Linear` from `[out, in]`, of convolutions from
 * `[out, in, ...window]`, of transposed ones from `[in, out, ...window]`. `nn.RNN`, `nn.LSTM` and `nn.GRU`, layers and cells, are `rnn`, `lstm` and `gru(units, { gates: 'torch' })`; a name stands for
 * all of `stacked` and `bidirectional` layers, `''` for the module whose `state_dict` the file is. `nn.MultiheadAttention` is `multiHeadAttention`. A dense layer after `flatten` sees channels last here and first there: turn its input axis yourself.
 *
 * @throws InvalidArgument
 * @example await load(model, 'resnet.safetensors', { rename: torchNames({ 0: 'conv1', 1: 'bn1', 5: 'fc' }) })
 *
 * @category Saving and loading
 */
export const torchNames = (modules: Modules): Rename =>
  renaming('torchNames', modules, (sought) => {
    const { parameter, shape } = sought
    const module = sought.module && `${sought.module}.`
    const special = recurrent({ ...sought, module }) ?? attention({ ...sought, module })
    if (special !== undefined) return special
    if (parameter === 'slope') return spreadOver(`${module}weight`, sought)
    const name = names[parameter]
    if (name === undefined) return undefined
    return parameter === 'kernel' ? unitsLast(`${module}${name}`, shape.length) : `${module}${name}`
  })
