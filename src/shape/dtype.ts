import { show } from './dim.js'

/** Element types. `f64` lives on the reference backend alone. */
export type DType = 'f32' | 'i32' | 'u32' | 'bool' | 'f64'

/** What reading a tensor of each dtype gives. */
export interface Arrays {
  f32: Float32Array
  f64: Float64Array
  i32: Int32Array
  u32: Uint32Array
  bool: Uint8Array
}

/** A typed array of any dtype. */
export type AnyArray = Arrays[DType]

interface DTypeFacts<D extends DType> {
  /** Bytes of an element on a device; a bool takes a word there. */
  readonly bytes: number
  readonly floating: boolean
  readonly array: new (source: number | ArrayLike<number>) => Arrays[D]
}

/** What is known of each dtype. */
export const dtypes: { readonly [D in DType]: DTypeFacts<D> } = {
  f32: { bytes: 4, floating: true, array: Float32Array },
  f64: { bytes: 8, floating: true, array: Float64Array },
  i32: { bytes: 4, floating: false, array: Int32Array },
  u32: { bytes: 4, floating: false, array: Uint32Array },
  bool: { bytes: 4, floating: false, array: Uint8Array },
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
