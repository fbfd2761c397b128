import { ShapeMismatch } from '../errors.js'
import { less, lessEqual } from '../primitives/compare.js'
import { scatterAdd } from '../primitives/gather.js'
import { full, zeros } from '../primitives/literal.js'
import { and } from '../primitives/logic.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { type Shape, sameShape, show } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import type { Same } from '../shape/same.js'
import { type Fit, type Given, orThrow, type Show } from '../shape/sentence.js'
import { type Dims, type SizeList, sizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand } from './operand.js'

/** The sentence if there is not one weight for each element. */
export type Unweighed<Op extends string, S extends Shape, V extends Shape> = number extends S['length'] | V['length']
  ? never
  : [Same<S, V>] extends [never]
    ? `${Op}: weights ${Show<V>} do not weigh the elements of ${Show<S>}; the shapes must be one`
    : never

export const demandWeights = (op: string, x: AnyTensor, weights: AnyTensor | undefined): void => {
  if (weights === undefined) return
  demand(op, weights, 'numeric', 'weights')
  const [shape, other] = [x.type.shape, weights.type.shape]
  if (!sameShape(shape, other))
    throw new ShapeMismatch(`${op}: weights ${show(other)} do not weigh the elements of ${show(shape)}; the shapes must be one`)
}

/** What falls into each of so many places, counted or weighed; what is in none is nowhere. */
export const tallied = (places: AnyTensor, isIn: AnyTensor, weights: AnyTensor | undefined, size: number): AnyTensor => {
  const count = places.size
  const of = weights ? reshape(weights, [count]) : full(1, [count], 'i32')
  if (size === 0 || count === 0) return zeros({ shape: [size], dtype: of.type.dtype })
  const own = select(reshape(isIn, [count]), of, zeros(of.type))
  return scatterAdd(reshape(places, [count]), own, 0, size)
}

/**
 * How often each whole number from 0 up to `length`, that left out, occurs in `x`, or the sum of the weights where it does. What is none of them is not counted.
 * Differentiated in the weights.
 *
 * @throws ShapeMismatch if `length` is no size, or the weights have another shape; DTypeMismatch
 * @example bincount(tensor([1, 0, 1, 3], { dtype: 'i32' }), 4) // [1, 2, 0, 1]
 *
 * @category Sums and statistics
 */
export function bincount<S extends Shape, E extends DType, N extends number, V extends Shape = Shape, D extends DType = 'i32'>(
  x: Fit<NotOfKind<'bincount', E, 'index'>, Tensor<S, E>>,
  length: Fit<SizeList<'bincount', Dims<[N]>>, N>,
  options?: { readonly weights?: Fit<Then<NotOfKind<'bincount', D, 'numeric'>, Unweighed<'bincount', S, V>>, Tensor<V, D>> },
): Tensor<Dims<[N]>, Given<D>>
export function bincount(x: AnyTensor, length: number, options?: { readonly weights?: AnyTensor }): AnyTensor {
  demand('bincount', x, 'index')
  check.number('bincount', 'the length', length)
  const { weights } = check.options('bincount', 'x, length', options, ['weights'])
  const [size = 0] = orThrow(sizeList('bincount', [length]))
  demandWeights('bincount', x, weights)
  const { shape, dtype } = x.type
  const isIn = and(lessEqual(zeros(x.type), x), less(x, full(Math.min(size, 2 ** 31 - 1), shape, dtype)))
  return tallied(x, isIn, weights, size)
}
