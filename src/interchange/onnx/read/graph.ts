import { named } from '../../read/fault.js'
import type { Known } from '../../read/known.js'
import type { AttributeProto, NodeProto, TensorProto } from '../onnx_pb.js'
import { type Around, type Schema, type Settings, settingsOf } from './attributes.js'
import { fail } from './fault.js'
import { type File, functionKey, mostRead, opsetOf } from './file.js'
import type { Operator } from './operator.js'
import { operatorOf } from './operators/table.js'
import { stored } from './stored.js'

/** A node, seen to be one that can be run. */
export interface Node {
  /** As sentences have it: `node "conv1" (Conv)`. */
  readonly title: string
  readonly opset: number
  readonly operator: Operator
  readonly settings: Settings<Schema>
  /** Empty texts stand for what is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

interface Constant {
  readonly known: Known
  /** Whether a `Constant` node holds it. */
  readonly isNode: boolean
}

/** A graph, every name of which stands for something. */
export interface Graph {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Initializers, and what `Constant` nodes hold. */
  readonly constants: ReadonlyMap<string, Constant>
  readonly nodes: readonly Node[]
}

/** A graph as it lies in a file, or the body of a function. */
interface Proto {
  readonly input: readonly { readonly name: string }[]
  readonly output: readonly { readonly name: string }[]
  readonly node: readonly NodeProto[]
  readonly initializer: readonly TensorProto[]
  readonly sparseInitializer: readonly unknown[]
}

/** Names that stand for a value. */
interface Names {
  has(name: string): boolean
}

/** They, those of the graphs around included. */
const namesIn = (around: Names) => {
  const own = new Set<string>()
  return {
    has: (name: string) => own.has(name) || around.has(name),
    add: (name: string, what: string) => {
      if (name === '') fail(`${what} has no name`)
      if (own.has(name)) fail(`${what} makes ${named(name)}, which is there already`)
      own.add(name)
    },
  }
}

const titleOf = ({ name, opType, output }: NodeProto): string =>
  `node ${named(name || (output.find((one) => one !== '') ?? ''))} (${opType.slice(0, 80)})`

/** Functions within functions, at most. */
const deepest = 64

/** A function of the file as an operator: it is written out where it is called, with the attributes of the call. */
const calling = (title: string, node: NodeProto, file: File): Operator | undefined => {
  const key = functionKey(node.domain, node.opType, node.overload)
  const found = file.functions.get(key)
  if (!found) return undefined
  if (file.calls.includes(key)) return fail(`${title}: the function calls itself`)
  if (file.calls.length >= deepest) return fail(`${title}: functions call each other more than ${deepest} deep`)
  // What a call hands on of the function around it is what it is there.
  const meant = (proto: AttributeProto): AttributeProto | undefined =>
    proto.refAttrName === '' ? proto : file.settings.get(proto.refAttrName)
  const given = [
    ...found.attributeProto.map((proto) => [proto.name, proto] as const),
    ...node.attribute.map((proto) => [proto.name, meant(proto)] as const),
  ]
  const settings = new Map(given.flatMap(([name, proto]): [string, AttributeProto][] => (proto ? [[name, proto]] : [])))
  const opset = opsetOf(`${title}: the function`, found, file.opset)
  const [input, output] = [found.input, found.output].map((names) => names.map((name) => ({ name })))
  const body: Proto = { input: input ?? [], output: output ?? [], node: found.node, initializer: [], sparseInitializer: [] }
  const graph = graphFrom(body, { ...file, opset, settings, calls: [...file.calls, key] }, new Set(), ` of ${title}`)
  return {
    inputs: [0, found.input.length],
    outputs: found.output.length,
    settings: {},
    fixed: [],
    body: graph,
    run: ({ run, inputs }) => run(graph, inputs),
  }
}

/** What a node does, and what it says; of a function its attributes are part of what it does. */
const doing = (title: string, node: NodeProto, file: File, names: Names): Pick<Node, 'operator' | 'settings'> => {
  const called = calling(title, node, file)
  if (called) return { operator: called, settings: {} }
  const operator = operatorOf(title, node.domain, node.opType, file.opset)
  const around: Around = {
    settings: file.settings,
    tensor: (what, tensor) => stored(what, tensor, file.external),
    graph: (what, graph) => graphFrom(graph, file, names, ` of ${what}`),
  }
  return { operator, settings: settingsOf(title, node.attribute, operator.settings, around) }
}

/** What is wrong with how many operands and results a node has, if anything. */
const miscounted = ({ input, output }: NodeProto, { inputs: [least, most], outputs = 1 }: Operator): string | undefined => {
  if (input.length > most) return ` has ${input.length} operands; it takes ${most} at most`
  const missing = Array.from({ length: least }, (_, at) => at).find((at) => (input[at] ?? '') === '')
  if (missing !== undefined) return `: operand ${missing} is missing`
  return output.length > outputs ? ` has ${output.length} results; there are ${outputs} at most` : undefined
}

/**
 * A graph of a file.
 *
 * @throws InvalidArgument if one of its names stands for nothing, or one of its nodes can't be run
 */
export const graphFrom = (proto: Proto, file: File, around: Names = new Set(), place = ''): Graph => {
  const names = namesIn(around)
  if (proto.sparseInitializer.length > 0) return fail(`the graph${place} has sparse initializers, which are not known here`)
  const constants = new Map<string, Constant>()
  for (const tensor of proto.initializer) {
    const what = `the initializer ${named(tensor.name)}${place}`
    names.add(tensor.name, what)
    constants.set(tensor.name, { known: stored(what, tensor, file.external), isNode: false })
  }
  // Old files list initializers among the inputs.
  const inputs = proto.input.map(({ name }) => name).filter((name) => !constants.has(name))
  for (const name of inputs) names.add(name, `the input${place}`)
  const made = new Set(proto.node.flatMap(({ output }) => output))
  const nodes = proto.node.flatMap((node): readonly Node[] => {
    const title = titleOf(node)
    if (--file.budget.left < 0)
      return fail(`${title}: the file has more than ${mostRead} nodes, those of its functions where they are called`)
    const unmade = node.input.find((name) => name !== '' && !names.has(name))
    const { operator, settings } = doing(title, node, file, names)
    const wrong = miscounted(node, operator)
    if (wrong !== undefined) return fail(`${title}${wrong}`)
    if (unmade !== undefined)
      return fail(
        `${title} reads ${named(unmade)}, which ${made.has(unmade) ? 'no node before it makes: nodes stand in order, without cycles' : 'nothing makes'}`,
      )
    for (const name of node.output) if (name !== '') names.add(name, title)
    if (!operator.constant) return [{ title, opset: file.opset, operator, settings, inputs: node.input, outputs: node.output }]
    const known = operator.constant(title, settings)
    for (const name of node.output) if (name !== '') constants.set(name, { known, isNode: true })
    return []
  })
  const outputs = proto.output.map(({ name }) =>
    names.has(name) ? name : fail(`the graph${place} gives ${named(name)}, which nothing makes`),
  )
  return { inputs, outputs, constants, nodes }
}
