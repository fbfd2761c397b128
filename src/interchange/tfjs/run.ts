import { TypegradError } from '../../index.js'
import type { Value } from '../onnx/read/value.js'
import { fail, named } from './fault.js'
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
  const refuse = (sentence: string): never => fail(`${title}: ${sentence}`)
  const inputs = refs.map((ref) => valueAt(made, ref))
  const input = (at: number): Value => inputs.at(at) ?? refuse(`operand ${at} is missing`)
  const maybeWeight = (name: string): Value | undefined => {
    const of = weights.get(name)
    return of === undefined ? undefined : valueAt(made, { of, at: 0 })
  }
  return {
    settings: settings as never, // they were read by the operator's own schema
    inputs,
    input,
    optional: (at) => inputs[at],
    maybeWeight,
    weight: (name) => maybeWeight(name) ?? refuse(`the weight ${named(name)} is missing`),
    numbers: (at) => {
      const { known, dtype } = input(at)
      if (!known)
        return refuse(
          `operand ${at}, ${named(refs.at(at)?.of ?? '')}, has to be known before the graph runs, and depends on what it is given; an input that is given as a number is known`,
        )
      return dtype === 'bool' ? refuse(`operand ${at} is bool`) : Array.from(known.data)
    },
    fail: refuse,
  }
}

const runNode = (node: Node, made: Made): readonly Value[] => {
  try {
    const results = node.operator.run(callOf(node, made))
    return 'tensor' in results ? [results] : results
  } catch (error) {
    if (error instanceof TypegradError && !error.message.includes(node.title)) error.locate(`, in ${node.title}`)
    throw error
  }
}

/** The results of a network for its inputs, in order. */
export const runNetwork = (network: Network, inputs: readonly Value[], constants: ReadonlyMap<string, Value>): readonly Value[] => {
  const made: Made = new Map([...constants].map(([name, value]) => [name, [value]]))
  for (const [i, { of }] of network.inputs.entries()) {
    const given = inputs[i]
    if (given) made.set(of, [given])
  }
  for (const node of network.nodes) made.set(node.name, runNode(node, made))
  return network.outputs.map(({ ref }) => valueAt(made, ref))
}
