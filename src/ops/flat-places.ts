import { maximum, minimum } from '../primitives/arithmetic.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { laidOut } from './reshape.js'
import { between } from './slice.js'

/**
 * Where places `[...batch, k]` in axes of these `k` sizes stand, laid out flat in row-major order: `[...batch]`. Each index out of range is taken for the
 * nearest one in its own axis.
 */
export const flatPlaces = (indices: AnyTensor, sizes: readonly number[]): AnyTensor => {
  const { shape, dtype } = indices.type
  const batch = shape.slice(0, -1)
  const like = (value: number) => full(value, batch, dtype)
  const along = (axis: number, size: number): AnyTensor => {
    const given = laidOut(between(indices, shape.length - 1, axis, axis + 1), batch)
    return minimum(maximum(given, like(0)), like(Math.max(0, size - 1)))
  }
  const [first = like(0), ...rest] = sizes.map((size, axis) => along(axis, size))
  return rest.reduce((flat, at, i) => add(multiply(flat, like(sizes[i + 1] ?? 1)), at), first)
}
