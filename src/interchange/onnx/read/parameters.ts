import type { AnyTensor } from '../../../index.js'
import { type Known, sizeOf } from '../../read/known.js'
import { ofKnown, ofTensor, tensorFrom, type Value } from '../../read/value.js'
import type { Graph, Node } from './graph.js'
import type { Operator } from './operator.js'
import type { OnnxParameters } from './signature.js'

/** A graph and all that its nodes hold. */
const graphsIn = (graph: Graph): readonly Graph[] => [
  graph,
  ...graph.nodes.flatMap((node) => [...(node.operator.body ? [node.operator.body] : []), ...within(node)]).flatMap(graphsIn),
]

const isGraph = (setting: unknown): setting is Graph => typeof setting === 'object' && setting !== null && 'nodes' in setting

/** Graphs that see the names around them. */
const within = ({ settings }: Node): readonly Graph[] => Object.values(settings).filter(isGraph)

type IsAt = (operator: Operator, at: number) => boolean

/** Names of a graph that operands at some places have, in graphs within it too; a function has names of its own for what it is given. */
const namesAt = (graph: Graph, isAt: IsAt): ReadonlySet<string> =>
  new Set(
    graph.nodes.flatMap((node) => {
      const { operator, inputs } = node
      const own = operator.body && namesAt(operator.body, isAt)
      const isMeant = (at: number) => (operator.body ? own?.has(operator.body.inputs[at] ?? '') === true : isAt(operator, at))
      return [...inputs.filter((_, at) => isMeant(at)), ...within(node).flatMap((one) => [...namesAt(one, isAt)])]
    }),
  )

/** Graphs beside each other may name alike: the second is `w 2`, the third `w 3`. */
const keyFor = (name: string, taken: ReadonlyMap<string, unknown>, copies: Map<string, number>): string => {
  let key = name
  while (taken.has(key)) {
    const copy = (copies.get(name) ?? 1) + 1
    copies.set(name, copy)
    key = `${name} ${copy}`
  }
  return key
}

/** Which constants of a file are parameters, and what the others are. */
export interface Constants {
  readonly initial: OnnxParameters
  /** What the constants of a graph are, with these parameters. */
  readonly of: (parameters: OnnxParameters) => (graph: Graph) => ReadonlyMap<string, Value>
}

interface Places {
  readonly fixed: ReadonlySet<string>
  readonly learnt: ReadonlySet<string>
}

/**
 * Floats are parameters, but for statistics and what has to be known while the program is traced, and for single numbers: those without axes, and those that
 * a `Constant` node holds unless an operator learns them.
 */
export const constantsOf = (outermost: Graph): Constants => {
  const graphs = graphsIn(outermost)
  const isParameter = (name: string, { dtype, shape }: Known, isNode: boolean, { fixed, learnt }: Places): boolean => {
    if ((dtype !== 'f32' && dtype !== 'f16') || fixed.has(name) || sizeOf(shape) === 0) return false
    return sizeOf(shape) > 1 || learnt.has(name) || (shape.length > 0 && !isNode)
  }
  const initial = new Map<string, AnyTensor>()
  const copies = new Map<string, number>()
  const keys = new Map<Graph, ReadonlyMap<string, string>>()
  const rest = new Map<Graph, readonly (readonly [string, Value])[]>()
  for (const graph of graphs) {
    const places = {
      fixed: namesAt(graph, ({ fixed }, at) => fixed.includes(at)),
      learnt: namesAt(graph, ({ learns }, at) => learns === true && at > 0),
    }
    const own = new Map<string, string>()
    const others: [string, Value][] = []
    for (const [name, { known, isNode }] of graph.constants) {
      if (!isParameter(name, known, isNode, places)) {
        others.push([name, ofKnown(known)])
        continue
      }
      const key = keyFor(name, initial, copies)
      own.set(name, key)
      initial.set(key, tensorFrom(known))
    }
    keys.set(graph, own)
    rest.set(graph, others)
  }
  return {
    initial: Object.fromEntries(initial),
    of: (parameters) => (graph) =>
      new Map([
        ...(rest.get(graph) ?? []),
        ...[...(keys.get(graph) ?? [])].flatMap(([name, key]): (readonly [string, Value])[] => {
          const given = parameters[key]
          return given ? [[name, ofTensor(given)]] : []
        }),
      ]),
  }
}
