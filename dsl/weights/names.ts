import { check } from '../../src/index.js'
import type { Rename, Renamed } from './load.js'

/** Which module of another library each layer is, by where the layer's parameters stand: `{ 0: 'conv1', 4: 'head.fc' }`. */
export type Modules = Readonly<Record<string | number, string>>

/** What a library calls a parameter of a module, and how its axes go here. */
type Rule = (module: string, parameter: string, rank: number) => string | Renamed | undefined

/** The last name is a parameter's, what is before it stands for its module; `state/` before all of it is the state's. */
const renaming =
  (modules: Modules, rule: Rule): Rename =>
  (name, { shape }) => {
    const bare = name.replace(/^state\//, '')
    const at = bare.lastIndexOf('/')
    const module = modules[bare.slice(0, Math.max(at, 0))]
    return module === undefined ? undefined : rule(module, bare.slice(at + 1), shape.length)
  }

const demandModules = (op: string, modules: unknown): void => {
  if (typeof modules !== 'object' || modules === null || Object.values(modules).some((module) => typeof module !== 'string'))
    check.refuse(op, 'the modules', "names by layer, as in { 0: 'conv1', 4: 'fc' }", modules)
}

const torch: Readonly<Record<string, string>> = {
  kernel: 'weight',
  table: 'weight',
  scale: 'weight',
  bias: 'bias',
  offset: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
}

/**
 * Where weights of PyTorch stand, saved with `safetensors.torch.save_file(model.state_dict(), path)`: for `load`. Kernels have their axes turned: of `Linear` from `[out, in]`, of convolutions from
 * `[out, in, ...window]`. A dense layer after `flatten` sees channels last here and first there: turn its input axis yourself.
 *
 * @throws InvalidArgument
 * @example await load(model, 'resnet.safetensors', { rename: torchNames({ 0: 'conv1', 1: 'bn1', 5: 'fc' }) })
 */
export const torchNames = (modules: Modules): Rename => {
  demandModules('torchNames', modules)
  return renaming(modules, (module, parameter, rank) => {
    const name = torch[parameter]
    if (name === undefined) return undefined
    const window = Array.from({ length: rank - 2 }, (_, i) => i + 2)
    return parameter === 'kernel' ? { name: `${module}.${name}`, axes: [...window, 1, 0] } : `${module}.${name}`
  })
}

const keras: Readonly<Record<string, string>> = {
  kernel: 'kernel',
  table: 'embeddings',
  scale: 'gamma',
  bias: 'bias',
  offset: 'beta',
  mean: 'moving_mean',
  variance: 'moving_variance',
}

/**
 * Where weights of Keras stand, saved by their paths: `safetensors.numpy.save_file({w.path: w.numpy() for w in model.weights}, path)`: for `load`. Axes are the same.
 *
 * @throws InvalidArgument
 * @example await load(model, 'digits.safetensors', { rename: kerasNames({ 0: 'sequential/conv2d', 4: 'sequential/dense' }) })
 */
export const kerasNames = (modules: Modules): Rename => {
  demandModules('kerasNames', modules)
  return renaming(modules, (module, parameter) => keras[parameter] && `${module}/${keras[parameter]}`)
}

const flax: Readonly<Record<string, string>> = {
  kernel: 'kernel',
  table: 'embedding',
  scale: 'scale',
  bias: 'bias',
  offset: 'bias',
  mean: 'mean',
  variance: 'var',
}

/**
 * Where weights of Flax stand, saved by their paths: `safetensors.flax.save_file(flax.traverse_util.flatten_dict(variables, sep='/'), path)`: for `load`. Axes are the same.
 *
 * @throws InvalidArgument
 * @example await load(model, 'digits.safetensors', { rename: flaxNames({ 0: 'Conv_0', 1: 'BatchNorm_0', 4: 'Dense_0' }) })
 */
export const flaxNames = (modules: Modules): Rename => {
  demandModules('flaxNames', modules)
  return renaming(modules, (module, parameter) => {
    const name = flax[parameter]
    const collection = parameter === 'mean' || parameter === 'variance' ? 'batch_stats' : 'params'
    return name && `${collection}/${module}/${name}`
  })
}
