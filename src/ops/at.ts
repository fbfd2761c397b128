import type { AxisIn, AxisOption, AxisOr, FitAxis } from '../shape/axis-option.js'
import { type BroadcastTo, broadcastToShape } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import { type Gather, gatherShape } from '../shape/gather.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { gather } from './gather.js'
import { type AnyOperand, asTensor, demand, type Operand, stretch, typed } from './operand.js'
import { scatter, scatterMax, scatterMin } from './scatter.js'
import { scatterAdd } from './scatter-add.js'

/**
 * A new tensor from one of shape `S`, and values that stretch to the shape of what stands at the places.
 *
 * @category Shape and place
 */
export type Updated<S extends Shape, D extends DType, Places extends Shape> = <U extends Shape = [], F extends DType = never>(
  values: Fit<Then<Mixed<'at', D, F>, BroadcastTo<'at', U, Places>>, Operand<U, F>>,
) => Tensor<S, D>

/**
 * What is done at places of a tensor.
 *
 * @category Shape and place
 */
export interface At<S extends Shape, D extends DType, Places extends Shape> {
  /** The slices there: `gather`. */
  readonly get: () => Tensor<Places, D>
  /** With the values in their place; of several for one place the last: `scatter`. */
  readonly set: Updated<S, D, Places>
  /** With the values added: `scatterAdd`. */
  readonly add: Updated<S, D, Places>
  /** With the larger of both: `scatterMax`. */
  readonly max: Updated<S, D, Places>
  /** With the smaller of both: `scatterMin`. */
  readonly min: Updated<S, D, Places>
}

/**
 * Places along an axis of `x` (the first, if none is named), for what is done there: `get` reads them, `set`, `add`, `max` and `min` give a new tensor; `x`
 * stays as it is. That is `x.at[indices].set(values)` of JAX. Values are a number, or a tensor that stretches to the shape of `get()`. An index out of range is
 * taken for the nearest one in it. All are differentiated, as `gather`, `scatter`, `scatterAdd`, `scatterMax` and `scatterMin`, which they are.
 *
 * @throws ShapeMismatch if there is no such axis, or the values do not stretch; DTypeMismatch if the indices are not `i32` or `u32`, or the dtypes of `x` and
 * the values differ
 * @example at(zeros([4]), tensor([1, 3], { dtype: 'i32' })).set(5) // [0, 5, 0, 5]
 * @example at(table, tokens).add(mul(gradient, -0.1))
 *
 * @category Shape and place
 */
export function at<S extends Shape, D extends DType, I extends Shape, E extends DType, const W extends AxisOption | undefined = undefined>(
  x: Fit<Unless<NotOfKind<'at', E, 'index'>, AxisIn<W> extends undefined ? Gather<S, I, 0, 'at'> : S>, Tensor<S, D>>,
  indices: Fit<NotOfKind<'at', E, 'index'>, Tensor<I, E>>,
  axis?: FitAxis<Gather<S, I, AxisOr<W, 0>, 'at'>, W>,
): At<S, Given<D>, ShapeOf<Gather<S, I, AxisOr<W, 0>, 'at'>>>
export function at(x: AnyTensor, indices: AnyTensor, given?: AxisOption): At<Shape, DType, Shape> {
  check.tensor('at', 'x', x)
  demand('at', indices, 'index', 'indices')
  const axis = axisGiven('at', given) ?? 0
  const places = orThrow(gatherShape(x.type.shape, indices.type.shape, axis, 'at'))
  type Into = (x: AnyTensor, indices: AnyTensor, updates: AnyTensor, axis: number) => AnyTensor
  const updated = (into: Into): Updated<Shape, DType, Shape> =>
    typed((values: AnyOperand) => {
      const updates = asTensor('at', values, x.type.dtype, 'the values')
      throwIfAny(mixed('at', x.type.dtype, updates.type.dtype))
      return into(x, indices, stretch(updates, orThrow(broadcastToShape('at', updates.type.shape, places))), axis)
    })
  return {
    get: typed(() => gather(x, indices as Tensor<Shape, 'i32'>, axis)), // that they are indices was just seen
    set: updated(typed(scatter)),
    add: updated(typed(scatterAdd)),
    max: updated(typed(scatterMax)),
    min: updated(typed(scatterMin)),
  }
}
