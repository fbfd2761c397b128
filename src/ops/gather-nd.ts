import { gather } from '../primitives/gather.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then, Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type GatherNd, pickedBy } from '../shape/gather-nd.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { flatPlaces } from './flat-places.js'
import { demand } from './operand.js'
import { laidOut } from './reshape.js'

/**
 * The slices of `x` at places along its first axes, several at once: `y[b] = x[indices[b, 0], ..., indices[b, k - 1]]`, where `b` runs over all axes of
 * the indices but the last. That is NumPy's `x[i, j]` with `i` and `j` stacked along a last axis, and TensorFlow's `gather_nd`. Each index out of range is
 * taken for the nearest one in its own axis, as in `gather`; so a negative one is 0. Places of no indices (`k` is 0) pick all of `x`.
 *
 * `x: [a1, ..., ak, ...rest]`, `indices: [...batch, k]`, result `[...batch, ...rest]`.
 *
 * @throws ShapeMismatch if the indices have no last axis, it is longer than `x` has axes, or one that is picked along is empty and there are places;
 * DTypeMismatch if the indices are not `i32` or `u32`
 * @example gatherNd(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]], { dtype: 'i32' })) // [3, 2]
 *
 * @category Shape and place
 */
export function gatherNd<S extends Shape, D extends DType, I extends Shape, E extends DType>(
  x: Fit<Unless<NotOfKind<'gatherNd', E, 'index'>, FaultAt<'x', GatherNd<S, I>>>, Tensor<S, D>>,
  indices: Fit<Then<NotOfKind<'gatherNd', E, 'index'>, FaultAt<'indices', GatherNd<S, I>>>, Tensor<I, E>>,
): Tensor<ShapeOf<GatherNd<S, I>>, Given<D>>
export function gatherNd(x: AnyTensor, indices: AnyTensor): AnyTensor {
  check.tensor('gatherNd', 'x', x)
  demand('gatherNd', indices, 'index', 'indices')
  const { shape } = x.type
  orThrow(pickedBy('gatherNd', 'take', shape, indices.type.shape))
  const count = indices.type.shape.at(-1) ?? 0
  const along = shape.slice(0, count)
  return gather(laidOut(x, [sizeOf(along), ...shape.slice(count)]), flatPlaces(indices, along), 0)
}
