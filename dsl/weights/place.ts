import { type AnyTensor, tree } from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { AnyModel } from '../model/model.js'
import { pathsOf } from '../optimizers/paths.js'
import { CheckpointError } from './checkpoint-error.js'

/** Whether it is a model, and not the variables of one. */
export const isModel = (given: unknown): given is AnyModel =>
  typeof given === 'object' && given !== null && 'whole' in given && 'layers' in given

/** They are the variables of a model: `{ params, state }`. */
const isVariables = (given: unknown): given is Variables =>
  typeof given === 'object' && given !== null && Object.keys(given).sort().join() === 'params,state'

/**
 * The tensors of a tree by the names that they have in files: where they stand, names and places with slashes between. Parameters of a model stand there by themselves, `0/kernel`, and its
 * state under `state`.
 *
 * @throws CheckpointError if two tensors have one name
 */
export const namesOf = (op: string, given: unknown): ReadonlyMap<string, AnyTensor> => {
  const parts = isVariables(given)
    ? [
        { at: '', part: given.params },
        { at: 'state/', part: given.state },
      ]
    : [{ at: '', part: given }]
  const named = new Map<string, AnyTensor>()
  for (const { at, part } of parts) {
    const leaves = tree.leaves(part)
    for (const [i, path] of pathsOf(part).entries()) {
      const [name, leaf] = [`${at}${path}`, leaves[i]]
      if (named.has(name))
        throw new CheckpointError(`${op}: two tensors of the tree stand at ${name}; names in it hold no dots and slashes`)
      if (leaf) named.set(name, leaf)
    }
  }
  return named
}

/** The tree with other tensors in the place of its own, by name. */
export const replacedBy = (given: unknown, of: (name: string, leaf: AnyTensor) => AnyTensor): unknown => {
  const at = (prefix: string, part: unknown): unknown => {
    const paths = pathsOf(part)
    let next = 0
    return tree.map((leaf) => of(`${prefix}${paths[next++] ?? ''}`, leaf), part)
  }
  return isVariables(given) ? { params: at('', given.params), state: at('state/', given.state) } : at('', given)
}
