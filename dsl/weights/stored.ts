import { type AnyTensor, type DType, show, tensor } from '../../src/index.js'
import { arrays } from '../data/from-arrays.js'
import { CheckpointError } from './checkpoint-error.js'
import { bitsOfHalf, type ElementName, elementTypes } from './elements.js'
import type { Stored } from './safetensors.js'

/** The element types that tensors have in files. */
const elements: Readonly<Record<DType, ElementName>> = { f32: 'F32', f16: 'F16', f64: 'F64', i32: 'I32', u32: 'U32', bool: 'BOOL' }

/** A tensor as it lies in a file. Its bytes are read from the device, and are a copy. */
export const stored = async (x: AnyTensor): Promise<Stored> => {
  const read = await x.data()
  const data: ArrayBufferView = x.dtype === 'f16' ? Uint16Array.from(read, bitsOfHalf) : read
  return { element: elements[x.dtype], shape: x.shape, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

/** Values of a stored tensor, in an array of their dtype. */
export interface Values {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly values: Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array
}

/**
 * Its values, as `dtype` if they come as that: f64 from F64, f16 from F16, else as the dtype that holds them.
 *
 * @throws CheckpointError if a whole number is too large
 */
export const valuesOf = (name: string, { element, shape, bytes }: Stored, wanted: DType): Values => {
  const type = elementTypes[element]
  const dtype = elements[wanted] === element ? wanted : type.dtype
  const count = bytes.length / type.bytes
  const values = new arrays[dtype](count)
  if (elements[dtype] === element && element !== 'BOOL' && element !== 'F16') {
    // They lie as they do in memory.
    new Uint8Array(values.buffer).set(bytes)
    return { dtype, shape, values }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let i = 0; i < count; i++) {
    const value = type.read(view, i * type.bytes)
    values[i] = value
    if (dtype !== 'f32' && dtype !== 'f16' && values[i] !== value)
      throw new CheckpointError(`load: the tensor ${JSON.stringify(name)} holds ${value}, which is too large for ${dtype}`)
  }
  return { dtype, shape, values }
}

/** The values with their axes in another order: axis `i` of the result is axis `axes[i]`. */
export const permuted = ({ dtype, shape, values }: Values, axes: readonly number[]): Values => {
  const turned = axes.map((axis) => shape[axis] ?? 0)
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
  const steps = axes.map((axis) => strides[axis] ?? 0)
  const result = new arrays[dtype](values.length)
  const index = turned.map(() => 0)
  for (let i = 0, from = 0; i < values.length; i++) {
    result[i] = values[from] ?? 0
    for (let axis = turned.length - 1; axis >= 0; axis--) {
      const [step, size, at] = [steps[axis] ?? 0, turned[axis] ?? 0, (index[axis] ?? 0) + 1]
      from += step
      index[axis] = at
      if (at < size) break
      from -= step * size
      index[axis] = 0
    }
  }
  return { dtype, shape: turned, values: result }
}

/** They as a tensor. */
export const tensorOf = ({ dtype, shape, values }: Values): AnyTensor => tensor(values as Float32Array, { shape: [...shape], dtype }) // whichever array it is

/** As a sentence has it: `f32 [3, 4]`. */
export const described = ({ dtype, shape }: { readonly dtype: DType; readonly shape: readonly number[] }): string =>
  `${dtype} ${show(shape)}`
