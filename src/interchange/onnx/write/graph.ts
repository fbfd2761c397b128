import type { DType } from '../../../shape/dtype.js'
import type { Size } from './sizes.js'

/** An element type of a graph: those of tensors, and the whole numbers that ONNX counts in. */
export type Element = DType | 'i64'

/** What a graph says of an input or output. */
export interface Typed {
  readonly name: string
  readonly shape: readonly Size[]
  readonly element: Element
}

/** A tensor that is part of the file. */
export interface Constant {
  readonly name: string
  readonly shape: readonly number[]
  readonly element: Element
  readonly data: ArrayLike<number>
}

/** An attribute: a whole number, a float, an element type, a text, whole numbers, a tensor, or a graph. */
export type Attribute = number | { readonly float: number } | { readonly to: Element } | string | readonly number[] | Constant | Block

export type Attributes = Readonly<Record<string, Attribute>>

export interface Node {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Attributes
}

/** Nodes in order, between inputs and outputs: a graph, or the body of a node, which may read what stands before the node. */
export interface Block {
  readonly inputs: readonly Typed[]
  readonly nodes: readonly Node[]
  readonly outputs: readonly Typed[]
}

/** A whole graph. */
export interface Graph extends Block {
  readonly constants: readonly Constant[]
}

export const isBlock = (attribute: Attribute): attribute is Block => typeof attribute === 'object' && 'nodes' in attribute

/** All names that nodes read, also within bodies. */
export const namesRead = ({ nodes, outputs }: Block): readonly string[] => [
  ...outputs.map(({ name }) => name),
  ...nodes.flatMap(({ inputs, attributes }) => [...inputs, ...Object.values(attributes).filter(isBlock).flatMap(namesRead)]),
]

/** The block with other names in the place of some. */
export const renamed = (block: Block, of: (name: string) => string): Block => ({
  inputs: block.inputs.map((one) => ({ ...one, name: of(one.name) })),
  outputs: block.outputs.map((one) => ({ ...one, name: of(one.name) })),
  nodes: block.nodes.map(({ op, inputs, outputs, attributes }) => ({
    op,
    inputs: inputs.map(of),
    outputs: outputs.map(of),
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, isBlock(value) ? renamed(value, of) : value])),
  })),
})
