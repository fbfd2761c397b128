import * as primitive from '../primitives/arg.js'
import type { ByName } from '../shape/by-name.js'
import type { Shape } from '../shape/dim.js'
import { sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import { type ReduceSome, reducedAxes, reduceSomeShape } from '../shape/reduce.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import { flag, options } from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { demand, typed } from './operand.js'
import { laidOut } from './reshape.js'

/** The place of an element along one axis; in row-major order among all, if no axis is named. */
export type Place<Op extends string> = <
  S extends Shape,
  D extends DType,
  A extends number | undefined = undefined,
  Keep extends boolean = false,
  const O = unknown,
>(
  x: Fit<Then<NotOfKind<Op, D, 'numeric'>, A extends undefined ? ReduceSome<Op, S, A, Keep> : S>, Tensor<S, D>>,
  options?: ByName<Op, O, { readonly axis?: Fit<ReduceSome<Op, S, A, Keep>, A>; readonly keepDims?: Keep | undefined }>,
) => Tensor<ShapeOf<ReduceSome<Op, S, A, Keep>>, 'i32'>

const place = <Op extends string>(op: Op, along: (x: AnyTensor, axis: number) => AnyTensor): Place<Op> =>
  typed((x: AnyTensor, given?: { readonly axis?: number; readonly keepDims?: boolean }) => {
    demand(op, x, 'numeric')
    const { axis: axisOption, keepDims = false } = options(op, 'x', given, ['axis', 'keepDims'])
    flag(op, 'keepDims', keepDims)
    const axis = axisGiven(op, axisOption)
    const shape = orThrow(reduceSomeShape(op, x.type.shape, axis, keepDims))
    if (axis === undefined) return laidOut(along(laidOut(x, [sizeOf(x.type.shape)]), 0), shape)
    const [normal = 0] = orThrow(reducedAxes(op, x.type.shape, axis))
    return laidOut(along(x, normal), shape)
  })

/**
 * The place of the largest element along `axis`, of several the first; a NaN counts as the largest.
 *
 * @throws ShapeMismatch also over nothing; DTypeMismatch
 * @example argmax(tensor([[1, 9, 3], [4, 5, 6]]), { axis: -1 }) // [1, 2]
 *
 * @category Sums and statistics
 */
export const argmax: Place<'argmax'> = place('argmax', primitive.argmax)

/**
 * The place of the smallest element along `axis`, of several the first; a NaN counts as the smallest.
 *
 * @throws ShapeMismatch also over nothing; DTypeMismatch
 * @example argmin(tensor([[1, 9, 3], [4, 5, 6]]), { axis: -1 }) // [0, 0]
 *
 * @category Sums and statistics
 */
export const argmin: Place<'argmin'> = place('argmin', primitive.argmin)
