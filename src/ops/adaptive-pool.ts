import { divide, subtract } from '../primitives/arithmetic.js'
import { sum } from '../primitives/broadcast.js'
import { greater, less } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { max } from '../primitives/extremum.js'
import { extremes } from '../primitives/fold.js'
import { gather } from '../primitives/gather.js'
import { full } from '../primitives/literal.js'
import { and } from '../primitives/logic.js'
import { add } from '../primitives/multiply.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Kind, NotOfKind, Then } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Resize, resizeShape } from '../shape/resize.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { PerAxis } from '../shape/window.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { counting, weighed } from './along-axis.js'
import { demand, stretch, typed } from './operand.js'

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

/** `[size, count]`: by how much each element counts in each bin. */
const shares = ({ size, count }: Bins, dtype: DType): AnyTensor => {
  const shape = [size, count]
  const begins = greater(counting(shape, 0, count, count), counting(shape, 1, size, 0))
  const ends = less(counting(shape, 0, count, 0), counting(shape, 1, size, size))
  const isIn = convert(and(begins, ends), dtype)
  return divide(isIn, stretch(sum(isIn, [0]), shape))
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
  const { dtype } = x.type
  const { runs, axes } = inRuns(x, bins)
  const total = sum(runs, axes)
  const length = bins.filter(isEven).reduce((product, { size, count }) => product * (size / count), 1)
  const mean = divide(total, full(length, total.type.shape, dtype))
  return bins.filter((bin) => !isEven(bin)).reduce((y, bin) => weighed(y, bin.axis, shares(bin, dtype)), mean)
})

/** The longest bin. */
const longest = ({ size, count }: Bins): number => {
  const length = (i: number) => Math.ceil(((i + 1) * size) / count) - Math.floor((i * size) / count)
  return Array.from({ length: count }, (_, i) => length(i)).reduce((a, b) => Math.max(a, b), 0)
}

/** Each element of each bin, `[count, longest]`: where it stands, and whether the bin is so long. */
const places = ({ size, count }: Bins, length: number) => {
  const shape = [count, length]
  const like = full(count, shape, 'i32')
  const start = divide(counting(shape, 0, size, 0), like)
  const end = divide(counting(shape, 0, size, size + count - 1), like)
  const at = add(start, counting(shape, 1, 1, 0))
  return { at, isIn: greater(subtract(end, at), full(0, shape, 'i32')) }
}

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
  const found = bins.map((bin, i) => ({ ...places(bin, longest(bin)), axis: 2 * i + 1 }))
  const seen = found.reduce((y, { at, axis }) => gather(y, at, axis), x)
  const { shape, dtype } = seen.type
  const spread = ({ isIn, axis }: (typeof found)[number]) =>
    stretch(
      reshape(
        isIn,
        shape.map((n, i) => (i === axis || i === axis + 1 ? n : 1)),
      ),
      shape,
    )
  const isIn = found.map(spread).reduce(and)
  const [lowest] = extremes(dtype)
  return max(
    select(isIn, seen, full(lowest, shape, dtype)),
    found.map(({ axis }) => axis + 1),
  )
})
