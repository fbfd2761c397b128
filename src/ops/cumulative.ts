import * as primitive from '../primitives/cumulative.js'
import * as extremum from '../primitives/cumulative-extremum.js'
import { logCumSumExp as joined } from '../primitives/log-cum-sum-exp.js'
import type { ByName } from '../shape/by-name.js'
import { type Cumulative, cumulativeAxis } from '../shape/cumulative.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Kind, NotOfKind, Then } from '../shape/dtype-rule.js'
import { type Fit, orThrow } from '../shape/sentence.js'
import { options } from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { demand, typed } from './operand.js'

/** A function of each element and all before it along one axis, which must be named where there are several; the shape stays. */
export type Running<Op extends string, K extends Kind = 'numeric'> = <
  S extends Shape,
  D extends DType,
  A extends number | undefined = undefined,
  const O = unknown,
>(
  x: Fit<Then<NotOfKind<Op, D, K>, A extends undefined ? Cumulative<Op, S, A> : S>, Tensor<S, D>>,
  options?: ByName<Op, O, { readonly axis?: Fit<Cumulative<Op, S, A>, A> }>,
) => Tensor<S, D>

const running = <Op extends string, K extends Kind>(
  op: Op,
  kind: K,
  along: (x: AnyTensor, axis: number, reverse: boolean) => AnyTensor,
): Running<Op, K> =>
  typed((x: AnyTensor, given?: { readonly axis?: number }) => {
    demand(op, x, kind)
    const axis = axisGiven(op, options(op, 'x', given, ['axis']))
    return along(x, orThrow(cumulativeAxis(op, x.type.shape, axis)), false)
  })

/**
 * The running sum `y[i] = x[0] + ... + x[i]` along an axis. The axis may be left out where there is only one; NumPy, which takes a matrix for one long
 * row then, would give another shape. About `16 n` additions for `n` elements along the axis.
 *
 * @throws ShapeMismatch if there is no such axis, or several and none is named; DTypeMismatch
 * @example cumsum(tensor([[1, 2, 3], [4, 5, 6]]), { axis: 1 }) // [[1, 3, 6], [4, 9, 15]]
 *
 * @category Sums and statistics
 */
export const cumsum: Running<'cumsum'> = running('cumsum', 'numeric', primitive.cumsum)

/**
 * The running product `y[i] = x[0] · ... · x[i]` along an axis, which may be left out where there is only one. Its derivative is right where elements
 * are 0, too. About `16 n` multiplications for `n` elements along the axis; the derivative takes `log n` rounds of 3.
 *
 * @throws ShapeMismatch if there is no such axis, or several and none is named; DTypeMismatch
 * @example cumprod(tensor([1, 2, 3, 4])) // [1, 2, 6, 24]
 *
 * @category Sums and statistics
 */
export const cumprod: Running<'cumprod'> = running('cumprod', 'numeric', primitive.cumprod)

/**
 * The running maximum `y[i] = max(x[0], ..., x[i])` along an axis, which may be left out where there is only one; NaN from the first NaN on. The derivative is
 * that of the element that is the largest so far, of equal ones the nearest.
 *
 * @throws ShapeMismatch if there is no such axis, or several and none is named; DTypeMismatch
 * @example cummax(tensor([1, 3, 2, 4])) // [1, 3, 3, 4]
 *
 * @category Sums and statistics
 */
export const cummax: Running<'cummax'> = running('cummax', 'numeric', extremum.cummax)

/**
 * The running minimum `y[i] = min(x[0], ..., x[i])` along an axis, which may be left out where there is only one; NaN from the first NaN on. The derivative is
 * that of the element that is the smallest so far, of equal ones the nearest.
 *
 * @throws ShapeMismatch if there is no such axis, or several and none is named; DTypeMismatch
 * @example cummin(tensor([3, 1, 2, 0])) // [3, 1, 1, 0]
 *
 * @category Sums and statistics
 */
export const cummin: Running<'cummin'> = running('cummin', 'numeric', extremum.cummin)

/**
 * The running `y[i] = log(exp(x[0]) + ... + exp(x[i]))` along an axis, which may be left out where there is only one. It neither overflows nor loses small terms,
 * whatever comes after them.
 *
 * @throws ShapeMismatch if there is no such axis, or several and none is named; DTypeMismatch
 * @example logCumSumExp(tensor([-1000, 0, 0])) // [-1000, 0, 0.693]
 *
 * @category Sums and statistics
 */
export const logCumSumExp: Running<'logCumSumExp', 'floating'> = running('logCumSumExp', 'floating', joined)
