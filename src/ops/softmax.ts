import { subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { exp, log, reciprocal } from '../primitives/exponential.js'
import { max } from '../primitives/extremum.js'
import { multiply } from '../primitives/multiply.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import { inWide } from '../primitives/wide.js'
import { type HasAxis, hasAxis } from '../shape/axis.js'
import type { ByName } from '../shape/by-name.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import { type Fit, orThrow } from '../shape/sentence.js'
import { options } from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { demand, typed } from './operand.js'

/** A function of floats along one axis, the last if none is named, that keeps the shape. */
export type AlongAxis<Op extends string> = <S extends Shape, D extends DType, A extends number = -1, const O = unknown>(
  x: Fit<Then<NotOfKind<Op, D, 'floating'>, S extends readonly [] ? HasAxis<Op, S, A> : S>, Tensor<S, D>>,
  options?: ByName<Op, O, { readonly axis?: Fit<HasAxis<Op, S, A>, A> }>,
) => Tensor<S, D>

const alongAxis = <Op extends string>(op: Op, body: (x: AnyTensor, axis: number) => AnyTensor): AlongAxis<Op> =>
  typed((x: AnyTensor, given?: { readonly axis?: number }) => {
    demand(op, x, 'floating')
    const axis = axisGiven(op, options(op, 'x', given, ['axis'])) ?? -1
    const along = orThrow(hasAxis(op, x.type.shape, axis))
    return inWide((wide) => body(wide, along), x)
  })

const repeatedAlong = (reduced: AnyTensor, x: AnyTensor, axis: number): AnyTensor => broadcast(reduced, x.type.shape, [axis])

/** Less the largest element, so that nothing overflows; a constant shift cancels, so it has no derivative. */
const shifted = (x: AnyTensor, axis: number): AnyTensor => subtract(x, repeatedAlong(stopGradient(max(x, [axis])), x, axis))

/**
 * `exp(x) / sum(exp(x))` along an axis: weights that are positive and add up to 1. Large elements do not overflow.
 *
 * @throws ShapeMismatch if there is no such axis; DTypeMismatch
 * @example softmax(tensor([1000, 1000])) // [0.5, 0.5]
 *
 * @category Arithmetic and functions
 */
export const softmax: AlongAxis<'softmax'> = alongAxis('softmax', (x, axis) => {
  const weights = exp(shifted(x, axis))
  // One division a line, not one an element.
  return multiply(weights, repeatedAlong(reciprocal(sum(weights, [axis])), x, axis))
})

/**
 * `log(softmax(x))` along an axis, exact where the weight itself is too small for a float.
 *
 * @throws ShapeMismatch if there is no such axis; DTypeMismatch
 * @example logSoftmax(tensor([0, 1000])) // [-1000, 0]
 *
 * @category Arithmetic and functions
 */
export const logSoftmax: AlongAxis<'logSoftmax'> = alongAxis('logSoftmax', (x, axis) => {
  const rest = shifted(x, axis)
  return subtract(rest, repeatedAlong(log(sum(exp(rest), [axis])), x, axis))
})
