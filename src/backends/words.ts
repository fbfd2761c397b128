import { type AnyArray, dtypes, type TensorType } from '../shape/dtype.js'
import { bitsOfHalf, halfOfBits } from '../shape/half.js'

/** Words, as kernels read them: a bool takes one, and, where an f16 has two bytes, two f16 share one. */
export const toWords = ({ dtype }: TensorType, data: AnyArray, halves = false): Float32Array | Int32Array | Uint32Array => {
  if (dtype === 'f16' && halves) {
    const words = new Uint32Array(Math.ceil(data.length / 2))
    const bits = new Uint16Array(words.buffer)
    for (let i = 0; i < data.length; i++) bits[i] = bitsOfHalf(data[i] ?? Number.NaN)
    return words
  }
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint32Array) return data
  return dtype === 'f32' ? Float32Array.from(data) : Uint32Array.from(data)
}

/** What a user reads, of words that kernels wrote. */
export const fromWords = ({ dtype }: TensorType, words: ArrayBuffer, halves = false): AnyArray => {
  if (dtype === 'bool') return Uint8Array.from(new Uint32Array(words))
  if (dtype === 'f16' && halves) return Float32Array.from(new Uint16Array(words), halfOfBits)
  return new dtypes[dtype].array(new (dtypes[dtype].array as Float32ArrayConstructor)(words)) // a view first
}
