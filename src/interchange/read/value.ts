import { type AnyTensor, type DType, full, tensor } from '../../index.js'
import { isSmall, type Known } from './known.js'

/** What a name stands for while a graph runs. */
export interface Value {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements, if they are known while the program is traced. */
  readonly known: Known | undefined
  /** How many bits whole numbers have in the file, if fewer than the dtype and known. */
  readonly bits?: number | undefined
  /** Made when it is first asked for. */
  readonly tensor: AnyTensor
}

export const ofTensor = (x: AnyTensor, bits?: number): Value => ({ dtype: x.dtype, shape: x.shape, known: undefined, bits, tensor: x })

/** The tensor of elements; they are held in an array of their own. */
export const tensorFrom = ({ dtype, shape, data }: Known): AnyTensor =>
  tensor(data instanceof Float32Array ? data : Float64Array.from(data), { shape: [...shape], dtype })

const made = (known: Known): AnyTensor =>
  known.data.length === 1 ? full([...known.shape], known.data[0] ?? 0, { dtype: known.dtype }) : tensorFrom(known)

export const ofKnown = (known: Known): Value => {
  let cached: AnyTensor | undefined
  return {
    dtype: known.dtype,
    shape: known.shape,
    known,
    bits: known.bits,
    get tensor() {
      cached ??= made(known)
      return cached
    },
  }
}

/** The elements of all of them, if they are few and known: what is made of them is then computed at once. */
export const allKnown = (values: readonly Value[]): readonly Known[] | undefined => {
  const known = values.flatMap(({ known }) => (known && known.dtype !== 'f16' && isSmall(known.shape) ? [known] : []))
  return known.length === values.length ? known : undefined
}
