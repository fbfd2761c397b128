import type { DType } from '../../../index.js'
import { half } from '../../read/half.js'
import { TensorProto_DataType as Type } from '../onnx_pb.js'

/** Where a file keeps elements of a type that it does not write as raw bytes. */
type Field = 'floatData' | 'doubleData' | 'int32Data' | 'int64Data' | 'uint64Data'

/** An element type of ONNX: how it lies in a file, low byte first, and what it becomes here. */
export interface Element {
  readonly name: string
  readonly bytes: number
  /** The dtype that it becomes. Whole numbers of 64 bits have to fit into 32 where they become tensors; f64 is rounded to f32. */
  readonly dtype: DType
  readonly read: (view: DataView, at: number) => number
  readonly field: Field
  /** Its value, from what `field` holds. */
  readonly from: (stored: number) => number
}

const word = new DataView(new ArrayBuffer(4))

/** The f32 of these bits. */
const single = (bits: number): number => {
  word.setUint32(0, bits)
  return word.getFloat32(0)
}

const itself = (x: number): number => x
const brain = (bits: number): number => single((bits & 0xffff) << 16)

const as = (
  name: string,
  dtype: DType,
  bytes: number,
  field: Field,
  read: (view: DataView, at: number) => number,
  from: (stored: number) => number = itself,
): Element => ({ name, dtype, bytes, field, read, from })

/** The element types that can be read. */
export const elements: ReadonlyMap<number, Element> = new Map([
  [Type.FLOAT, as('float', 'f32', 4, 'floatData', (view, at) => view.getFloat32(at, true))],
  [Type.DOUBLE, as('double', 'f32', 8, 'doubleData', (view, at) => view.getFloat64(at, true))],
  [Type.FLOAT16, as('float16', 'f16', 2, 'int32Data', (view, at) => half(view.getUint16(at, true)), half)],
  [Type.BFLOAT16, as('bfloat16', 'f32', 2, 'int32Data', (view, at) => brain(view.getUint16(at, true)), brain)],
  [Type.INT8, as('int8', 'i32', 1, 'int32Data', (view, at) => view.getInt8(at))],
  [Type.INT16, as('int16', 'i32', 2, 'int32Data', (view, at) => view.getInt16(at, true))],
  [Type.INT32, as('int32', 'i32', 4, 'int32Data', (view, at) => view.getInt32(at, true))],
  [Type.INT64, as('int64', 'i32', 8, 'int64Data', (view, at) => Number(view.getBigInt64(at, true)))],
  [Type.UINT8, as('uint8', 'u32', 1, 'int32Data', (view, at) => view.getUint8(at))],
  [Type.UINT16, as('uint16', 'u32', 2, 'int32Data', (view, at) => view.getUint16(at, true))],
  [Type.UINT32, as('uint32', 'u32', 4, 'uint64Data', (view, at) => view.getUint32(at, true))],
  [Type.UINT64, as('uint64', 'u32', 8, 'uint64Data', (view, at) => Number(view.getBigUint64(at, true)))],
  [
    Type.BOOL,
    as(
      'bool',
      'bool',
      1,
      'int32Data',
      (view, at) => Number(view.getUint8(at) !== 0),
      (stored) => Number(stored !== 0),
    ),
  ],
])

/** How many bits its whole numbers have, if fewer than the dtype. */
export const bitsOf = ({ dtype, bytes }: Element): number | undefined =>
  bytes < 4 && (dtype === 'i32' || dtype === 'u32') ? 8 * bytes : undefined

/** What ONNX calls a type, as a sentence has it. */
export const elementName = (type: number): string => elements.get(type)?.name ?? Type[type]?.toLowerCase() ?? `element type ${type}`
