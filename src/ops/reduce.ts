import { all as allOf, any as anyOf } from '../primitives/any-all.js'
import { sum as summed } from '../primitives/broadcast.js'
import { max as largest, min as smallest } from '../primitives/extremum.js'
import { prod as multiplied } from '../primitives/product.js'
import type { Axes } from '../shape/axis.js'
import type { ByName } from '../shape/by-name.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Kind, NotOfKind, Then } from '../shape/dtype-rule.js'
import { type Reduce, type ReduceSome, reducedAxes, reduceShape, reduceSomeShape } from '../shape/reduce.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import { flag, options } from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axesGiven } from './axis-argument.js'
import { type AnyOperand, asTensor, demand, type Operand, typed } from './operand.js'
import { laidOut } from './reshape.js'

/** What a reduction runs along, as the library's bodies take it. */
export interface ReduceOptions {
  readonly axis?: Axes
  readonly keepDims?: boolean | undefined
}

/** A reduction along `axis` (one, a list, all if left out; negative from the back), which stays as an axis of size 1 if `keepDims`. */
export type Reduction<Op extends string, K extends Kind> = <
  S extends Shape = [],
  D extends DType = 'f32',
  const A extends Axes = undefined,
  Keep extends boolean = false,
  const O = unknown,
>(
  x: Fit<NotOfKind<Op, D, K>, Operand<S, D>>,
  options?: ByName<Op, O, { readonly axis?: Fit<Reduce<Op, S, A, Keep>, A>; readonly keepDims?: Keep | undefined }>,
) => Tensor<ShapeOf<Reduce<Op, S, A, Keep>>, Given<D>>

/** A reduction that has no value over nothing. */
export type Choice<Op extends string, K extends Kind> = <
  S extends Shape = [],
  D extends DType = 'f32',
  const A extends Axes = undefined,
  Keep extends boolean = false,
  const O = unknown,
>(
  x: Fit<Then<NotOfKind<Op, D, K>, A extends undefined ? ReduceSome<Op, S, A, Keep> : S>, Operand<S, D>>,
  options?: ByName<Op, O, { readonly axis?: Fit<ReduceSome<Op, S, A, Keep>, A>; readonly keepDims?: Keep | undefined }>,
) => Tensor<ShapeOf<ReduceSome<Op, S, A, Keep>>, Given<D>>

/** A reduction from a body that drops the axes given, which are counted from the front and ascend. */
const along = (
  op: string,
  kind: Kind,
  shapeRule: typeof reduceShape,
  body: (x: AnyTensor, axes: readonly number[]) => AnyTensor,
): ((x: AnyOperand, options?: ReduceOptions) => AnyTensor) => {
  return (operand, given) => {
    const x = asTensor(op, operand, 'f32')
    demand(op, x, kind)
    const { axis: axisOption, keepDims = false } = options(op, 'x', given, ['axis', 'keepDims'])
    flag(op, 'keepDims', keepDims)
    const axis = axesGiven(op, axisOption)
    const shape = orThrow(shapeRule(op, x.type.shape, axis, keepDims))
    return laidOut(body(x, orThrow(reducedAxes(op, x.type.shape, axis))), shape)
  }
}

/** Makes a reduction. */
export const reduction = <Op extends string, K extends Kind>(
  op: Op,
  kind: K,
  body: (x: AnyTensor, axes: readonly number[]) => AnyTensor,
): Reduction<Op, K> => typed(along(op, kind, reduceShape, body))

/** Makes a reduction that has no value over nothing. */
export const choice = <Op extends string, K extends Kind>(
  op: Op,
  kind: K,
  body: (x: AnyTensor, axes: readonly number[]) => AnyTensor,
): Choice<Op, K> => typed(along(op, kind, reduceSomeShape, body))

/**
 * The sum; 0 of nothing.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example sum(tensor([[1, 2], [3, 4]]), { axis: 0 }) // [4, 6]
 *
 * @category Sums and statistics
 */
export const sum: Reduction<'sum', 'numeric'> = reduction('sum', 'numeric', summed)

/**
 * The product; 1 of nothing.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example prod(tensor([[1, 2], [3, 4]]), { axis: 1 }) // [2, 12]
 *
 * @category Sums and statistics
 */
export const prod: Reduction<'prod', 'numeric'> = reduction('prod', 'numeric', multiplied)

/**
 * The largest element; NaN if there is one. Ties share the derivative equally.
 *
 * @throws ShapeMismatch also over nothing; DTypeMismatch
 * @example max(tensor([[1, 2], [3, 4]]), { axis: -1 }) // [2, 4]
 *
 * @category Sums and statistics
 */
export const max: Choice<'max', 'numeric'> = choice('max', 'numeric', largest)

/**
 * The smallest element; NaN if there is one. Ties share the derivative equally.
 *
 * @throws ShapeMismatch also over nothing; DTypeMismatch
 * @example min(tensor([[1, 2], [3, 4]]), { axis: -1 }) // [1, 3]
 *
 * @category Sums and statistics
 */
export const min: Choice<'min', 'numeric'> = choice('min', 'numeric', smallest)

/**
 * Whether one element holds; false of none.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example any(tensor([true, false])) // true
 *
 * @category Sums and statistics
 */
export const any: Reduction<'any', 'bool'> = reduction('any', 'bool', anyOf)

/**
 * Whether all elements hold; true of none.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example all(tensor([true, false])) // false
 *
 * @category Sums and statistics
 */
export const all: Reduction<'all', 'bool'> = reduction('all', 'bool', allOf)
