import { named } from '../read/fault.js'
import type { Known } from '../read/known.js'
import { fail } from './fault.js'
import { entryOf, isJson, type Json, jsonOf, listOf, textOf } from './json.js'
import { type Declared, mostNodes, type Network, type Node, type Ref, type Result } from './network.js'
import { dtypeOf, shape, sizesIn, type } from './operators/attributes.js'
import { operators } from './operators/table.js'
import { inOrder } from './order.js'
import { settingsOf } from './settings.js'

/** A node as it lies in a file. */
interface Proto {
  readonly name: string
  readonly op: string
  readonly title: string
  /** Without those that only say what is done before. */
  readonly inputs: readonly Ref[]
  readonly attr: Json
}

/** `name`, or `name:1` for its second result. */
const refOf = (text: string): Ref => {
  const [, of = text, at = '0'] = /^(.*):(\d{1,9})$/s.exec(text) ?? []
  return { of, at: Number(at) }
}

const protoOf = (value: unknown): Proto => {
  const node = jsonOf('a node', value)
  const name = textOf('the name of a node', entryOf(node, 'name'))
  const op = textOf(`the operator of node ${named(name)}`, entryOf(node, 'op'))
  const title = `node ${named(name)} (${op.slice(0, 80)})`
  const inputs = listOf(`${title}: its input`, entryOf(node, 'input') ?? []).map((one) => textOf(`${title}: an input`, one))
  return {
    name,
    op,
    title,
    inputs: inputs.filter((one) => !one.startsWith('^')).map(refOf),
    attr: jsonOf(`${title}: attr`, entryOf(node, 'attr') ?? {}),
  }
}

const protosOf = (topology: Json): ReadonlyMap<string, Proto> => {
  const list = listOf('the nodes of the graph', entryOf(topology, 'node'))
  if (list.length > mostNodes) return fail(`the graph has ${list.length} nodes; ${mostNodes} are the most`)
  const protos = new Map<string, Proto>()
  for (const proto of list.map(protoOf)) {
    if (protos.has(proto.name)) fail(`${proto.title} is there twice`)
    protos.set(proto.name, proto)
  }
  return protos
}

const nodeOf = ({ name, op, title, inputs, attr }: Proto): Node => {
  const operator = Object.hasOwn(operators, op) ? operators[op] : undefined
  if (!operator) return fail(`${title} is an operator that typegrad does not know`)
  const [least, most] = operator.inputs
  if (inputs.length < least || inputs.length > most)
    return fail(`${title} has ${inputs.length} operands; it takes ${least === most ? least : `${least} to ${most}`}`)
  return { name, title, operator, settings: settingsOf(title, attr, operator.settings), inputs, weights: new Map() }
}

/** What a signature says of an input or a result, by the name that it has there; `:0` says nothing. */
const signed = (what: string, signature: unknown, kind: string): readonly Result[] => {
  const all = isJson(signature) ? jsonOf(`the ${kind} of the signature`, entryOf(signature, kind) ?? {}) : {}
  return Object.entries(all).map(([key, value]) => {
    const of = `the ${what} ${named(key)}`
    const told = jsonOf(of, value)
    const shape = entryOf(told, 'tensorShape')
    const short = key.replace(/:0$/, '')
    return {
      name: Object.hasOwn(all, short) ? key : short,
      dtype: dtypeOf(of, entryOf(told, 'dtype') ?? 'DT_FLOAT'),
      shape: isJson(shape) ? sizesIn(of, shape) : undefined,
      ref: refOf(textOf(`${of}: its name`, entryOf(told, 'name') ?? key)),
    }
  })
}

/** What a placeholder says of itself. */
const placeholder = ({ name, title, attr }: Proto, told: Declared | undefined): Declared & { readonly of: string } => {
  const own = settingsOf(title, attr, { dtype: type('f32'), shape: shape(undefined) })
  const { dtype, shape: sizes } = own as { dtype: Declared['dtype']; shape: Declared['shape'] } // as those two are read
  return { of: name, name: told?.name ?? name, dtype, shape: sizes ?? told?.shape }
}

/** Where there is no signature, what no other node reads. */
const unread = (protos: ReadonlyMap<string, Proto>): readonly Result[] => {
  const read = new Set([...protos.values()].flatMap(({ inputs }) => inputs.map(({ of }) => of)))
  return [...protos.values()]
    .filter(({ name, op }) => !read.has(name) && op !== 'Const' && op !== 'Placeholder' && op !== 'NoOp')
    .map(({ name }) => ({ name, dtype: 'f32', shape: undefined, ref: { of: name, at: 0 } }))
}

/**
 * A graph of TensorFlow, written as JSON. Nodes that no result needs are left out, whatever they are.
 *
 * @throws InvalidArgument if one of its names stands for nothing, or one of its nodes can't be run
 */
export const graphFrom = (topology: Json, signature: unknown, stored: ReadonlyMap<string, Known>): Network => {
  const protos = protosOf(topology)
  const told = signed('result', signature, 'outputs')
  const outputs = told.length > 0 ? told : unread(protos)
  if (outputs.length === 0) return fail('the graph gives nothing')
  const order = inOrder(
    protos,
    outputs.map(({ ref }) => ref.of),
  )
  const signedInputs = signed('input', signature, 'inputs')
  const needed = new Set(order)
  // In the order of the signature, or of the file; a signature may name what no result needs.
  const all = [...protos.values()].filter(({ op }) => op === 'Placeholder')
  const rank = ({ name }: Proto): number => signedInputs.findIndex(({ ref }) => ref.of === name)
  const inputs = all
    .filter((proto) => needed.has(proto) || rank(proto) >= 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((proto) => placeholder(proto, signedInputs[rank(proto)]))
  const constants = new Map(
    order.flatMap(({ name, op, title }): [string, Known][] =>
      op === 'Const' ? [[name, stored.get(name) ?? fail(`${title}: the manifest has no tensor of its name`)]] : [],
    ),
  )
  const nodes = order.filter(({ op }) => op !== 'Const' && op !== 'Placeholder').map(nodeOf)
  const fixed = new Set(nodes.flatMap(({ operator, inputs: refs }) => operator.fixed.flatMap((at) => refs.at(at)?.of ?? [])))
  return { inputs, outputs, constants, fixed, nodes }
}
