import { TypegradError } from '../../../index.js'
import { fail } from './fault.js'
import type { Graph, Node } from './graph.js'
import type { Call } from './operator.js'
import type { Value } from './value.js'

/** Values by name; those of the graphs around are found too. */
export type Scope = (name: string) => Value | undefined

/** A graph's own constants, which may be parameters. */
export type OwnConstants = (graph: Graph) => ReadonlyMap<string, Value>

/** So many nodes and graphs are run in one call, at most. */
export const mostNodes = 100_000

const callOf = (node: Node, scope: Scope, file: Running): Call<never> => {
  const refuse = (sentence: string): never => fail(`${node.title}: ${sentence}`)
  const inputs = node.inputs.map((name) => (name === '' ? undefined : scope(name)))
  const input = (at: number): Value => inputs[at] ?? refuse(`operand ${at} is missing`)
  const numbersOf = (at: number, { known, dtype }: Value): readonly number[] => {
    if (!known)
      return refuse(
        `operand ${at}, ${JSON.stringify(node.inputs[at])}, has to be known before the graph runs, and depends on what it is given; an input that is given as a number is known`,
      )
    return dtype === 'bool' ? refuse(`operand ${at} is bool`) : Array.from(known.data)
  }
  return {
    settings: node.settings as never, // they were read by the operator's own schema
    opset: node.opset,
    inputs,
    outputs: node.outputs.length,
    input,
    optional: (at) => inputs[at],
    numbers: (at) => numbersOf(at, input(at)),
    maybeNumbers: (at) => {
      const given = inputs[at]
      return given && numbersOf(at, given)
    },
    run: (graph, given) => runGraph(graph, given, file, scope),
    fail: refuse,
  }
}

export interface Running {
  /** How many nodes may yet be run: loops within loops are written out. */
  left: number
  readonly constants: OwnConstants
}

const runNode = (node: Node, scope: Scope, file: Running): readonly Value[] => {
  try {
    if (--file.left < 0) return fail(`${node.title}: more nodes are run than ${mostNodes}`)
    const results = node.operator.run(callOf(node, scope, file))
    return 'tensor' in results ? [results] : results
  } catch (error) {
    if (error instanceof TypegradError && !error.message.includes(node.title)) error.locate(`, in ${node.title}`)
    throw error
  }
}

/** The results of a graph for its inputs, in order. */
export const runGraph = (
  graph: Graph,
  inputs: readonly (Value | undefined)[],
  file: Running,
  around: Scope = () => undefined,
): readonly Value[] => {
  file.left-- // a body may have no nodes, and be run often
  const values = new Map<string, Value>(file.constants(graph))
  const scope: Scope = (name) => values.get(name) ?? around(name)
  for (const [i, name] of graph.inputs.entries()) {
    const given = inputs[i]
    if (given) values.set(name, given)
  }
  for (const node of graph.nodes) {
    const results = runNode(node, scope, file)
    for (const [i, name] of node.outputs.entries()) {
      const result = results[i]
      if (name !== '' && result) values.set(name, result)
    }
  }
  return graph.outputs.map((name) => scope(name) ?? fail(`nothing makes ${JSON.stringify(name)}`))
}
