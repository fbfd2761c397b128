import { scatterAdd as scattered } from '../primitives/gather.js'
import { add } from '../primitives/multiply.js'
import type { AxisOption, AxisOr, FitAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Scatter, scatterShape } from '../shape/scatter.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { demand } from './operand.js'

/**
 * `x` with slices added along an axis (the first, if none is named): `y[indices[i]] += updates[i]`, where what meets adds up. Its derivative in `updates`
 * is `gather` of the cotangent, as that of `gather` is this; so an index out of range is taken for the nearest one in it, as there. Along several axes at
 * once: `scatterAddNd`.
 *
 * `x: [...before, n, ...after]`, `indices: [...i]`, `updates: [...before, ...i, ...after]`, which is the shape of `gather(x, indices, axis)`; result as `x`.
 *
 * @throws ShapeMismatch if the shapes do not fit, there is no such axis, or it is empty and there are indices; DTypeMismatch if the indices are not `i32`
 * or `u32`, or the dtypes of `x` and the updates differ or are not numeric
 * @example scatterAdd(zeros([3]), tensor([0, 2, 0], { dtype: 'i32' }), ones([3])) // [2, 0, 1]
 *
 * @category Shape and place
 */
export function scatterAdd<
  S extends Shape,
  D extends DType,
  I extends Shape,
  E extends DType,
  U extends Shape,
  F extends DType,
  const W extends AxisOption | undefined = 0,
>(
  x: Fit<
    Then<
      NotOfKind<'scatterAdd', D, 'numeric'>,
      Unless<
        Then<NotOfKind<'scatterAdd', E, 'index'>, Mixed<'scatterAdd', D, F>>,
        FaultAt<'x', Scatter<'scatterAdd', S, I, U, AxisOr<W, 0>>>
      >
    >,
    Tensor<S, D>
  >,
  indices: Fit<NotOfKind<'scatterAdd', E, 'index'>, Tensor<I, E>>,
  updates: Fit<Then<Mixed<'scatterAdd', D, F>, FaultAt<'updates', Scatter<'scatterAdd', S, I, U, AxisOr<W, 0>>>>, Tensor<U, F>>,
  axis?: FitAxis<FaultAt<'axis', Scatter<'scatterAdd', S, I, U, AxisOr<W, 0>>>, W>,
): Tensor<ShapeOf<Scatter<'scatterAdd', S, I, U, AxisOr<W, 0>>>, Given<D>>
export function scatterAdd(x: AnyTensor, indices: AnyTensor, updates: AnyTensor, given?: AxisOption): AnyTensor {
  demand('scatterAdd', x, 'numeric')
  demand('scatterAdd', indices, 'index', 'indices')
  check.tensor('scatterAdd', 'updates', updates)
  const axis = axisGiven('scatterAdd', given) ?? 0
  throwIfAny(mixed('scatterAdd', x.type.dtype, updates.type.dtype))
  const shape = orThrow(scatterShape('scatterAdd', x.type.shape, indices.type.shape, updates.type.shape, axis))
  const along = axis < 0 ? axis + shape.length : axis
  return indices.size === 0 ? x : add(x, scattered(indices, updates, along, shape[along] ?? 0))
}
