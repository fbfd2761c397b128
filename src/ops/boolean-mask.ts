import { gather } from '../primitives/gather.js'
import { zeros } from '../primitives/literal.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { type BooleanMask, type Unmasked, unmasked } from '../shape/boolean-mask.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import { type Fit, type Given, orThrow } from '../shape/sentence.js'
import type { Dims, SizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { awaitedCount, chosen, type SizeGiven, type SizeOptions, sizeOptions } from './chosen.js'
import { asTensor, demand, stretch } from './operand.js'

/** The sentence about a mask, if there is one. */
type Mask<S extends Shape, M extends Shape, E extends DType> = Fit<Then<NotOfKind<'booleanMask', E, 'bool'>, Unmasked<S, M>>, Tensor<M, E>>

const masked = (x: AnyTensor, mask: AnyTensor, rest: readonly number[], size: number, fill: number): AnyTensor => {
  const { dtype } = x.type
  const filler = asTensor('booleanMask', fill, dtype, 'the fill')
  const { places, isThere } = chosen(reshape(mask, [mask.size]), size)
  const shape = [size, ...rest]
  if (mask.size === 0) return stretch(filler, shape)
  const found = gather(reshape(x, [mask.size, ...rest]), places, 0)
  return select(
    stretch(reshape(isThere, [size, ...rest.map(() => 1)]), shape),
    found,
    fill === 0 ? zeros({ shape, dtype }) : stretch(filler, shape),
  )
}

/**
 * The slices of `x` where the mask holds, in row-major order: `x[mask]` of NumPy. The mask has the shape of the first axes of `x`, in whose place a new first axis
 * stands. Differentiated in `x`.
 *
 * How many there are depends on values. With `{ size }` it is the first so many, and `fill`, 0 if left out, where there are fewer: an operation like any other.
 * Without, a promise of all there are. (To reduce over a mask no slices are needed: `sum(where(mask, x, 0))`.)
 *
 * @throws ShapeMismatch if the mask does not cover the first axes, or the size is none; DTypeMismatch if the mask is not `bool`; TracedTensor in a function being
 * traced, if no size is said
 * @example await booleanMask(tensor([1, -2, 3]), tensor([true, false, true])) // [1, 3]
 * @example booleanMask(x, greater(x, 0), { size: 8 })
 *
 * @category Shape and place
 */
export function booleanMask<S extends Shape, D extends DType, M extends Shape, E extends DType>(
  x: Tensor<S, D>,
  mask: Mask<S, M, E>,
): Promise<Tensor<BooleanMask<S, M, number>, Given<D>>>
export function booleanMask<S extends Shape, D extends DType, M extends Shape, E extends DType, N extends number>(
  x: Tensor<S, D>,
  mask: Mask<S, M, E>,
  options: SizeOptions<Fit<SizeList<'booleanMask', Dims<[N]>>, N>>,
): Tensor<BooleanMask<S, M, SizeGiven<N>>, Given<D>>
export function booleanMask(x: AnyTensor, mask: AnyTensor, given?: SizeOptions<number>): AnyTensor | Promise<AnyTensor> {
  check.tensor('booleanMask', 'x', x)
  demand('booleanMask', mask, 'bool', 'the mask')
  const rest = orThrow(unmasked(x.type.shape, mask.type.shape))
  const options = sizeOptions('booleanMask', 'x, mask', given)
  if (options) return masked(x, mask, rest, options.size, options.fill ?? 0)
  return awaitedCount('booleanMask', reshape(mask, [mask.size]), mask).then((count) => masked(x, mask, rest, count, 0))
}
