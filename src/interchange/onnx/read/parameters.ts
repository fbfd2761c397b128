import { type AnyTensor, Tensor, tensor } from '../../../index.js'
import { fail, named } from './fault.js'
import type { Graph, Node } from './graph.js'
import { type Known, sizeOf } from './known.js'
import type { OnnxParameters } from './signature.js'
import { ofKnown, ofTensor, type Value } from './value.js'

/** A graph and all that its nodes hold. */
const graphsIn = (graph: Graph): readonly Graph[] => [graph, ...graph.nodes.flatMap(heldBy).flatMap(graphsIn)]

const isGraph = (setting: unknown): setting is Graph => typeof setting === 'object' && setting !== null && 'nodes' in setting

const heldBy = ({ settings, operator }: Node): readonly Graph[] => [
  ...(operator.body ? [operator.body] : []),
  ...Object.values(settings).filter(isGraph),
]

/** Names that operands at some places have. */
const namesAt = (graphs: readonly Graph[], isAt: (node: Node, at: number) => boolean): ReadonlySet<string> =>
  new Set(graphs.flatMap(({ nodes }) => nodes.flatMap((node) => node.inputs.filter((_, at) => isAt(node, at)))))

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
  /** @throws InvalidArgument unless all are there, of their shapes and dtypes */
  readonly demand: (parameters: OnnxParameters) => void
  readonly initial: OnnxParameters
  /** What the constants of a graph are, with these parameters. */
  readonly of: (parameters: OnnxParameters) => (graph: Graph) => ReadonlyMap<string, Value>
}

/**
 * Floats are parameters, but for statistics and what has to be known while the program is traced, and for single numbers: those without axes, and those that
 * a `Constant` node holds unless an operator learns them.
 */
export const constantsOf = (outermost: Graph): Constants => {
  const graphs = graphsIn(outermost)
  const fixed = namesAt(graphs, ({ operator }, at) => operator.fixed.includes(at))
  const learnt = namesAt(graphs, ({ operator }, at) => operator.learns && at > 0)
  const isParameter = (name: string, { dtype, shape }: Known, isNode: boolean): boolean => {
    if ((dtype !== 'f32' && dtype !== 'f16') || fixed.has(name) || sizeOf(shape) === 0) return false
    return sizeOf(shape) > 1 || learnt.has(name) || (shape.length > 0 && !isNode)
  }
  const initial = new Map<string, AnyTensor>()
  const copies = new Map<string, number>()
  const keys = new Map<Graph, ReadonlyMap<string, string>>()
  const rest = new Map<Graph, readonly (readonly [string, Value])[]>()
  for (const graph of graphs) {
    const own = new Map<string, string>()
    const others: [string, Value][] = []
    for (const [name, { known, isNode }] of graph.constants) {
      if (!isParameter(name, known, isNode)) {
        others.push([name, ofKnown(known)])
        continue
      }
      const key = keyFor(name, initial, copies)
      own.set(name, key)
      initial.set(key, tensor(known.data as Float32Array, { shape: [...known.shape], dtype: known.dtype })) // as floats are stored
    }
    keys.set(graph, own)
    rest.set(graph, others)
  }
  return {
    demand: (parameters) => {
      if (typeof parameters !== 'object' || parameters === null) fail('apply takes the parameters first, and then the inputs')
      for (const [name, own] of initial) {
        const given: unknown = Object.hasOwn(parameters, name) ? parameters[name] : undefined
        const found = given instanceof Tensor ? `${given.dtype}[${given.shape.join(', ')}]` : given === undefined ? 'nothing' : typeof given
        const wanted = `${own.dtype}[${own.shape.join(', ')}]`
        if (found !== wanted) fail(`the parameter ${named(name)} is ${wanted}; got ${found}`)
      }
    },
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
