import { sizeOf } from '../shape/dim.js'
import { type AnyArray, showType, type TensorType } from '../shape/dtype.js'

type NestedArray = number | NestedArray[]

/** Nested arrays of the elements, a level for each dimension. */
export const nest = (array: AnyArray, shape: readonly number[]): NestedArray => {
  const level = (axis: number, offset: number, size: number): NestedArray => {
    const extent = shape[axis]
    if (extent === undefined) return array[offset] ?? Number.NaN
    const inner = extent === 0 ? 0 : size / extent
    return Array.from({ length: extent }, (_, i) => level(axis + 1, offset + i * inner, inner))
  }
  return level(0, 0, sizeOf(shape))
}

/** From this many elements on, only the edges are shown; so many at each end. NumPy's numbers. */
const threshold = 1000
const edge = 3

const number = (x: number, dtype: string): string => {
  if (dtype === 'bool') return x ? 'true' : 'false'
  if (Object.is(x, -0)) return '-0'
  if ((Number.isInteger(x) && Math.abs(x) < 2 ** 32) || !Number.isFinite(x)) return String(x)
  return String(Number(x.toPrecision(dtype === 'f64' ? 8 : 6)))
}

/** `Tensor f32[2, 2] [[1, 2], [3, 4]]`. A string stands for values that are not known. */
export const printTensor = (type: TensorType, values: AnyArray | string): string => {
  const head = `Tensor ${showType(type)}`
  if (typeof values === 'string') return `${head} (${values})`
  const cut = values.length > threshold
  const level = (axis: number, offset: number, size: number): string => {
    const extent = type.shape[axis]
    if (extent === undefined) return number(values[offset] ?? Number.NaN, type.dtype)
    const inner = extent === 0 ? 0 : size / extent
    const at = (i: number) => level(axis + 1, offset + i * inner, inner)
    const all = Array.from({ length: extent }, (_, i) => i)
    const parts = cut && extent > 2 * edge ? [...all.slice(0, edge).map(at), '...', ...all.slice(-edge).map(at)] : all.map(at)
    const deep = axis < type.shape.length - 1
    return `[${parts.join(deep ? `,\n${' '.repeat(axis + 1)}` : ', ')}]`
  }
  const body = level(0, 0, values.length)
  return `${head}${body.includes('\n') ? '\n' : ' '}${body}`
}
