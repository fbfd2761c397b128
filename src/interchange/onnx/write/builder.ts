import { item } from '../../../program/program.js'
import type { Attributes, Block, Constant, Element, Graph, Node, Typed } from './graph.js'
import { isBlock, namesRead, renamed } from './graph.js'
import { turned } from './turned.js'

/** Nodes of one block while they are written, and what is known of them: a node that is there already is not written again. */
interface Scope {
  readonly nodes: Node[]
  readonly known: Map<string, readonly string[]>
}

const emptyScope = (): Scope => ({ nodes: [], known: new Map() })

/** What equal nodes have in common; undefined of those with a body. Names may have any characters in them, so they are quoted. */
const keyOf = (op: string, inputs: readonly string[], attributes: Attributes, outputs: number): string | undefined =>
  Object.values(attributes).some(isBlock) ? undefined : JSON.stringify([op, inputs, attributes, outputs])

/** Puts a graph together: nodes, bodies, constants. Equal nodes and equal constants stand once. */
export class Builder {
  readonly #scopes: Scope[] = [emptyScope()]
  /** What rests on inputs' sizes alone: it stands first. */
  readonly #first = emptyScope()
  readonly #constants = new Map<string, Constant>()
  readonly #byContent = new Map<string, string>()
  readonly #names = new Set<string>()
  #made = 0

  /** A name that no other value has. */
  name(wanted: string): string {
    let name = wanted
    for (let i = 1; this.#names.has(name); i++) name = `${wanted}_${i}`
    this.#names.add(name)
    return name
  }

  /** The results of an operator. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}, outputs = 1): readonly string[] {
    return this.#in(item(this.#scopes, this.#scopes.length - 1), [this.#first, ...this.#scopes], op, inputs, attributes, outputs)
  }

  /** The same, before all other nodes. */
  before(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return item(this.#in(this.#first, [this.#first], op, inputs, attributes, 1), 0)
  }

  #in(
    scope: Scope,
    visible: readonly Scope[],
    op: string,
    inputs: readonly string[],
    attributes: Attributes,
    outputs: number,
  ): readonly string[] {
    const key = keyOf(op, inputs, attributes, outputs)
    const met = key && visible.map(({ known }) => known.get(key)).find((names) => names !== undefined)
    if (met) return met
    const made = Array.from({ length: outputs }, () => this.name(`${op}_${this.#made++}`))
    scope.nodes.push({ op, inputs, outputs: made, attributes })
    if (key) scope.known.set(key, made)
    return made
  }

  /** A tensor that is part of the file, by a name of its own. */
  keep(constant: Constant): string {
    const name = this.name(constant.name)
    this.#constants.set(name, { ...constant, name })
    return name
  }

  /** Element `i` along the first axis of a tensor of the file, by a name of its own; undefined of what is computed. */
  part(name: string, i: number): string | undefined {
    const whole = this.#constants.get(name)
    if (!whole) return undefined
    const [count = 1, ...shape] = whole.shape
    const key = `${name}[${i}]`
    if (this.#constants.has(key)) return key
    const size = whole.data.length / count
    return this.keep({ ...whole, name: key, shape, data: between(whole.data, i * size, (i + 1) * size) })
  }

  /** A tensor of these few values: equal ones are one. */
  constant(data: readonly number[], shape: readonly number[], element: Element): string {
    const key = `${element} ${shape.join('x')}: ${data.map((x) => (Object.is(x, -0) ? '-0' : x)).join()}`
    const met = this.#byContent.get(key)
    if (met !== undefined) return met
    const name = this.keep({ name: `constant_${this.#byContent.size}`, data, shape, element })
    this.#byContent.set(key, name)
    return name
  }

  /** Nodes of a body, which may read whatever stands before it. */
  body(inputs: readonly Typed[], write: () => readonly Typed[]): Block {
    const scope = emptyScope()
    this.#scopes.push(scope)
    const made = write()
    this.#scopes.pop()
    const outputs = this.#ownOutputs(scope, inputs, made)
    return { inputs, outputs, nodes: live(scope.nodes, outputs) }
  }

  /** Outputs of a body are made in it, each once. */
  #ownOutputs(scope: Scope, inputs: readonly Typed[], outputs: readonly Typed[]): readonly Typed[] {
    const own = new Set(scope.nodes.flatMap((node) => node.outputs))
    for (const { name } of inputs) own.delete(name)
    return outputs.map((output) => {
      const isOwn = own.delete(output.name)
      if (isOwn) return output
      const name = this.name(`Identity_${this.#made++}`)
      scope.nodes.push({ op: 'Identity', inputs: [output.name], outputs: [name], attributes: {} })
      return { ...output, name }
    })
  }

  /** The whole graph; its outputs have the names given. What nothing reads is left out. */
  graph(inputs: readonly Typed[], made: readonly Typed[], names: readonly string[]): Graph {
    const scope = item(this.#scopes, 0)
    const outputs = this.#ownOutputs(scope, inputs, made)
    const block = { inputs, outputs, nodes: live([...this.#first.nodes, ...scope.nodes], outputs) }
    const called = new Map(outputs.map(({ name }, i) => [name, names[i] ?? name]))
    const whole = renamed(block, (name) => called.get(name) ?? name)
    const read = new Set(namesRead(whole))
    return turned({ ...whole, constants: [...this.#constants.values()].filter(({ name }) => read.has(name)) })
  }
}

/** Without a copy where there is a way. */
const between = (data: ArrayLike<number>, from: number, to: number): ArrayLike<number> =>
  data instanceof Float32Array ||
  data instanceof Int32Array ||
  data instanceof Uint32Array ||
  data instanceof Uint8Array ||
  data instanceof Float64Array
    ? data.subarray(from, to)
    : Array.prototype.slice.call(data, from, to)

/** The nodes whose results are read. */
const live = (nodes: readonly Node[], outputs: readonly Typed[]): readonly Node[] => {
  const read = new Set(outputs.map(({ name }) => name))
  return nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((name) => read.has(name))) return false
      for (const name of [...node.inputs, ...Object.values(node.attributes).filter(isBlock).flatMap(namesRead)]) read.add(name)
      return true
    })
    .toReversed()
}
