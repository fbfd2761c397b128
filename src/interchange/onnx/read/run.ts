import { operandsOf, resultsOf } from '../../read/call.js'
import { named } from '../../read/fault.js'
import type { Value } from '../../read/value.js'
import { fail } from './fault.js'
import type { Graph, Node } from './graph.js'
import type { Call } from './operator.js'

/** Values by name; those of the graphs around are found too. */
export type Scope = (name: string) => Value | undefined

/** A graph's own constants, which may be parameters. */
export type OwnConstants = (graph: Graph) => ReadonlyMap<string, Value>

/** So many nodes and graphs are run in one call, at most. */
export const mostNodes = 100_000

const callOf = (node: Node, scope: Scope, file: Running): Call<never> => {
  const refusing = { fail: (sentence: string): never => fail(`${node.title}: ${sentence}`) }
  return {
    ...refusing,
    ...operandsOf(
      refusing,
      node.inputs.map((name) => (name === '' ? undefined : scope(name))),
      node.inputs,
    ),
    settings: node.settings as never, // they were read by the operator's own schema
    opset: node.opset,
    outputs: node.outputs.length,
    run: (graph, given) => runGraph(graph, given, file, scope),
  }
}

export interface Running {
  /** How many nodes may yet be run: loops within loops are written out. */
  left: number
  readonly constants: OwnConstants
}

const runNode = (node: Node, scope: Scope, file: Running): readonly Value[] =>
  resultsOf(node.title, () => {
    if (--file.left < 0) return fail(`${node.title}: more nodes are run than ${mostNodes}`)
    return node.operator.run(callOf(node, scope, file))
  })

/** The results of a graph for its inputs, in order. */
export const runGraph = (
  graph: Graph,
  inputs: readonly (Value | undefined)[],
  file: Running,
  around: Scope = () => undefined,
): readonly Value[] => {
  file.left-- // a body may have no nodes, and be run often
  const values = new Map<string, Value | undefined>(file.constants(graph))
  const scope: Scope = (name) => (values.has(name) ? values.get(name) : around(name))
  for (const [i, name] of graph.inputs.entries()) values.set(name, inputs[i]) // what is left out is nothing, whatever has its name around
  for (const node of graph.nodes) {
    const results = runNode(node, scope, file)
    for (const [i, name] of node.outputs.entries()) {
      const result = results[i]
      if (name !== '' && result) values.set(name, result)
    }
  }
  return graph.outputs.map((name) => scope(name) ?? fail(`nothing makes ${named(name)}`))
}
