import { type AnyTensor, add, type Tensor, tree, zeros, zerosLike } from '../../src/index.js'
import type { Optimizer, OptimizerState } from './optimizer.js'

/** One parameter in one step. `count` is 1 in the first step. */
export interface Leaf<Slot extends string> {
  readonly parameter: AnyTensor
  readonly gradient: AnyTensor
  readonly slots: Readonly<Record<Slot, AnyTensor>>
  readonly count: Tensor<[], 'i32'>
}

/** What becomes of a parameter, and what is remembered of it. */
export type Moved<Slot extends string> = Pick<Leaf<Slot>, 'parameter' | 'slots'>

/**
 * An optimiser that treats each parameter by itself, from its rule for one. The slots named start at zero.
 *
 * @example
 * ```ts
 * const signDescent = leafwise([], ({ parameter, gradient }) => ({ parameter: sub(parameter, mul(sign(gradient), 0.01)), slots: {} }))
 * ```
 */
export const leafwise = <const Slot extends string>(names: readonly Slot[], rule: (leaf: Leaf<Slot>) => Moved<Slot>): Optimizer => ({
  init: (params) => ({ step: zeros([], { dtype: 'i32' }), slots: byName(names, () => tree.map(zerosLike, params)) }),
  update: <Params>(gradients: Params, { step, slots }: OptimizerState<Params>, params: Params) => {
    const count = add(step, 1)
    const gradientOf = tree.leaves(gradients)
    const slotsOf = byName(names, (name) => tree.leaves(slots[name]))
    const moved = tree
      .leaves(params)
      .map((parameter, i) =>
        rule({ parameter, gradient: item(gradientOf, i), slots: byName(names, (name) => item(slotsOf[name], i)), count }),
      )
    const like = (leaves: readonly AnyTensor[]): Params => tree.unflatten(tree.structure(params), leaves) as Params // its structure, a tensor for each of its tensors
    const state = { step: count, slots: byName(names, (name) => like(moved.map((leaf) => leaf.slots[name]))) }
    return [like(moved.map((leaf) => leaf.parameter)), state]
  },
})

const byName = <Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value> // an entry for each name

const item = (list: readonly AnyTensor[], i: number): AnyTensor => {
  const found = list[i]
  if (!found) throw new RangeError(`optimizer: gradients and state have fewer tensors than the parameters; there is no tensor ${i}`)
  return found
}
