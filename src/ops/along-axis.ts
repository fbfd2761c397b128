import { divide } from '../primitives/arithmetic.js'
import { dot } from '../primitives/dot.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { type AnyTensor, hosted } from '../tensor/tensor.js'

/** Sums along an axis, weighed by a matrix `[size, new size]`: the new size takes its place. */
export const weighed = (x: AnyTensor, axis: number, weights: AnyTensor): AnyTensor => {
  const y = dot(x, weights, { contract: [[axis], [0]], batch: [[], []] }) // biome-ignore format: axes of each
  const others = x.type.shape.slice(1).map((_, i) => i)
  return permute(y, [...others.slice(0, axis), others.length, ...others.slice(axis)])
}

/** `factor * i + offset`, where `i` counts along an axis of the shape: whole numbers, exact below 2^31. */
export const counting = (shape: readonly number[], axis: number, factor: number, offset: number): AnyTensor => {
  const like = (value: number) => full(value, shape, 'i32')
  return add(multiply(iota(shape, axis, 'i32'), like(factor)), like(offset))
}

/** `floor((factor * i + offset) / divisor)` for each `i` below a count; none is negative. Reckoned here where the products are too large for an `i32`. */
export const quotients = (count: number, factor: number, offset: number, divisor: number): AnyTensor =>
  factor * count + offset < 2 ** 31
    ? divide(counting([count], 0, factor, offset), full(divisor, [count], 'i32'))
    : hosted(
        { shape: [count], dtype: 'i32' },
        Int32Array.from({ length: count }, (_, i) => Math.floor((factor * i + offset) / divisor)),
      )
