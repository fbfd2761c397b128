import { fromBinary } from '@bufbuild/protobuf'
import {
  type AttributeProto,
  type GraphProto,
  AttributeProto_AttributeType as Kind,
  ModelProtoSchema,
  TensorProto_DataType as Type,
  type ValueInfoProto,
} from '../../../src/interchange/onnx/onnx_pb.js'

const typed = ({ name, type }: ValueInfoProto): string => {
  const dims = type?.tensorType?.shape?.dim.map(({ value }) => String(value.value ?? '?')) ?? []
  return `${name} ${Type[type?.tensorType?.elemType ?? 0]?.toLowerCase()}[${dims.join(', ')}]`
}

const attribute = ({ name, type, i, f, s, ints, g }: AttributeProto, indent: string): string => {
  if (type === Kind.GRAPH && g) return `${name}: {\n${graph(g, `${indent}  `)}${indent}}`
  const value =
    type === Kind.INT
      ? i
      : type === Kind.FLOAT
        ? f.toPrecision(6)
        : type === Kind.STRING
          ? new TextDecoder().decode(s)
          : `[${ints.join(', ')}]`
  return `${name}: ${value}`
}

const graph = ({ input, output, initializer, node }: GraphProto, indent: string): string =>
  [
    `inputs: ${input.map(typed).join(', ')}`,
    ...initializer.map(({ name, dims, dataType, rawData }) => {
      const isFew = dataType === Type.INT64 && rawData.length <= 64
      const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength)
      const values = isFew ? ` = ${Array.from({ length: rawData.length / 8 }, (_, at) => view.getBigInt64(8 * at, true)).join(', ')}` : ''
      return `${name} ${Type[dataType]?.toLowerCase()}[${dims.join(', ')}]${values}`
    }),
    ...node.map(({ opType, input: reads, output: makes, attribute: all }) => {
      const settings = all.length > 0 ? ` {${all.map((one) => attribute(one, indent)).join(', ')}}` : ''
      return `${makes.join(', ')} = ${opType}(${reads.join(', ')})${settings}`
    }),
    `outputs: ${output.map(typed).join(', ')}`,
  ]
    .map((line) => `${indent}${line}\n`)
    .join('')

/** A file as text: what goes in and out, the tensors in it, its nodes. */
export const summaryOf = (file: Uint8Array): string => {
  const { graph: whole } = fromBinary(ModelProtoSchema, file)
  return whole ? graph(whole, '') : 'nothing\n'
}
