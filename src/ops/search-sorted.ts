import { countBelow } from '../primitives/count-below.js'
import { reshape } from '../primitives/reshape.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type SearchSorted, searchSortedShape } from '../shape/search-sorted.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { type AnyOperand, asTensor, demand, type Operand } from './operand.js'

/** Where a value goes that is there already. */
export interface SideOption {
  /** In front of its equals, or behind them; `'left'` if left out. */
  readonly side?: 'left' | 'right' | undefined
}

/**
 * Where values belong in what is sorted: how many elements along its last axis are below each; with `side: 'right'` how many are not above it. Values of any shape
 * are sought in a vector; if there are more lines, `[...lines, n]`, those of `[...lines, m]` each in their own. NaN is above every number. What is not
 * sorted gives some place or other. There is no derivative.
 *
 * @throws ShapeMismatch if the lines differ, or there are none; DTypeMismatch
 * @example searchsorted(tensor([1, 3, 3, 5]), tensor([3, 4])) // [1, 3]
 * @example searchsorted(tensor([1, 3, 3, 5]), 3, { side: 'right' }) // 3
 *
 * @category Sums and statistics
 */
export function searchsorted<S extends Shape, D extends DType, V extends Shape = [], E extends DType = never>(
  sorted: Fit<
    Then<NotOfKind<'searchsorted', D, 'numeric'>, Unless<Mixed<'searchsorted', D, E>, FaultAt<'sorted', SearchSorted<S, V>>>>,
    Tensor<S, D>
  >,
  values: Fit<Then<Mixed<'searchsorted', D, E>, FaultAt<'values', SearchSorted<S, V>>>, Operand<V, E>>,
  options?: SideOption,
): Tensor<ShapeOf<SearchSorted<S, V>>, 'i32'>
export function searchsorted(sorted: AnyTensor, given: AnyOperand, options?: SideOption): AnyTensor {
  demand('searchsorted', sorted, 'numeric', 'what is sorted')
  const values = asTensor('searchsorted', given, sorted.type.dtype, 'the values')
  throwIfAny(mixed('searchsorted', sorted.type.dtype, values.type.dtype))
  const { side = 'left' } = check.options('searchsorted', 'sorted, values', options, ['side'])
  if (side !== 'left' && side !== 'right') check.refuse('searchsorted', 'the side', "'left' or 'right'", side)
  const shape = orThrow(searchSortedShape(sorted.type.shape, values.type.shape))
  const isVector = sorted.type.shape.length === 1
  const found = countBelow(sorted, isVector ? reshape(values, [sizeOf(shape)]) : values, side === 'right')
  return isVector ? reshape(found, shape) : found
}
