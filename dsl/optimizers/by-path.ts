import { type AnyTensor, add, check, InvalidArgument, tree, zeros } from '../../src/index.js'
import { demandOptimizer } from '../check.js'
import { type Optimizer, type OptimizerState, rememberedBy } from './optimizer.js'
import { pathsOf } from './paths.js'
import { zip } from './trees.js'

/** Parameters by their path. */
type Group = Readonly<Record<string, AnyTensor>>

/**
 * An optimiser of its own for each group of parameters. `groupsOf` gives the number of it for each parameter. Each of the optimisers sees its group as a record by path.
 */
export const grouped = (
  op: string,
  optimizers: readonly Optimizer[],
  groupsOf: (paths: readonly string[], leaves: readonly AnyTensor[]) => readonly number[],
): Optimizer => {
  const groupsIn = (params: unknown): readonly Group[] => {
    const [paths, leaves] = [pathsOf(params), tree.leaves(params)]
    const groups = groupsOf(paths, leaves)
    return optimizers.map((_, group) =>
      Object.fromEntries(leaves.flatMap((leaf, i) => (groups[i] === group ? [[paths[i] ?? '', leaf]] : []))),
    )
  }
  return {
    init: (params) => {
      demandApart(op, pathsOf(params))
      const groups = groupsIn(params)
      return {
        step: zeros([], { dtype: 'i32' }),
        slots: {},
        others: { groups: optimizers.map(({ init }, i) => init(groups[i] ?? {})) },
      }
    },
    update: <Params>(gradients: Params, state: OptimizerState<Params>, params: Params) => {
      const before = rememberedBy(op, state, 'groups') as readonly OptimizerState<Group>[] // by `init`
      zip((p) => p, params, gradients) // which says so if their structures differ
      const [points, slopes] = [groupsIn(params), groupsIn(gradients)]
      const after: OptimizerState<Group>[] = []
      const better: Record<string, AnyTensor> = {}
      optimizers.forEach(({ update }, i) => {
        const [at, memory] = [points[i] ?? {}, before[i]]
        if (memory === undefined)
          throw new InvalidArgument(`${op}: the state has no group ${i + 1}; it is what the init of this optimizer gives`)
        const [moved, remembered] = update(slopes[i] ?? {}, memory, at)
        Object.assign(better, moved)
        after.push(remembered)
      })
      const paths = pathsOf(params)
      const leaves = tree.leaves(params).map((leaf, i) => better[paths[i] ?? ''] ?? leaf)
      const moved = tree.unflatten(tree.structure(params), leaves) as Params // the parameters' structure, with a tensor for each of theirs
      return [moved, { step: add(state.step, 1), slots: {}, others: { groups: after } }]
    },
  }
}

/** @throws InvalidArgument if two parameters have one path, as `{ a: { b }, 'a.b': c }` has */
const demandApart = (op: string, paths: readonly string[]): void => {
  const twice = paths.find((path, i) => paths.indexOf(path) !== i)
  if (twice !== undefined) throw new InvalidArgument(`${op}: two parameters stand at ${twice}; names hold no dots and slashes`)
}

/**
 * Optimisers for groups of parameters, by their path: names and places with slashes between, as in `encoder/0/kernel`. In a pattern `*` is any one of these
 * and `**` any number of them. The first pattern that a parameter fits has it. `sgd(0)` leaves its parameters as they are.
 *
 * @throws InvalidArgument if a parameter fits no pattern, or a pattern has no parameter: none fits it, or those that do were had by patterns before it
 * @example byPath({ 'encoder/**': sgd(0), '**': adam() })
 * @example byPath({ 'head/*': sgd(0.1), '**': adamw() })
 *
 * @category Optimizers
 */
export const byPath = (optimizers: Readonly<Record<string, Optimizer>>): Optimizer => {
  if (typeof optimizers !== 'object' || optimizers === null || 'update' in optimizers)
    check.refuse('byPath', 'what it is made of', "optimizers by path, as in { 'encoder/**': sgd(0), '**': adam() }", optimizers)
  const patterns = Object.keys(optimizers)
  for (const [pattern, optimizer] of Object.entries(optimizers)) demandOptimizer('byPath', optimizer, `what stands at '${pattern}'`)
  const apart = patterns.map((pattern) => pattern.split('/'))
  return grouped('byPath', Object.values(optimizers), (paths) => {
    const idle = apart.findIndex((pattern) => !paths.some((path) => fits(pattern, path.split('/'))))
    if (idle >= 0 && paths.length > 0)
      throw new InvalidArgument(
        `byPath: no parameter fits '${patterns[idle]}'; there are ${paths.slice(0, 8).join(', ')}${paths.length > 8 ? ', ...' : ''}`,
      )
    const groups = paths.map((path) => {
      const group = apart.findIndex((pattern) => fits(pattern, path.split('/')))
      if (group < 0) throw new InvalidArgument(`byPath: ${path || 'the parameter'} fits no pattern; add '**': adam() for all others`)
      return group
    })
    const left = patterns.findIndex((pattern, group) => pattern !== '**' && !groups.includes(group)) // of all others there may be none
    if (left >= 0 && paths.length > 0)
      throw new InvalidArgument(`byPath: patterns before '${patterns[left]}' have all parameters that fit it; write it before them`)
    return groups
  })
}

/** Whether a path fits a pattern, both name by name. */
const fits = (pattern: readonly string[], path: readonly string[]): boolean => {
  const [first, ...rest] = pattern
  if (first === undefined) return path.length === 0
  const [name, ...inner] = path
  if (first === '**') return fits(rest, path) || (name !== undefined && fits(pattern, inner))
  return name !== undefined && (first === '*' || first === name) && fits(rest, inner)
}
