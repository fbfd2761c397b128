import { argsort as order } from '../primitives/argsort.js'
import { subtract } from '../primitives/arithmetic.js'
import { full } from '../primitives/literal.js'
import { reverse } from '../primitives/reverse.js'
import { sortBy } from '../primitives/sort.js'
import { takeAlong } from '../primitives/take-along.js'
import { type HasAxis, hasAxis } from '../shape/axis.js'
import type { ByName } from '../shape/by-name.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import { type TopK, topKAxis } from '../shape/top-k.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { lastInOrder } from './last-in-order.js'
import { demand } from './operand.js'

/* A sort takes `log2 n` kernels for `n` elements along its axis, in each of which an element is placed by up to `log2 n` comparisons. */

/** How a sort runs. */
interface SortOptions<Answer, A extends number> {
  /** The last if left out. */
  readonly axis?: Fit<Answer, A>
  /** The largest first. */
  readonly descending?: boolean | undefined
}

interface AnyOptions {
  readonly axis?: number
  readonly descending?: boolean | undefined
}

/** What a sort is asked of: numbers, along an axis that there is. */
type Sortable<Op extends string, S extends Shape, D extends DType, A extends number> = Fit<
  Then<NotOfKind<Op, D, 'numeric'>, S extends readonly [] ? HasAxis<Op, S, A> : S>,
  Tensor<S, D>
>

const sortOf = (
  op: string,
  x: AnyTensor,
  given: AnyOptions | string | undefined,
): { readonly along: number; readonly descending: boolean } => {
  demand(op, x, 'numeric')
  const { axis, descending = false } = check.options(op, 'x', given, ['axis', 'descending'])
  check.flag(op, 'descending', descending)
  return { along: orThrow(hasAxis(op, x.type.shape, axisGiven(op, axis) ?? -1)), descending }
}

/** Backwards, of the elements read backwards: so that equal ones still come as they stand. */
const sortDown = (x: AnyTensor, axis: number): AnyTensor => {
  const back = reverse(x, [axis])
  return reverse(sortBy(back, back, axis), [axis])
}

const orderDown = (x: AnyTensor, axis: number): AnyTensor => {
  const { shape } = x.type
  return subtract(full((shape[axis] ?? 1) - 1, shape, 'i32'), reverse(order(reverse(x, [axis]), axis), [axis]))
}

/**
 * The elements in ascending order along an axis, NaN last; or in descending order, NaN first. The derivative of an element goes to where it
 * stood, of equal ones in the order in which they stood, either way (JAX reads an ascending sort backwards).
 *
 * @throws ShapeMismatch if there is no such axis; DTypeMismatch
 * @example sort(tensor([3, 1, 2])) // [1, 2, 3]
 * @example sort(tensor([[3, 1], [2, 4]]), { axis: 0, descending: true }) // [[3, 4], [2, 1]]
 *
 * @category Sums and statistics
 */
export function sort<S extends Shape, D extends DType, A extends number = -1, const O = unknown>(
  x: Sortable<'sort', S, D, A>,
  options?: ByName<'sort', O, SortOptions<HasAxis<'sort', S, A>, A>>,
): Tensor<S, D>
export function sort(x: AnyTensor, options?: AnyOptions | string): AnyTensor {
  const { along, descending } = sortOf('sort', x, options)
  return descending ? sortDown(x, along) : sortBy(x, x, along)
}

/**
 * The places along an axis of the elements in ascending order, NaN last; or in descending order, NaN first. Equal elements stay in the order in which
 * they stand, either way. `takeAlongAxis(x, argsort(x), -1)` is `sort(x)`.
 *
 * @throws ShapeMismatch if there is no such axis; DTypeMismatch
 * @example argsort(tensor([30, 10, 20])) // [1, 2, 0]
 *
 * @category Sums and statistics
 */
export function argsort<S extends Shape, D extends DType, A extends number = -1, const O = unknown>(
  x: Sortable<'argsort', S, D, A>,
  options?: ByName<'argsort', O, SortOptions<HasAxis<'argsort', S, A>, A>>,
): Tensor<S, 'i32'>
export function argsort(x: AnyTensor, options?: AnyOptions | string): AnyTensor {
  const { along, descending } = sortOf('argsort', x, options)
  return descending ? orderDown(x, along) : order(x, along)
}

/**
 * The `k` largest elements along an axis (the last, if none is named), the largest first, and their places; NaN counts as the largest, and of equal
 * elements, as 0 and -0 are, the first comes first. Both have `k` in the place of the size of the axis.
 * It sorts runs of `k` or a little more, and from then on half of the elements fall away in each step.
 *
 * @throws ShapeMismatch if there is no such axis, or it has fewer than `k` elements; DTypeMismatch
 * @example const [values, indices] = topK(tensor([1, 7, 3, 5]), 2) // [7, 5] and [1, 3]
 *
 * @category Sums and statistics
 */
export function topK<S extends Shape, D extends DType, K extends number, A extends number = -1, const O = unknown>(
  x: Fit<Then<NotOfKind<'topK', D, 'numeric'>, FaultAt<'x', TopK<S, K, A>>>, Tensor<S, D>>,
  k: Fit<FaultAt<'k', TopK<S, K, A>>, K>,
  options?: ByName<'topK', O, { readonly axis?: Fit<FaultAt<'axis', TopK<S, K, A>>, A> }, 'x, k'>,
): [values: Tensor<ShapeOf<TopK<S, K, A>>, D>, indices: Tensor<ShapeOf<TopK<S, K, A>>, 'i32'>]
export function topK(x: AnyTensor, k: number, options?: { readonly axis?: number } | string): [AnyTensor, AnyTensor] {
  demand('topK', x, 'numeric')
  check.number('topK', 'k', k)
  const axis = axisGiven('topK', check.options('topK', 'x, k', options, ['axis'])) ?? -1
  const along = orThrow(topKAxis(x.type.shape, k, axis))
  const size = x.type.shape[along] ?? 0
  const fromEnd = reverse(lastInOrder(reverse(x, [along]), along, k), [along])
  const indices = subtract(full(size - 1, fromEnd.type.shape, 'i32'), fromEnd)
  return [takeAlong(x, indices, along), indices]
}
