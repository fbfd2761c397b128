import { named } from '../read/fault.js'
import { fail } from './fault.js'
import type { Ref } from './network.js'

/** What makes something of results of others. */
interface Step {
  readonly title: string
  readonly inputs: readonly Ref[]
}

/**
 * The steps that results need, each after those that it reads.
 *
 * @throws InvalidArgument if one reads what none makes, or what needs it in turn
 */
export const inOrder = <S extends Step>(steps: ReadonlyMap<string, S>, wanted: readonly string[]): readonly S[] => {
  const done = new Set<string>()
  const open = new Set<string>()
  const order: S[] = []
  const stack = wanted.toReversed()
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const step = steps.get(name)
    if (!step) return fail(`the model gives ${named(name)}, which nothing makes`)
    if (done.has(name) || open.has(name)) {
      stack.pop()
      if (!done.has(name)) order.push(step)
      done.add(name)
      open.delete(name)
      continue
    }
    open.add(name)
    for (const { of } of step.inputs) {
      if (!steps.has(of)) return fail(`${step.title} reads ${named(of)}, which nothing makes`)
      if (open.has(of)) return fail(`${step.title} reads ${named(of)}, which needs it in turn: a model has no cycles`)
      if (!done.has(of)) stack.push(of)
    }
  }
  return order
}
