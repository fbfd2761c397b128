import { divide, subtract } from '../primitives/arithmetic.js'
import { sum } from '../primitives/broadcast.js'
import { equal, lessEqual } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { countBelow } from '../primitives/count-below.js'
import { max, min } from '../primitives/extremum.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { and } from '../primitives/logic.js'
import { add, multiply } from '../primitives/multiply.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny } from '../shape/dtype-rule.js'
import type { Add } from '../shape/nat.js'
import { type Fit, type Given, orThrow } from '../shape/sentence.js'
import { type Dims, type SizeList, sizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demandWeights, tallied, type Unweighed } from './bincount.js'
import { demand, stretch } from './operand.js'
import { between } from './slice.js'

/** How a histogram is made. */
interface HistogramOptions<W, P> {
  /** From where to where; from the smallest element to the largest if left out. What is outside is not counted. */
  readonly range?: readonly [from: number, to: number] | undefined
  /** A weight for each element, 1 if left out. */
  readonly weights?: W | undefined
  /** Divided by the sum and by the width of a bin, so that the area is 1. */
  readonly density?: P | undefined
}

/** Of floats if they are weighed or divided, of whole numbers if they are counted. */
type Counted<D extends DType, Weighed extends boolean> = Weighed extends true ? D : 'i32'

const edgesOf = (x: AnyTensor, bins: number, range: readonly [number, number] | undefined): AnyTensor => {
  const { dtype } = x.type
  const shape = [bins + 1]
  const scalar = (value: number) => full(value, [], dtype)
  const axes = x.type.shape.map((_, axis) => axis)
  const [low, high] = range
    ? [scalar(range[0]), scalar(range[1])]
    : x.size === 0
      ? [scalar(0), scalar(1)]
      : [stopGradient(min(x, axes)), stopGradient(max(x, axes))]
  // Of one point: half a step to each side.
  const isPoint = equal(low, high)
  const half = select(isPoint, scalar(0.5), scalar(0))
  const [from, to] = [subtract(low, half), add(high, half)]
  const share = divide(iota(shape, 0, dtype), full(bins, shape, dtype))
  const ofFrom = multiply(stretch(from, shape), subtract(full(1, shape, dtype), share))
  return add(ofFrom, multiply(stretch(to, shape), share))
}

/**
 * How many elements fall into each of so many bins of one width, and the edges of these, one more than there are bins. Each holds its lower edge and not its
 * upper one, but the last, which holds both. NaN is in none. With weights, or as a density, the counts are of the dtype of `x`, else `i32`. Differentiated in the
 * weights alone.
 *
 * @throws InvalidArgument unless there is a bin, and the range ascends; ShapeMismatch if the weights have another shape; DTypeMismatch
 * @example const [counts, edges] = histogram(tensor([1, 2, 1, 4]), 3) // [2, 1, 1] and [1, 2, 3, 4]
 *
 * @category Sums and statistics
 */
export function histogram<
  S extends Shape,
  D extends DType,
  N extends number,
  V extends Shape = Shape,
  E extends DType = never,
  P extends boolean = false,
>(
  x: Fit<NotOfKind<'histogram', D, 'floating'>, Tensor<S, D>>,
  bins: Fit<SizeList<'histogram', Dims<[N]>>, N>,
  options?: HistogramOptions<Fit<Then<Mixed<'histogram', D, E>, Unweighed<'histogram', S, V>>, Tensor<V, E>>, P>,
): [counts: Tensor<Dims<[N]>, Counted<Given<D>, [E] extends [never] ? P : true>>, edges: Tensor<[Add<Dims<[N]>[0], 1>], Given<D>>]
export function histogram(x: AnyTensor, bins: number, options?: HistogramOptions<AnyTensor, boolean>): [AnyTensor, AnyTensor] {
  demand('histogram', x, 'floating')
  check.number('histogram', 'the number of bins', bins)
  const { range, weights, density = false } = check.options('histogram', 'x, bins', options, ['range', 'weights', 'density'])
  orThrow(sizeList('histogram', [bins]))
  check.count('histogram', 'the number of bins', bins)
  if (range !== undefined) {
    check.numbers('histogram', 'the range', range, 'a pair, [from, to]')
    if (range.length !== 2 || !(range[0] <= range[1]) || !Number.isFinite(range[1] - range[0]))
      check.refuse('histogram', 'the range', 'a pair of finite numbers, [from, to], that ascends', range)
  }
  if (weights !== undefined) check.tensor('histogram', 'weights', weights)
  if (weights !== undefined) throwIfAny(mixed('histogram', x.type.dtype, weights.type.dtype))
  demandWeights('histogram', x, weights)
  const edges = edgesOf(x, bins, range)
  const flat = reshape(x, [x.size])
  const end = (i: number) => stretch(reshape(between(edges, 0, i, i + 1), []), flat.type.shape)
  const found = subtract(countBelow(edges, flat, true), full(1, flat.type.shape, 'i32'))
  const isIn = and(lessEqual(end(0), flat), lessEqual(flat, end(bins)))
  const counts = tallied(found, isIn, weights, bins)
  if (!density) return [counts, edges]
  const of = convert(counts, x.type.dtype)
  const widths = subtract(between(edges, 0, 1, bins + 1), between(edges, 0, 0, bins))
  return [divide(divide(of, widths), stretch(sum(of, [0]), of.type.shape)), edges]
}
