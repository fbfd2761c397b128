import { type AnyArray, dtypes, type TensorType } from '../shape/dtype.js'

/** Words, as kernels read them: a bool takes one. */
export const toWords = ({ dtype }: TensorType, data: AnyArray): Float32Array | Int32Array | Uint32Array => {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint32Array) return data
  return dtype === 'f32' ? Float32Array.from(data) : Uint32Array.from(data)
}

/** What a user reads, of words that kernels wrote. */
export const fromWords = ({ dtype }: TensorType, words: ArrayBuffer): AnyArray =>
  dtype === 'bool'
    ? Uint8Array.from(new Uint32Array(words))
    : new dtypes[dtype].array(new (dtypes[dtype].array as Float32ArrayConstructor)(words)) // a view first
