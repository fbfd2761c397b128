import { less } from '../primitives/compare.js'
import { gather } from '../primitives/gather.js'
import { inRange, lastAt } from '../primitives/last-at.js'
import { full } from '../primitives/literal.js'
import { inverse, permute, toFront } from '../primitives/permute.js'
import { reshape } from '../primitives/reshape.js'
import * as primitive from '../primitives/scatter-extremum.js'
import { select } from '../primitives/select.js'
import type { AxisOption, AxisOr, FitAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Kind, type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Scatter, type Scattering, scatterShape } from '../shape/scatter.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { demand, stretch, typed } from './operand.js'

/** Puts updates into a tensor, at indices along one axis, the first if none is named. */
export type ScatterInto<Op extends Scattering, K extends Kind> = <
  S extends Shape,
  D extends DType,
  I extends Shape,
  E extends DType,
  U extends Shape,
  F extends DType,
  const W extends AxisOption | undefined = 0,
>(
  x: Fit<
    Then<NotOfKind<Op, D, K>, Unless<Then<NotOfKind<Op, E, 'index'>, Mixed<Op, D, F>>, FaultAt<'x', Scatter<Op, S, I, U, AxisOr<W, 0>>>>>,
    Tensor<S, D>
  >,
  indices: Fit<NotOfKind<Op, E, 'index'>, Tensor<I, E>>,
  updates: Fit<Then<Mixed<Op, D, F>, FaultAt<'updates', Scatter<Op, S, I, U, AxisOr<W, 0>>>>, Tensor<U, F>>,
  axis?: FitAxis<FaultAt<'axis', Scatter<Op, S, I, U, AxisOr<W, 0>>>, W>,
) => Tensor<ShapeOf<Scatter<Op, S, I, U, AxisOr<W, 0>>>, Given<D>>

/** Takes `x: [n, ...rest]`, `indices: [count]`, `updates: [count, ...rest]`. */
type AlongFirst = (x: AnyTensor, indices: AnyTensor, updates: AnyTensor) => AnyTensor

/** Along any axis, for indices of any rank, of what works along the first for a list of indices. */
const along = (first: AlongFirst, x: AnyTensor, indices: AnyTensor, updates: AnyTensor, axis: number): AnyTensor => {
  const rank = indices.type.shape.length
  const axes = updates.type.shape.map((_, i) => i)
  const given = permute(updates, [...axes.slice(axis, axis + rank), ...axes.slice(0, axis), ...axes.slice(axis + rank)])
  const [count, rest] = [indices.size, given.type.shape.slice(rank)]
  const done = first(toFront(x, axis), reshape(indices, [count]), reshape(given, [count, ...rest]))
  const order = x.type.shape.map((_, i) => i)
  return permute(done, inverse([axis, ...order.filter((i) => i !== axis)]))
}

/** The last update of those that go to one place stands there. */
const setAlongFirst: AlongFirst = (x, indices, updates) => {
  const size = x.type.shape[0] ?? 0
  const last = lastAt(inRange(indices, size), size)
  const isSet = reshape(less(full(-1, [size], 'i32'), last), [size, ...x.type.shape.slice(1).map(() => 1)])
  return select(stretch(isSet, x.type.shape), gather(updates, last, 0), x)
}

const scattering = <Op extends Scattering, K extends Kind>(op: Op, kind: K, first: AlongFirst): ScatterInto<Op, K> =>
  typed((x: AnyTensor, indices: AnyTensor, updates: AnyTensor, given?: AxisOption) => {
    demand(op, x, kind)
    demand(op, indices, 'index', 'indices')
    check.tensor(op, 'updates', updates)
    const axis = axisGiven(op, given) ?? 0
    throwIfAny(mixed(op, x.type.dtype, updates.type.dtype))
    const { length } = orThrow(scatterShape(op, x.type.shape, indices.type.shape, updates.type.shape, axis))
    return indices.size === 0 ? x : along(first, x, indices, updates, axis < 0 ? axis + length : axis)
  })

/**
 * `x` with other slices at places along an axis (the first, if none is named): `y[indices[i]] = updates[i]`. Where indices are equal the last of their
 * updates stands, in row-major order, whatever the device; the others have no derivative, and neither has what was there. An index out of range is taken for
 * the nearest one in it.
 *
 * `x: [...before, n, ...after]`, `indices: [...i]`, `updates: [...before, ...i, ...after]`, which is the shape of `gather(x, indices, axis)`; result as `x`.
 *
 * @throws ShapeMismatch if the shapes do not fit, there is no such axis, or it is empty and there are indices; DTypeMismatch if the indices are not `i32`
 * or `u32`, or the dtypes of `x` and the updates differ
 * @example scatter(zeros([3]), tensor([0, 2, 0], { dtype: 'i32' }), tensor([5, 6, 7])) // [7, 0, 6]
 *
 * @category Shape and place
 */
export const scatter: ScatterInto<'scatter', 'any'> = scattering('scatter', 'any', setAlongFirst)

/**
 * `x` with each element the largest of what stands there and the updates that go there, as `scatterAdd` has their sum; NaN if one is. All that are the largest
 * share its derivative equally.
 *
 * @throws ShapeMismatch, DTypeMismatch as `scatterAdd`
 * @example scatterMax(zeros([3]), tensor([0, 2, 0], { dtype: 'i32' }), tensor([5, -6, 7])) // [7, 0, 0]
 *
 * @category Shape and place
 */
export const scatterMax: ScatterInto<'scatterMax', 'numeric'> = scattering('scatterMax', 'numeric', primitive.scatterMax)

/**
 * `x` with each element the smallest of what stands there and the updates that go there, as `scatterAdd` has their sum; NaN if one is. All that are the
 * smallest share its derivative equally.
 *
 * @throws ShapeMismatch, DTypeMismatch as `scatterAdd`
 * @example scatterMin(zeros([3]), tensor([0, 2, 0], { dtype: 'i32' }), tensor([5, -6, 7])) // [0, 0, -6]
 *
 * @category Shape and place
 */
export const scatterMin: ScatterInto<'scatterMin', 'numeric'> = scattering('scatterMin', 'numeric', primitive.scatterMin)
