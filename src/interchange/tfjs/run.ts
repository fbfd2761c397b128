import { operandsOf, resultsOf } from '../read/call.js'
import { named } from '../read/fault.js'
import type { Value } from '../read/value.js'
import { fail } from './fault.js'
import type { Network, Node, Ref } from './network.js'
import type { Call } from './operator.js'

/** What is made so far. */
type Made = Map<string, readonly Value[]>

const valueAt = (made: Made, { of, at }: Ref): Value => {
  const results = made.get(of)
  if (!results) return fail(`nothing makes ${named(of)}`)
  return results[at] ?? fail(`${named(of)} has ${results.length} results; result ${at} is read`)
}

const callOf = ({ title, settings, inputs: refs, weights }: Node, made: Made): Call<never> => {
  const refusing = { fail: (sentence: string): never => fail(`${title}: ${sentence}`) }
  const maybeWeight = (name: string): Value | undefined => {
    const of = weights.get(name)
    return of === undefined ? undefined : valueAt(made, { of, at: 0 })
  }
  return {
    ...refusing,
    ...operandsOf(
      refusing,
      refs.map((ref) => valueAt(made, ref)),
      refs.map(({ of }) => of),
    ),
    settings: settings as never, // they were read by the operator's own schema
    maybeWeight,
    weight: (name) => maybeWeight(name) ?? refusing.fail(`the weight ${named(name)} is missing`),
  }
}

/** The results of a network for its inputs, in order. */
export const runNetwork = (network: Network, inputs: readonly Value[], constants: ReadonlyMap<string, Value>): readonly Value[] => {
  const made: Made = new Map([...constants].map(([name, value]) => [name, [value]]))
  for (const [i, { of }] of network.inputs.entries()) {
    const given = inputs[i]
    if (given) made.set(of, [given])
  }
  for (const node of network.nodes)
    made.set(
      node.name,
      resultsOf(node.title, () => node.operator.run(callOf(node, made))),
    )
  return network.outputs.map(({ ref }) => valueAt(made, ref))
}
