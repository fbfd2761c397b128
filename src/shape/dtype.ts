import { show } from './dim.js'
import { half } from './half.js'

/**
 * Element types. `f64` lives on the reference backend alone. `f16` is computed in f32 and rounded when it is stored, and by `astype`: between operations that
 * run in one kernel it may keep the digits of an f32, and sums and products of matrices are added up in f32. It takes two bytes where a WebGPU adapter has
 * `shader-f16`, elsewhere the four of an f32.
 *
 * @category Tensors
 */
export type DType = 'f32' | 'i32' | 'u32' | 'bool' | 'f16' | 'f64'

/** What reading a tensor of each dtype gives. */
export interface Arrays {
  f32: Float32Array
  /** Of numbers that an f16 holds. */
  f16: Float32Array
  f64: Float64Array
  i32: Int32Array
  u32: Uint32Array
  bool: Uint8Array
}

/** A typed array of any dtype. */
export type AnyArray = Arrays[DType]

interface DTypeFacts<D extends DType> {
  /** Bytes of an element on a device; a bool takes a word there, and an f16 half of one where the device has f16. */
  readonly bytes: number
  readonly floating: boolean
  /** The nearest number that it holds; of whole numbers as it is. */
  readonly rounded: (x: number) => number
  readonly array: new (source: number | ArrayLike<number>) => Arrays[D]
}

const asItIs = (x: number): number => x

/** What is known of each dtype. */
export const dtypes: { readonly [D in DType]: DTypeFacts<D> } = {
  f32: { bytes: 4, floating: true, rounded: Math.fround, array: Float32Array },
  f16: { bytes: 4, floating: true, rounded: half, array: Float32Array },
  f64: { bytes: 8, floating: true, rounded: asItIs, array: Float64Array },
  i32: { bytes: 4, floating: false, rounded: asItIs, array: Int32Array },
  u32: { bytes: 4, floating: false, rounded: asItIs, array: Uint32Array },
  bool: { bytes: 4, floating: false, rounded: asItIs, array: Uint8Array },
}

/** Shape and dtype: all that is known of a tensor without running anything. */
export interface TensorType {
  readonly shape: readonly number[]
  readonly dtype: DType
}

/** `f32[2, 3]`. */
export const showType = ({ shape, dtype }: TensorType): string => `${dtype}${show(shape)}`

export const sameType = (a: TensorType, b: TensorType): boolean =>
  a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((n, axis) => n === b.shape[axis])
