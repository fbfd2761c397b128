import { type AnyTensor, add, type Tensor, tree, zeros, zerosLike } from '../../src/index.js'
import type { Optimizer, OptimizerState } from './optimizer.js'
import { pathsOf } from './paths.js'

/**
 * One parameter in one step. `count` is 1 in the first step.
 *
 * @category Optimizers
 */
export interface Leaf<Slot extends string> {
  readonly parameter: AnyTensor
  readonly gradient: AnyTensor
  readonly slots: Readonly<Record<Slot, AnyTensor>>
  readonly count: Tensor<[], 'i32'>
  /** Where the parameter stands: `encoder/0/kernel`. */
  readonly path: string
}

/**
 * What becomes of a parameter, and what is remembered of it.
 *
 * @category Optimizers
 */
export type Moved<Slot extends string> = Pick<Leaf<Slot>, 'parameter' | 'slots'>

/**
 * An optimiser that treats each parameter by itself, from its rule for one. The slots named start at zero, or at the
 * numbers that are given by name.
 *
 * @example
 * ```ts
 * const signDescent = leafwise([], ({ parameter, gradient }) => ({ parameter: sub(parameter, mul(sign(gradient), 0.01)), slots: {} }))
 * ```
 *
 * @category Optimizers
 */
export const leafwise = <const Slot extends string>(
  slots: readonly Slot[] | Readonly<Record<Slot, number>>,
  rule: (leaf: Leaf<Slot>) => Moved<Slot>,
): Optimizer => {
  const [names, starts] = isList(slots) ? [slots, []] : [Object.keys(slots) as Slot[], Object.values<number>(slots)] // a number by each name
  const first = (start: number) => (x: AnyTensor) => (start === 0 ? zerosLike(x) : add(zerosLike(x), start))
  return {
    init: (params) => {
      tree.leaves(params) // which says so if a tensor stands in no tree, also where nothing is remembered
      return {
        step: zeros([], { dtype: 'i32' }),
        slots: keyed(
          names,
          names.map((_, i) => tree.map(first(starts[i] ?? 0), params)),
        ),
      }
    },
    update: <Params>(gradients: Params, { step, slots }: OptimizerState<Params>, params: Params) => {
      const count = add(step, 1)
      const moved: Moved<Slot>[] = []
      const paths = pathsOf(params)
      const move = (parameter: AnyTensor, gradient: AnyTensor, ...remembered: AnyTensor[]): AnyTensor => {
        const leaf = rule({ parameter, gradient, slots: keyed(names, remembered), count, path: paths[moved.length] ?? '' })
        moved.push(leaf)
        return leaf.parameter
      }
      const better = tree.map(move, params, gradients, ...names.map((name) => slots[name]))
      const structure = tree.structure(params)
      const after = names.map((name) => {
        const leaves = moved.map((leaf) => leaf.slots[name])
        return tree.unflatten(structure, leaves) as Params // the parameters' structure, with a tensor for each of theirs
      })
      return [better, { step: count, slots: keyed(names, after) }]
    },
  }
}

const isList = <Slot extends string>(slots: readonly Slot[] | Readonly<Record<Slot, number>>): slots is readonly Slot[] =>
  Array.isArray(slots)

const keyed = <Name extends string, Value>(names: readonly Name[], values: readonly Value[]): Record<Name, Value> =>
  Object.fromEntries(names.map((name, i) => [name, values[i]])) as Record<Name, Value> // a value for each name
