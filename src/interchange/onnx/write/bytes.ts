import { bitsOfHalf } from '../../../shape/half.js'
import { TensorProto_DataType as Type } from '../onnx_pb.js'
import type { Constant, Element } from './graph.js'

/** An element type in a file: its number, its bytes, and how one is put there, low byte first. */
interface Stored {
  readonly type: Type
  readonly bytes: number
  readonly put: (view: DataView, at: number, value: number) => void
}

export const elements: { readonly [E in Element]: Stored } = {
  f32: { type: Type.FLOAT, bytes: 4, put: (view, at, value) => view.setFloat32(at, value, true) },
  f16: { type: Type.FLOAT16, bytes: 2, put: (view, at, value) => view.setUint16(at, bitsOfHalf(value), true) },
  f64: { type: Type.DOUBLE, bytes: 8, put: (view, at, value) => view.setFloat64(at, value, true) },
  i32: { type: Type.INT32, bytes: 4, put: (view, at, value) => view.setInt32(at, value, true) },
  u32: { type: Type.UINT32, bytes: 4, put: (view, at, value) => view.setUint32(at, value, true) },
  i64: { type: Type.INT64, bytes: 8, put: (view, at, value) => view.setBigInt64(at, int64(value), true) },
  bool: { type: Type.BOOL, bytes: 1, put: (view, at, value) => view.setUint8(at, value ? 1 : 0) },
}

/** A whole number of 64 bits; what no double tells from the ends of int64 are these. */
export const int64 = (value: number): bigint => {
  const most = 2n ** 63n - 1n
  if (value >= Number.MAX_SAFE_INTEGER) return most
  return value <= -Number.MAX_SAFE_INTEGER ? -most : BigInt(value)
}

/** Bytes in memory that is not shared; TypeScript before 5.7 has no name for them. */
export type Bytes = ReturnType<typeof Uint8Array.of>

/** The elements of a constant as they lie in a file. */
export const bytesOf = ({ element, data }: Constant): Bytes => {
  const { bytes, put } = elements[element]
  // Machines that lay numbers out as files do need no work.
  if (ArrayBuffer.isView(data) && data.byteLength === data.length * bytes && isLittleEndian && element !== 'f16')
    return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength) // what is read of a tensor is a copy, shared with nobody
  const made = new Uint8Array(data.length * bytes)
  const view = new DataView(made.buffer)
  for (let i = 0; i < data.length; i++) put(view, i * bytes, data[i] ?? 0)
  return made
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
