import { type AnyTensor, key, ShapeMismatch, show, tree } from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { AnyModel } from './model.js'

/** A tensor of a tree, with where it stands. */
interface Placed {
  readonly path: readonly string[]
  readonly type: string
  readonly shape: string
}

/** The tensors of a tree, by where they stand. */
const placed = (value: unknown, path: readonly string[] = []): readonly Placed[] => {
  if (tree.leaves(value)[0] === value) {
    const { shape, dtype } = value as AnyTensor // a leaf is a tensor
    return [{ path, type: `${dtype}${show(shape)}`, shape: show(shape) }]
  }
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, part]) => placed(part, [...path, name])) : []
}

/** What each model's own parameters are. */
const known = new WeakMap<AnyModel, ReadonlyMap<string, Placed>>()

const byPath = (params: unknown): ReadonlyMap<string, Placed> => new Map(placed(params).map((one) => [one.path.join('.'), one]))

/** Notes what a model's parameters are, when it makes some. */
export const noteParameters = (model: AnyModel, params: unknown): void => {
  if (!known.has(model)) known.set(model, byPath(params))
}

const own = (model: AnyModel): ReadonlyMap<string, Placed> => {
  const found = known.get(model) ?? byPath(model.whole.init(key(0), model.input).params)
  known.set(model, found)
  return found
}

/** The layer that a parameter is of, and its name in it: `dense(5) (layer 2): kernel`. */
const named = ({ layers }: AnyModel, [layer = '', ...rest]: readonly string[]): string =>
  `${layers[Number(layer)]?.name ?? 'the model'} (layer ${Number(layer) + 1}): ${rest.join('.')}`

/** @throws ShapeMismatch for parameters that are not of this model; it names the layer */
export const demandParameters = (op: string, model: AnyModel, { params }: Variables): void => {
  const given = byPath(params)
  for (const [where, { path, type, shape }] of own(model)) {
    const met = given.get(where)
    if (!met) throw new ShapeMismatch(`${named(model, path)} is missing, expected ${type}; the variables of ${op} are of another model`)
    if (met.shape !== shape)
      throw new ShapeMismatch(`${named(model, path)} is ${met.type}, expected ${type}; the variables of ${op} are of another model`)
  }
}
