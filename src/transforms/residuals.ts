import { interpret } from '../program/interpret.js'
import type { Equation, Program, Variable } from '../program/program.js'
import { linearise } from '../program/trace.js'
import { sizeOf } from '../shape/dim.js'
import { placeholder } from '../tensor/tensor.js'
import type { Linearized } from './linear.js'

/*
 * What a step of a loop keeps for the way back lies in memory for each step. Much of it is made of little: gates, their slopes and the products of both are
 * functions of one product. So what is cheap is made again on the way back, of what is not, where less is kept that way.
 */

/** So much of it may be made again for each element, in multiply-adds: the gates of a cell. */
const mostAgain = 128

/** What one equation costs to make again, element by element; nothing if it had better be kept. */
const costOf = ({ primitive: { lower, expand } }: Equation): number | undefined =>
  lower.kind === 'pull' && !expand ? lower.cost : undefined

/** Values that are kept, and what they are made of by cheap equations. */
interface Group {
  readonly kept: readonly Variable[]
  readonly sources: ReadonlySet<Variable>
  readonly again: ReadonlySet<Equation>
}

/** What a value is made of, back to what is dear, given, or the same in all steps. */
const sourcesOf = (
  variable: Variable,
  definitions: ReadonlyMap<Variable, Equation>,
  varying: ReadonlySet<Variable>,
): Omit<Group, 'kept'> => {
  const sources = new Set<Variable>()
  const again = new Set<Equation>()
  const seen = new Set<Variable>()
  const stack = [variable]
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    const equation = definitions.get(next)
    const cost = equation && costOf(equation)
    if (!equation || cost === undefined || (cost > 0 && !varying.has(next)) || again.size > mostAgain) sources.add(next)
    else {
      again.add(equation)
      stack.push(...equation.operands)
    }
  }
  return { sources, again }
}

/** Values in groups, so that no two groups are made of the same varying values. */
const grouped = (
  kept: readonly Variable[],
  definitions: ReadonlyMap<Variable, Equation>,
  varying: ReadonlySet<Variable>,
): readonly Group[] => {
  let groups: readonly Group[] = []
  for (const variable of kept) {
    const own = sourcesOf(variable, definitions, varying)
    const shares = ({ sources }: Group) => [...own.sources].some((source) => varying.has(source) && sources.has(source))
    const joined = groups.filter(shares)
    groups = [
      ...groups.filter((group) => !joined.includes(group)),
      {
        kept: [...joined.flatMap((group) => group.kept), variable],
        sources: new Set([...joined.flatMap(({ sources }) => [...sources]), ...own.sources]),
        again: new Set([...joined.flatMap(({ again }) => [...again]), ...own.again]),
      },
    ]
  }
  return groups
}

/** The same split with less to keep of each step. `varying` is what is not the same in all steps, `given` what need not be kept. */
export const keepingLess = (
  { primal, linear, residuals }: Linearized,
  varying: ReadonlySet<Variable>,
  given: ReadonlySet<Variable>,
): Linearized => {
  const count = primal.outputs.length - residuals
  const all = primal.outputs.slice(count)
  const definitions = new Map(primal.equations.flatMap((equation) => equation.results.map((result) => [result, equation] as const)))
  const words = (variables: Iterable<Variable>): number =>
    [...variables].reduce((total, variable) => total + (varying.has(variable) && !given.has(variable) ? sizeOf(variable.type.shape) : 0), 0)
  const isBetter = ({ kept, sources, again }: Group): boolean =>
    [...again].reduce((total, equation) => total + (costOf(equation) ?? 0), 0) <= mostAgain && words(sources) < words(kept)
  const made = grouped(
    all.filter((variable) => varying.has(variable)),
    definitions,
    varying,
  ).filter(isBetter)
  if (made.length === 0) return { primal, linear, residuals }

  const anew = new Set(made.flatMap(({ kept }) => kept))
  const kept = [...new Set([...all.filter((variable) => !anew.has(variable)), ...made.flatMap(({ sources }) => [...sources])])]
  const again = new Set(made.flatMap((group) => [...group.again]))
  const part: Program = { inputs: kept, captures: [], equations: primal.equations.filter((equation) => again.has(equation)), outputs: all }
  const own = kept.map(({ type }) => placeholder(type))
  const moving = linear.inputs.slice(residuals, linear.inputs.length - linear.captures.length).map(({ type }) => placeholder(type))
  return {
    primal: { ...primal, outputs: [...primal.outputs.slice(0, count), ...kept] },
    linear: linearise([...own, ...moving], interpret(linear, [...interpret(part, own), ...moving, ...linear.captures])),
    residuals: kept.length,
  }
}
