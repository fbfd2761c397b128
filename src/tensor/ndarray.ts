import { OutOfDeviceMemory } from '../errors.js'
import { sizeOf, stridesOf } from '../shape/dim.js'
import { type DType, dtypes, type TensorType } from '../shape/dtype.js'

/** The reference's arrays: f32 is held in f64 too, so that the reference is a yardstick and not another rounding. */
export type NdData = Float64Array | Int32Array | Uint32Array | Uint8Array

/** A dense row-major array: what the reference evaluation of a primitive takes and gives. */
export interface NdArray extends TensorType {
  readonly data: NdData
}

/** An array of zeros of the type. */
export const emptyNd = ({ shape, dtype }: TensorType): NdArray => ({ shape, dtype, data: allocate(dtype, sizeOf(shape)) })

/** @throws OutOfDeviceMemory if there is no such array on this machine */
export const allocate = (dtype: DType, length: number): NdData => {
  const { floating, array } = dtypes[dtype]
  const ArrayOf = floating ? Float64Array : (array as new (n: number) => NdData) // not f32: it is floating
  try {
    return new ArrayOf(length)
  } catch (cause) {
    const bytes = length * (floating ? Float64Array.BYTES_PER_ELEMENT : dtypes[dtype].bytes)
    throw new OutOfDeviceMemory(
      `reference: a tensor of ${bytes} bytes was asked for; this machine allows no such array (${cause instanceof Error ? cause.message : cause})`,
      bytes,
    )
  }
}

/** Calls `f` with every index of a shape, in row-major order. The index array is reused between calls. */
export const visit = (shape: readonly number[], f: (index: readonly number[], position: number) => void): void => {
  const index: number[] = new Array(shape.length).fill(0)
  const size = sizeOf(shape)
  for (let position = 0; position < size; position++) {
    f(index, position)
    for (let axis = index.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next
        break
      }
      index[axis] = 0
    }
  }
}

/** The array whose element at `index` is `element(index)`. The index array is reused between calls. */
export const tabulate = (type: TensorType, element: (index: readonly number[], position: number) => number): NdArray => {
  const result = emptyNd(type)
  visit(type.shape, (index, position) => {
    result.data[position] = element(index, position)
  })
  return result
}

/** A reader of the element at a full index. */
export const reader = (array: NdArray): ((index: readonly number[]) => number) => {
  const strides = stridesOf(array.shape)
  return (index) => {
    let position = 0
    for (let axis = 0; axis < strides.length; axis++) position += (index[axis] ?? 0) * (strides[axis] ?? 0)
    return array.data[position] ?? Number.NaN
  }
}

/** Element by position, where operands and result have one shape. */
export const zip = (type: TensorType, operands: readonly NdArray[], f: (...x: number[]) => number): NdArray =>
  tabulate(type, (_, position) => f(...operands.map((operand) => operand.data[position] ?? Number.NaN)))
