import { divide, subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { less } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { max } from '../primitives/extremum.js'
import { extremes } from '../primitives/fold.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { add } from '../primitives/multiply.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { inWide } from '../primitives/wide.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Kind, NotOfKind, Then } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Resize, resizeShape } from '../shape/resize.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { PerAxis } from '../shape/window.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { quotients } from './along-axis.js'
import { demand, typed } from './operand.js'

/*
 * A fold over bins that cover an axis, so many as are asked for: bin `i` of `n` holds the elements from `floor(i * size / n)` up to, and without,
 * `ceil((i + 1) * size / n)`. Where `n` does not divide the size they differ in length, and neighbours may share an element.
 */

/** A fold to sizes asked for, on dtypes of a kind. */
type AdaptivePooling<Op extends string, N extends Kind> = <X extends Shape, E extends DType, const Z extends PerAxis>(
  x: Fit<Then<NotOfKind<Op, E, N>, FaultAt<'input', Resize<Op, X, Z>>>, Tensor<X, E>>,
  sizes: Fit<FaultAt<'sizes', Resize<Op, X, Z>>, Z>,
) => Tensor<ShapeOf<Resize<Op, X, Z>>, Given<E>>

/** Along an axis, its size and how many bins there are. */
interface Bins {
  readonly axis: number
  readonly size: number
  readonly count: number
}

const isEven = ({ size, count }: Bins): boolean => size % count === 0

/** Bins of one length as an axis of their own each; of axes where they are not, the axis as it is. */
const inRuns = (x: AnyTensor, bins: readonly Bins[]): { readonly runs: AnyTensor; readonly axes: readonly number[] } => {
  const { shape } = x.type
  const parts = bins.flatMap((bin) => (isEven(bin) ? [bin.count, bin.size / bin.count] : [bin.size, 1]))
  return { runs: reshape(x, [shape[0] ?? 0, ...parts, shape.at(-1) ?? 0]), axes: bins.map((_, i) => 2 * i + 2) }
}

/** Where each bin begins, and ends. */
const edges = ({ size, count }: Bins): readonly [start: AnyTensor, end: AnyTensor] => [
  quotients(count, size, 0, count),
  quotients(count, size, size + count - 1, count),
]

/** The longest bin. */
const longest = ({ size, count }: Bins): number => {
  const length = (i: number) => Math.ceil(((i + 1) * size) / count) - Math.floor((i * size) / count)
  return Array.from({ length: count }, (_, i) => length(i)).reduce((a, b) => Math.max(a, b), 0)
}

/** What bins hold along an axis, on a new one behind it; beyond the end of a shorter bin a number. */
const held = (x: AnyTensor, bins: Bins, axis: number, beyond: number): AnyTensor => {
  const inBins = [bins.count, longest(bins)]
  const [start, end] = edges(bins).map((edge) => broadcast(edge, inBins, [1])) as [AnyTensor, AnyTensor] // of two, two
  const at = add(start, iota(inBins, 1, 'i32'))
  const found = gather(x, at, axis)
  const { shape, dtype } = found.type
  const others = shape.flatMap((_, i) => (i === axis || i === axis + 1 ? [] : [i]))
  return select(broadcast(less(at, end), shape, others), found, full(beyond, shape, dtype))
}

const adaptivePooling = <Op extends string, N extends Kind>(
  op: Op,
  kind: N,
  fold: (x: AnyTensor, bins: readonly Bins[]) => AnyTensor,
): AdaptivePooling<Op, N> =>
  typed((x: AnyTensor, sizes: PerAxis) => {
    demand(op, x, kind)
    check.sizes(op, sizes)
    const shape = orThrow(resizeShape(op, x.type.shape, sizes))
    const along = x.type.shape.map((size, axis) => ({ axis, size, count: shape[axis] ?? 1 }))
    return fold(x, along.slice(1, -1))
  })

/** The mean of each of some bins of several lengths. */
const averaged = (x: AnyTensor, bins: Bins): AnyTensor => {
  const total = sum(held(x, bins, bins.axis, 0), [bins.axis + 1])
  const { shape, dtype } = total.type
  const [start, end] = edges(bins)
  const others = shape.flatMap((_, i) => (i === bins.axis ? [] : [i]))
  return divide(total, broadcast(convert(subtract(end, start), dtype), shape, others))
}

/**
 * The mean of each bin, for each channel, of as many bins as are asked for: whatever the size of the images, the result has `sizes`. PyTorch's bins: where
 * `sizes` do not divide the axes, some are longer by 1, and neighbours share an element.
 *
 * `x: [N, ...spatial, C]` with 1 to 3 spatial axes, result `[N, ...sizes, C]`; `sizes` is one number for all spatial axes, or a list, one for each.
 *
 * @throws ShapeMismatch if `x` has another rank, is empty along a spatial axis, or a size is none; DTypeMismatch if the dtype is not floating
 * @example adaptiveAvgPool(images, 7) // ['N', 30, 20, 512]: ['N', 7, 7, 512]
 *
 * @category Convolutions and signals
 */
export const adaptiveAvgPool: AdaptivePooling<'adaptiveAvgPool', 'floating'> = adaptivePooling('adaptiveAvgPool', 'floating', (x, bins) => {
  const length = bins.filter(isEven).reduce((product, { size, count }) => product * (size / count), 1)
  const mean = (wide: AnyTensor) => {
    const { runs, axes } = inRuns(wide, bins)
    const total = sum(runs, axes)
    return divide(total, full(length, total.type.shape, total.type.dtype))
  }
  return inWide((wide) => bins.filter((bin) => !isEven(bin)).reduce(averaged, mean(wide)), x)
})

/**
 * The largest element of each bin, for each channel, of as many bins as are asked for; NaN if it holds one. Ties share the derivative equally, as in `max`.
 *
 * Shapes, bins and sizes as in `adaptiveAvgPool`.
 *
 * @throws ShapeMismatch as `adaptiveAvgPool`; DTypeMismatch if the dtype is bool
 * @example adaptiveMaxPool(images, [1, 4]) // ['N', 30, 20, 512]: ['N', 1, 4, 512]
 *
 * @category Convolutions and signals
 */
export const adaptiveMaxPool: AdaptivePooling<'adaptiveMaxPool', 'numeric'> = adaptivePooling('adaptiveMaxPool', 'numeric', (x, bins) => {
  if (bins.every(isEven)) {
    const { runs, axes } = inRuns(x, bins)
    return max(runs, axes)
  }
  const [lowest] = extremes(x.type.dtype)
  // Of each axis of bins the one behind it, as they are when all are there.
  return max(
    bins.reduce((y, bin, i) => held(y, bin, 2 * i + 1, lowest), x),
    bins.map((_, i) => 2 * i + 2),
  )
})
