import { sizeOf } from '../../shape/dim.js'
import { type DType, dtypes, type TensorType } from '../../shape/dtype.js'

/* How types and numbers are spelled in MLIR. */

const elements: { readonly [D in DType]: string } = { f32: 'f32', f16: 'f16', f64: 'f64', i32: 'i32', u32: 'ui32', bool: 'i1' }

/** `tensor<2x3xf32>`. */
export const typeText = ({ shape, dtype }: TensorType): string => `tensor<${[...shape, elements[dtype]].join('x')}>`

/** A number as MLIR has it: floats have a point, or are their bits; the number is that of the dtype. */
export const numberText = (value: number, dtype: DType): string => {
  if (dtype === 'bool') return value ? 'true' : 'false'
  if (!dtypes[dtype].floating) return String(dtype === 'u32' ? value >>> 0 : value)
  if (!Number.isFinite(value)) return `0x${bitsText(value, dtype)}`
  const exact = dtype === 'f32' ? Math.fround(value) : value
  const text = Object.is(exact, -0) ? '-0' : String(exact)
  if (text.includes('e')) return text.includes('.') ? text : text.replace('e', '.0e')
  return text.includes('.') ? text : `${text}.0`
}

/** The bits of what is not finite, the highest first. */
const bitsText = (value: number, dtype: DType): string => {
  const [infinity, quiet, sign] =
    dtype === 'f16' ? ['7C00', '7E00', 'FC00'] : dtype === 'f64' ? ['7FF0', '7FF8', 'FFF0'] : ['7F80', '7FC0', 'FF80']
  const head = Number.isNaN(value) ? quiet : value > 0 ? infinity : sign
  return head.padEnd(dtype === 'f16' ? 4 : dtype === 'f64' ? 16 : 8, '0')
}

/** So many numbers are written out; of more the bytes are. */
const few = 16

/** The values of a constant, row-major. */
export const denseText = (values: ArrayLike<number>, { shape, dtype }: TensorType): string => {
  const all = Array.from(values)
  if (all.length > 0 && all.every((value) => Object.is(value, all[0]))) return numberText(all[0] ?? 0, dtype)
  if (dtype === 'bool' || dtype === 'f16' || all.length <= few)
    return nested(
      all.map((value) => numberText(value, dtype)),
      shape,
    )
  const bytes = new DataView(new ArrayBuffer(sizeOf(shape) * (dtype === 'f64' ? 8 : 4)))
  all.forEach((value, i) => {
    if (dtype === 'f64') bytes.setFloat64(8 * i, value, true)
    else if (dtype === 'f32') bytes.setFloat32(4 * i, value, true)
    else bytes.setUint32(4 * i, value >>> 0, true)
  })
  return `"0x${Array.from(new Uint8Array(bytes.buffer), (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}"`
}

const nested = (texts: readonly string[], shape: readonly number[]): string => {
  const [n, ...rest] = shape
  if (n === undefined) return texts[0] ?? ''
  const size = sizeOf(rest)
  return `[${Array.from({ length: n }, (_, i) => nested(texts.slice(i * size, (i + 1) * size), rest)).join(', ')}]`
}
