import { divide } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { notEqual } from '../primitives/compare.js'
import { concat } from '../primitives/concat.js'
import { full, zeros } from '../primitives/literal.js'
import { remainder } from '../primitives/remainder.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { type Shape, stridesOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Fit } from '../shape/sentence.js'
import type { Dims, SizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { awaitedCount, chosen, type SizeGiven, type SizeOptions, sizeOptions } from './chosen.js'
import { asTensor } from './operand.js'

/** Whether each element, laid out flat, is another than 0. */
const differs = (x: AnyTensor): AnyTensor => {
  const flat = reshape(x, [x.size])
  return x.type.dtype === 'bool' ? flat : notEqual(flat, zeros(flat.type))
}

const placesOf = (x: AnyTensor, size: number, fill: number): AnyTensor => {
  const { shape } = x.type
  const { places, isThere } = chosen(differs(x), size)
  const like = (value: number) => full(value, [size], 'i32')
  const columns = stridesOf(shape).map((stride, axis) =>
    reshape(remainder(divide(places, like(Math.max(1, stride))), like(Math.max(1, shape[axis] ?? 1))), [size, 1]),
  )
  const type = { shape: [size, shape.length], dtype: 'i32' } as const
  if (columns.length === 0) return zeros(type)
  const filler = broadcast(asTensor('nonzero', fill, 'i32'), type.shape, [0, 1])
  return select(broadcast(isThere, type.shape, [1]), concat(columns, 1), filler)
}

/**
 * The places of the elements that are not 0 (of bools: that hold), in row-major order, a row of indices for each: what `gatherNd` and `scatterAddNd` take, and
 * `argwhere` of NumPy gives. NaN is not 0.
 *
 * How many there are depends on values. With `{ size }` it is the first so many, and rows of `fill`, -1 if left out, where there are fewer: an operation like
 * any other. Without, a promise of all there are.
 *
 * @throws ShapeMismatch if the size is none; TracedTensor in a function being traced, if no size is said
 * @example await nonzero(tensor([[0, 5], [7, 0]])) // [[0, 1], [1, 0]]
 * @example nonzero(tensor([0, 5, 7]), { size: 3 }) // [[1], [2], [-1]]
 *
 * @category Shape and place
 */
export function nonzero<S extends Shape, D extends DType>(x: Tensor<S, D>): Promise<Tensor<[number, S['length']], 'i32'>>
export function nonzero<S extends Shape, D extends DType, N extends number>(
  x: Tensor<S, D>,
  options: SizeOptions<Fit<SizeList<'nonzero', Dims<[N]>>, N>>,
): Tensor<[SizeGiven<N>, S['length']], 'i32'>
export function nonzero(x: AnyTensor, given?: SizeOptions<number>): AnyTensor | Promise<AnyTensor> {
  check.tensor('nonzero', 'x', x)
  const options = sizeOptions('nonzero', 'x', given)
  if (options) return placesOf(x, options.size, options.fill ?? -1)
  return awaitedCount('nonzero', differs(x), x).then((count) => placesOf(x, count, -1))
}
