import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as Kind,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  TensorProto_DataType as Type,
  type ValueInfoProtoSchema,
} from '../../../src/interchange/onnx/onnx_pb.js'

export { Kind, Type }

export type Node = MessageInitShape<typeof NodeProtoSchema>
export type Stored = Exclude<MessageInitShape<typeof TensorProtoSchema>, { $typeName: 'onnx.TensorProto' }>
export type Setting = MessageInitShape<typeof AttributeProtoSchema>
export type Info = MessageInitShape<typeof ValueInfoProtoSchema>

export const int = (name: string, i: number): Setting => ({ name, type: Kind.INT, i: BigInt(i) })

export const node = (opType: string, input: string[], output: string[], ...attribute: Setting[]): Node => ({
  name: output[0] ?? '',
  opType,
  input,
  output,
  attribute,
})

/** A tensor of floats. */
export const floats = (name: string, dims: number[], floatData: number[]): Stored => ({
  name,
  dataType: Type.FLOAT,
  dims: dims.map(BigInt),
  floatData,
})

/** A tensor of whole numbers of 64 bits. */
export const longs = (name: string, dims: number[], list: (number | bigint)[]): Stored => ({
  name,
  dataType: Type.INT64,
  dims: dims.map(BigInt),
  int64Data: list.map(BigInt),
})

/** What a file says of an input: names are open sizes. */
export const info = (name: string, shape: (number | string)[], elemType: number = Type.FLOAT): Info => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: {
        dim: shape.map((size) => ({
          value: typeof size === 'number' ? { case: 'dimValue', value: BigInt(size) } : { case: 'dimParam', value: size },
        })),
      },
    },
  },
})

interface Parts {
  readonly nodes: Node[]
  readonly inputs?: Info[]
  readonly outputs?: Info[]
  readonly initializers?: Stored[]
  readonly opset?: number
}

/** A file. */
export const fileOf = ({ nodes, inputs = [], outputs = [], initializers = [], opset = 17 }: Parts): Uint8Array =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'tests',
      opsetImport: [{ domain: '', version: BigInt(opset) }],
      metadataProps: [{ key: 'made', value: 'by hand' }],
      graph: { name: 'main', node: nodes, input: inputs, output: outputs, initializer: initializers },
    }),
  )

/** `relu(x w' + b)`, of `[N, 3]` to `[N, 2]`. */
export const layer = (): Uint8Array =>
  fileOf({
    nodes: [node('Gemm', ['x', 'w', 'b'], ['h'], int('transB', 1)), node('Relu', ['h'], ['y'])],
    inputs: [info('x', ['N', 3])],
    outputs: [info('y', ['N', 2])],
    initializers: [floats('w', [2, 3], [1, 2, 3, -1, 0, 1]), floats('b', [2], [0.5, -0.5])],
  })
