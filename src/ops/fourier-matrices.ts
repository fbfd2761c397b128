import type { DType } from '../shape/dtype.js'
import { type AnyTensor, hosted } from '../tensor/tensor.js'

/* The constants of Fourier transforms: cosines and sines, computed in f64 and rounded once. */

/** Complex numbers as a pair of tensors. */
export type Pair = readonly [re: AnyTensor, im: AnyTensor]

const asTensor = (values: Float64Array, shape: readonly number[], dtype: DType): AnyTensor =>
  hosted({ shape, dtype }, dtype === 'f64' ? values : Float32Array.from(values))

/** `e^(-2 pi i turns / n)` of as many whole turns of an `n`th as there are places. */
const roots = (count: number, n: number, turns: (place: number) => number): readonly [Float64Array, Float64Array] => {
  const [re, im] = [new Float64Array(count), new Float64Array(count)]
  for (let i = 0; i < count; i++) {
    const angle = (-2 * Math.PI * (turns(i) % n)) / n
    re[i] = Math.cos(angle)
    im[i] = Math.sin(angle)
  }
  return [re, im]
}

const pair = ([re, im]: readonly [Float64Array, Float64Array], shape: readonly number[], dtype: DType): Pair => [
  asTensor(re, shape, dtype),
  asTensor(im, shape, dtype),
]

/** The roots of unity of order `n` to the power of row times column: for `rows = columns = n` the matrix of the transform itself. */
export const twiddles = (rows: number, columns: number, n: number, dtype: DType): Pair =>
  pair(
    roots(rows * columns, n, (place) => Math.floor(place / columns) * (place % columns)),
    [rows, columns],
    dtype,
  )

/** The transform of a list whose length is a power of 2, in f64. */
const transformed = ([re, im]: readonly [Float64Array, Float64Array]): readonly [Float64Array, Float64Array] => {
  const n = re.length
  if (n === 1) return [re, im]
  const half = (parity: number) => transformed([re.filter((_, i) => i % 2 === parity), im.filter((_, i) => i % 2 === parity)])
  const [[evenRe, evenIm], [oddRe, oddIm]] = [half(0), half(1)]
  const [cos, sin] = roots(n, n, (place) => place)
  const at = (even: Float64Array, turned: (k: number) => number) =>
    Float64Array.from({ length: n }, (_, k) => (even[k % (n / 2)] ?? 0) + turned(k))
  const part = (list: Float64Array, k: number) => list[k % (n / 2)] ?? 0
  return [
    at(evenRe, (k) => (cos[k] ?? 0) * part(oddRe, k) - (sin[k] ?? 0) * part(oddIm, k)),
    at(evenIm, (k) => (cos[k] ?? 0) * part(oddIm, k) + (sin[k] ?? 0) * part(oddRe, k)),
  ]
}

/** What a transform of any length is made of, by one of a power of 2. */
export interface Chirp {
  readonly length: number
  /** `e^(-pi i j^2 / n)`. */
  readonly wave: Pair
  /** The transform of the waves' inverses, wrapped around, over the length. */
  readonly spectrum: Pair
}

/** @see Bluestein, A linear filtering approach to the computation of discrete Fourier transform, 1970 */
export const chirp = (n: number, dtype: DType): Chirp => {
  const length = 2 ** Math.ceil(Math.log2(2 * n - 1))
  // j^2 stays exact: lengths are below 2^26.
  const [re, im] = roots(n, 2 * n, (j) => j * j)
  const wrapped = (values: Float64Array, factor: number) => {
    const all = new Float64Array(length)
    for (let j = 0; j < n; j++) all[j] = all[(length - j) % length] = ((values[j] ?? 0) * factor) / length
    return all
  }
  return { length, wave: pair([re, im], [n], dtype), spectrum: pair(transformed([wrapped(re, 1), wrapped(im, -1)]), [length], dtype) }
}
