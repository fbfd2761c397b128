import { scatterAdd } from '../primitives/gather.js'
import { add } from '../primitives/multiply.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type ScatterAddNd, scatterAddNdShape } from '../shape/scatter-add-nd.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { flatPlaces } from './flat-places.js'
import { demand } from './operand.js'
import { laidOut } from './reshape.js'

/**
 * `x` with slices added at places along its first axes, several at once: `y[indices[b, 0], ..., indices[b, k - 1]] += updates[b]`, where `b` runs over all
 * axes of the indices but the last and what meets adds up. That is NumPy's `add.at(x, (i, j), updates)` with `i` and `j` stacked along a last axis, and
 * TensorFlow's `tensor_scatter_nd_add`. Its derivative in `updates` is `gatherNd` of the cotangent, as that of `gatherNd` is this; so each index out of
 * range is taken for the nearest one in its own axis, as there. At places of no indices (`k` is 0) all of `x` is added to.
 *
 * `x: [a1, ..., ak, ...rest]`, `indices: [...batch, k]`, `updates: [...batch, ...rest]`, which is the shape of `gatherNd(x, indices)`; result as `x`.
 *
 * @throws ShapeMismatch if the shapes do not fit, the last axis of the indices is missing or longer than `x` has axes, or one that is added along is empty
 * and there are places; DTypeMismatch if the indices are not `i32` or `u32`, or the dtypes of `x` and the updates differ or are not numeric
 * @example scatterAddNd(zeros([2, 2]), tensor([[1, 0], [0, 1], [1, 0]], { dtype: 'i32' }), ones([3])) // [[0, 1], [2, 0]]
 *
 * @category Shape and place
 */
export function scatterAddNd<S extends Shape, D extends DType, I extends Shape, E extends DType, U extends Shape, F extends DType>(
  x: Fit<
    Then<
      NotOfKind<'scatterAddNd', D, 'numeric'>,
      Unless<Then<NotOfKind<'scatterAddNd', E, 'index'>, Mixed<'scatterAddNd', D, F>>, FaultAt<'x', ScatterAddNd<S, I, U>>>
    >,
    Tensor<S, D>
  >,
  indices: Fit<
    Then<NotOfKind<'scatterAddNd', E, 'index'>, Unless<Mixed<'scatterAddNd', D, F>, FaultAt<'indices', ScatterAddNd<S, I, U>>>>,
    Tensor<I, E>
  >,
  updates: Fit<Then<Mixed<'scatterAddNd', D, F>, FaultAt<'updates', ScatterAddNd<S, I, U>>>, Tensor<U, F>>,
): Tensor<ShapeOf<ScatterAddNd<S, I, U>>, Given<D>>
export function scatterAddNd(x: AnyTensor, indices: AnyTensor, updates: AnyTensor): AnyTensor {
  demand('scatterAddNd', x, 'numeric')
  demand('scatterAddNd', indices, 'index', 'indices')
  check.tensor('scatterAddNd', 'updates', updates)
  throwIfAny(mixed('scatterAddNd', x.type.dtype, updates.type.dtype))
  const shape = orThrow(scatterAddNdShape(x.type.shape, indices.type.shape, updates.type.shape))
  const batch = indices.type.shape.slice(0, -1)
  if (sizeOf(batch) === 0) return x
  const along = shape.slice(0, indices.type.shape.at(-1))
  return add(x, laidOut(scatterAdd(flatPlaces(indices, along), updates, 0, sizeOf(along)), shape))
}
