import { create, toBinary } from '@bufbuild/protobuf'
import { InvalidArgument } from '../../../index.js'
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  AttributeProto_AttributeType as Kind,
  TensorProto_DataLocation as Location,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../onnx_pb.js'
import { type Bytes, bytesOf, elements, int64 } from './bytes.js'
import type { Attribute, Block, Constant, Graph, Node, Typed } from './graph.js'
import { formulaOf, formulaText, isVarying, type Size, type Symbols } from './sizes.js'

/**
 * Where tensors lie that are not in the file.
 *
 * @category Other engines
 */
export interface OnnxExternal {
  /** The name of that file, as the model has it: beside the model. */
  readonly location: string
  /** Takes the bytes of the file, part by part. */
  readonly write: (bytes: Bytes) => void | Promise<void>
}

/** The largest file that can be read back: a message of Protocol Buffers has less than 2 GB. */
const largest = 2 ** 31 - 2 ** 20

/** Tensors in another file begin at multiples of this. */
const alignment = 64

/** Tensors of fewer bytes stay in the model: engines look at them while they read it. */
const small = 1024

/**
 * A graph as a file in ONNX's format.
 *
 * @throws InvalidArgument if it is too large to be one file
 */
export const fileOf = async (graph: Graph, symbols: Symbols, external: OnnxExternal | undefined): Promise<Bytes> => {
  const total = graph.constants.reduce((all, { element, data }) => all + data.length * elements[element].bytes, 0)
  if (!external && total > largest)
    throw new InvalidArgument(
      `toOnnx: the tensors have ${total} bytes, and a file of ONNX less than 2 GB; pass { external: { location: 'model.onnx.data', write } }, which takes them`,
    )
  const writer = new FileWriter(symbols)
  const initializer: TensorProto[] = []
  let at = 0
  for (const constant of graph.constants) {
    const bytes = bytesOf(constant)
    if (!external || bytes.length < small) {
      initializer.push(writer.tensor(constant, bytes))
      continue
    }
    const gap = (alignment - (at % alignment)) % alignment
    if (gap > 0) await external.write(new Uint8Array(gap))
    await external.write(bytes)
    initializer.push(writer.elsewhere(constant, external.location, at + gap, bytes.length))
    at += gap + bytes.length
  }
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'typegrad',
    opsetImport: [{ domain: '', version: 17n }],
    graph: { ...writer.graph(graph, 'main'), initializer },
  })
  const bytes = toBinary(ModelProtoSchema, model)
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length) // it is made there, and shared with nobody
}

/** Graphs as messages. */
class FileWriter {
  #nodes = 0

  constructor(private readonly symbols: Symbols) {}

  graph({ inputs, nodes, outputs }: Block, name: string): GraphProto {
    return create(GraphProtoSchema, {
      name,
      input: inputs.map((one) => this.#typed(one)),
      output: outputs.map((one) => this.#typed(one)),
      node: nodes.map((node) => this.#node(node)),
    })
  }

  #node({ op, inputs, outputs, attributes }: Node) {
    return create(NodeProtoSchema, {
      name: `${op}_${this.#nodes++}`,
      opType: op,
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).map(([name, value]) => this.#attribute(name, value)),
    })
  }

  #attribute(name: string, value: Attribute): AttributeProto {
    if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: Kind.INT, i: int64(value) })
    if (typeof value === 'string') return create(AttributeProtoSchema, { name, type: Kind.STRING, s: new TextEncoder().encode(value) })
    if ('float' in value) return create(AttributeProtoSchema, { name, type: Kind.FLOAT, f: value.float })
    if ('to' in value) return create(AttributeProtoSchema, { name, type: Kind.INT, i: BigInt(elements[value.to].type) })
    if ('nodes' in value) return create(AttributeProtoSchema, { name, type: Kind.GRAPH, g: this.graph(value, name) })
    if ('data' in value) return create(AttributeProtoSchema, { name, type: Kind.TENSOR, t: this.tensor(value, bytesOf(value)) })
    return create(AttributeProtoSchema, { name, type: Kind.INTS, ints: value.map(int64) })
  }

  #typed({ name, element, shape }: Typed): ValueInfoProto {
    const dim = shape.map((size) => this.#dimension(size))
    return create(ValueInfoProtoSchema, { name, type: { tensorType: { elemType: elements[element].type, shape: { dim } } } })
  }

  #dimension(size: Size) {
    if (!isVarying(size)) return create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(size) } })
    const formula = formulaOf(this.symbols, size)
    // A size that no formula is known of is left open.
    return create(TensorShapeProto_DimensionSchema, formula && { value: { case: 'dimParam', value: formulaText(formula) } })
  }

  tensor({ name, element, shape }: Constant, bytes: Bytes): TensorProto {
    return create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType: elements[element].type, rawData: bytes })
  }

  elsewhere({ name, element, shape }: Constant, location: string, offset: number, length: number): TensorProto {
    const entries = Object.entries({ location, offset: String(offset), length: String(length) })
    return create(TensorProtoSchema, {
      name,
      dims: shape.map(BigInt),
      dataType: elements[element].type,
      dataLocation: Location.EXTERNAL,
      externalData: entries.map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
    })
  }
}
