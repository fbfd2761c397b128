import { subtract } from '../primitives/arithmetic.js'
import { equal, isNaN, notEqual } from '../primitives/compare.js'
import { concat } from '../primitives/concat.js'
import { convert } from '../primitives/convert.js'
import { countBelow } from '../primitives/count-below.js'
import { cumsum } from '../primitives/cumulative.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { full, zeros } from '../primitives/literal.js'
import { and, not } from '../primitives/logic.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { sortBy } from '../primitives/sort.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind } from '../shape/dtype-rule.js'
import type { Fit, Given } from '../shape/sentence.js'
import type { Dims, SizeList } from '../shape/size-list.js'
import { type AnyTensor, isFloating, type Tensor } from '../tensor/tensor.js'
import { awaitedCount, chosen, type SizeGiven, type SizeOptions, sizeOptions } from './chosen.js'
import { asTensor, demand, stretch } from './operand.js'
import { between } from './slice.js'

/** The values that occur, each once; how often; and which of them each element is. */
interface AnyUnique {
  readonly values: AnyTensor
  readonly counts: AnyTensor
  readonly inverse: AnyTensor
}

/** All elements in order, and whether each is another than the one before it. */
const ordered = (x: AnyTensor): { readonly sorted: AnyTensor; readonly isNew: AnyTensor } => {
  const flat = reshape(x, [x.size])
  const sorted = sortBy(flat, flat, 0)
  if (x.size === 0) return { sorted, isNew: full(0, [0], 'bool') }
  const [before, after] = [between(sorted, 0, 0, x.size - 1), between(sorted, 0, 1, x.size)]
  const differ = notEqual(before, after)
  // NaN differs from NaN, but is one value.
  const isOther = isFloating(x) ? and(differ, not(and(isNaN(before), isNaN(after)))) : differ
  return { sorted, isNew: concat([full(1, [1], 'bool'), isOther], 0) }
}

const unified = (x: AnyTensor, size: number, fill: number | undefined): AnyUnique => {
  const { shape, dtype } = x.type
  const { sorted, isNew } = ordered(x)
  const { places, isThere, count } = chosen(isNew, size)
  if (x.size === 0)
    return {
      counts: zeros({ shape: [size], dtype: 'i32' }),
      inverse: zeros({ shape, dtype: 'i32' }),
      values: stretch(asTensor('unique', fill ?? 0, dtype, 'the fill'), [size]),
    }
  const least = between(sorted, 0, 0, 1)
  const filler = fill === undefined ? least : asTensor('unique', fill, dtype, 'the fill')
  const values = select(isThere, gather(sorted, places, 0), stretch(filler, [size]))
  // A value ends where the next one begins, the last one at the end.
  const { places: all } = chosen(isNew, size + 1)
  const isLast = equal(iota([size], 0, 'i32'), subtract(stretch(count, [size]), full(1, [size], 'i32')))
  const end = select(isLast, full(x.size, [size], 'i32'), between(all, 0, 1, size + 1))
  const counts = select(isThere, subtract(end, places), zeros(end.type))
  const number = subtract(cumsum(convert(isNew, 'i32'), 0, false), full(1, [x.size], 'i32'))
  const inverse = reshape(gather(number, countBelow(sorted, reshape(x, [x.size])), 0), shape)
  return { counts, inverse, values }
}

/**
 * The values that occur in `x`, each once and in order, how often, and which of them each element is. NaN is one value. Differentiated in the values, each that of
 * the first of its elements.
 *
 * How many there are depends on values. With `{ size }` it is the first so many, and `fill`, the smallest value if left out, where there are fewer, which
 * counts 0 times: an operation like any other. Without, a promise of all there are.
 *
 * @throws ShapeMismatch if the size is none; DTypeMismatch; TracedTensor in a function being traced, if no size is said
 * @example const { values, counts } = await unique(tensor([3, 1, 3])) // [1, 3] and [1, 2]
 * @example unique(tensor([3, 1, 3]), { size: 4, fill: -1 }).values // [1, 3, -1, -1]
 *
 * @category Shape and place
 */
export function unique<S extends Shape, D extends DType>(
  x: Fit<NotOfKind<'unique', D, 'numeric'>, Tensor<S, D>>,
): Promise<{
  /** Ascending, NaN last. */
  readonly values: Tensor<[number], Given<D>>
  /** How often each occurs. */
  readonly counts: Tensor<[number], 'i32'>
  /** Which of the values each element of `x` is: `gather(values, inverse)` is `x`. */
  readonly inverse: Tensor<S, 'i32'>
}>
export function unique<S extends Shape, D extends DType, N extends number>(
  x: Fit<NotOfKind<'unique', D, 'numeric'>, Tensor<S, D>>,
  options: SizeOptions<Fit<SizeList<'unique', Dims<[N]>>, N>>,
): {
  /** Ascending, NaN last. */
  readonly values: Tensor<[SizeGiven<N>], Given<D>>
  /** How often each occurs. */
  readonly counts: Tensor<[SizeGiven<N>], 'i32'>
  /** Which of the values each element of `x` is: `gather(values, inverse)` is `x`. */
  readonly inverse: Tensor<S, 'i32'>
}
export function unique(x: AnyTensor, given?: SizeOptions<number>): AnyUnique | Promise<AnyUnique> {
  demand('unique', x, 'numeric')
  const options = sizeOptions('unique', 'x', given)
  if (options) return unified(x, options.size, options.fill)
  return awaitedCount('unique', ordered(x).isNew, x).then((count) => unified(x, count, undefined))
}
