import { equal } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { gather as gathered } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { reshape } from '../primitives/reshape.js'
import { takeAlong } from '../primitives/take-along.js'
import type { AxisIn, AxisOption, AxisOr, FitAxis, NeededAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then, Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Gather, gatherShape, type TakeAlongAxis, takeAlongAxisShape } from '../shape/gather.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import { type Dims, type SizeList, sizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven, axisNeeded } from './axis-argument.js'
import { demand, stretch } from './operand.js'

/**
 * The slices of `x` at `indices` along an axis (the first, if none is named), which gives way to the axes of `indices`. An index out of range is taken
 * for the nearest one in it. A lookup in a table of embeddings is `gather(table, tokens)`; along several axes at once: `gatherNd`.
 *
 * @throws ShapeMismatch if there is no such axis; DTypeMismatch if the indices are not `i32` or `u32`
 * @example gather(tensor([10, 20, 30]), tensor([[2, 0]], { dtype: 'i32' })) // [[30, 10]]
 *
 * @category Shape and place
 */
export function gather<
  S extends Shape,
  D extends DType,
  I extends Shape,
  E extends DType,
  const W extends AxisOption | undefined = undefined,
>(
  x: Fit<Unless<NotOfKind<'gather', E, 'index'>, AxisIn<W> extends undefined ? Gather<S, I, 0> : S>, Tensor<S, D>>,
  indices: Fit<NotOfKind<'gather', E, 'index'>, Tensor<I, E>>,
  axis?: FitAxis<Gather<S, I, AxisOr<W, 0>>, W>,
): Tensor<ShapeOf<Gather<S, I, AxisOr<W, 0>>>, Given<D>>
export function gather(x: AnyTensor, indices: AnyTensor, given?: AxisOption): AnyTensor {
  check.tensor('gather', 'x', x)
  demand('gather', indices, 'index', 'indices')
  const axis = axisGiven('gather', given) ?? 0
  orThrow(gatherShape(x.type.shape, indices.type.shape, axis))
  return gathered(x, indices, axis < 0 ? axis + x.type.shape.length : axis)
}

/**
 * The elements of `x` that stand along an axis where `indices` says, which has the shape of `x` but along that axis: what `argmax`, kept as an
 * axis of size 1, picks. An index out of range is taken for the nearest one in it.
 *
 * @throws ShapeMismatch if the shapes differ elsewhere, or there is no such axis; DTypeMismatch if the indices are not `i32` or `u32`
 * @example takeAlongAxis(x, argmax(x, { axis: 1, keepDims: true }), 1) // max(x, { axis: 1, keepDims: true })
 *
 * @category Shape and place
 */
export function takeAlongAxis<S extends Shape, D extends DType, I extends Shape, E extends DType, const W extends NeededAxis>(
  x: Tensor<S, D>,
  indices: Fit<Then<NotOfKind<'takeAlongAxis', E, 'index'>, FaultAt<'indices', TakeAlongAxis<S, I, AxisOr<W>>>>, Tensor<I, E>>,
  axis: FitAxis<FaultAt<'axis', TakeAlongAxis<S, I, AxisOr<W>>>, W>,
): Tensor<ShapeOf<TakeAlongAxis<S, I, AxisOr<W>>>, D>
export function takeAlongAxis(x: AnyTensor, indices: AnyTensor, given: AxisOption): AnyTensor {
  check.tensor('takeAlongAxis', 'x', x)
  demand('takeAlongAxis', indices, 'index', 'indices')
  const axis = axisNeeded('takeAlongAxis', given)
  const { length } = orThrow(takeAlongAxisShape(x.type.shape, indices.type.shape, axis))
  return takeAlong(x, indices, axis < 0 ? axis + length : axis)
}

/**
 * A vector of length `depth` for each index, on a new last axis: 1 at the index, 0 elsewhere; all 0 for an index out of range.
 *
 * @throws ShapeMismatch if `depth` is no size; DTypeMismatch if the indices are not `i32` or `u32`
 * @example oneHot(tensor([2, 0], { dtype: 'i32' }), 3) // [[0, 0, 1], [1, 0, 0]]
 *
 * @category Shape and place
 */
export function oneHot<I extends Shape, E extends DType, N extends number, T extends DType = 'f32'>(
  indices: Fit<NotOfKind<'oneHot', E, 'index'>, Tensor<I, E>>,
  depth: Fit<SizeList<'oneHot', Dims<[N]>>, N>,
  options?: { readonly dtype?: T },
): Tensor<[...I, ...Dims<[N]>], Given<T>>
export function oneHot(indices: AnyTensor, depth: number, options?: { readonly dtype?: DType }): AnyTensor {
  demand('oneHot', indices, 'index', 'indices')
  check.number('oneHot', 'the depth', depth)
  const { dtype = 'f32' } = check.options('oneHot', 'indices, depth', options, ['dtype'])
  check.dtype('oneHot', dtype)
  const shape = [...indices.type.shape, ...orThrow(sizeList('oneHot', [depth]))]
  const last = shape.length - 1
  const spread = stretch(reshape(indices, [...indices.type.shape, 1]), shape)
  return convert(equal(spread, iota(shape, last, indices.type.dtype)), dtype)
}
