import { divide } from '../primitives/arithmetic.js'
import { sum } from '../primitives/broadcast.js'
import { max } from '../primitives/extremum.js'
import { extremes } from '../primitives/fold.js'
import { full } from '../primitives/literal.js'
import { patches } from '../primitives/patches.js'
import { select } from '../primitives/select.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Kind, NotOfKind, Then } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Pool, poolShape } from '../shape/pool.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import { type Padding, type PerAxis, slideOf, spread } from '../shape/window.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand, stretch, typed } from './operand.js'

/* A fold over what a window sees, at every place, for each channel by itself: `[N, ...spatial, C]` becomes `[N, ...places, C]`. */

/** How a window slides. */
interface PoolOptions<Answer, S extends PerAxis, P extends Padding> {
  /** From one place of the window to the next; the window's own size if left out, so that windows do not overlap. */
  readonly stride?: Fit<FaultAt<'stride', Answer>, S>
  /** What is added around the array: so much on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is nothing and the default. */
  readonly padding?: Fit<FaultAt<'padding', Answer>, P>
}

/** A fold of what a window sees, on dtypes of a kind. */
type Pooling<Op extends string, N extends Kind> = <
  X extends Shape,
  E extends DType,
  const W extends PerAxis,
  const S extends PerAxis = W,
  const P extends Padding = 'valid',
>(
  x: Fit<Then<NotOfKind<Op, E, N>, FaultAt<'input', Pool<Op, X, W, S, P>>>, Tensor<X, E>>,
  window: Fit<FaultAt<'window', Pool<Op, X, W, S, P>>, W>,
  options?: PoolOptions<Pool<Op, X, W, S, P>, S, P>,
) => Tensor<ShapeOf<Pool<Op, X, W, S, P>>, Given<E>>

interface AnyOptions {
  readonly stride?: PerAxis | undefined
  readonly padding?: Padding | undefined
}

/** What a window sees. */
interface Seen {
  /** `[batch, ...places, ...window, channels]`; zeros beyond the edges. */
  readonly values: AnyTensor
  /** The axes of the window. */
  readonly axes: readonly number[]
  /** How many elements it sees at a place that has no padding. */
  readonly size: number
  readonly padded: boolean
  /** What it sees of an array of ones: one example and one channel of them. */
  ones(dtype: DType): AnyTensor
}

const seenBy = (op: string, x: AnyTensor, window: PerAxis, options: AnyOptions | undefined): Seen => {
  const { stride = window, padding = 'valid' } = check.options(op, 'x, window', options, ['stride', 'padding'])
  check.sliding(op, { window, stride, padding })
  orThrow(poolShape(op, x.type.shape, window, { stride, padding }))
  const sizes = x.type.shape.slice(1, -1)
  const taps = spread(window, sizes.length)
  const slide = { window: taps, ...slideOf(sizes, taps, { stride, padding, dilation: 1 }) }
  return {
    values: patches(x, slide),
    axes: sizes.map((_, axis) => 1 + sizes.length + axis),
    size: sizeOf(taps),
    padded: [...slide.low, ...slide.high].some((n) => n > 0),
    ones: (dtype) => patches(full(1, [1, ...sizes, 1], dtype), slide),
  }
}

const pooling = <Op extends string, N extends Kind>(op: Op, kind: N, fold: (seen: Seen) => AnyTensor): Pooling<Op, N> =>
  typed((x: AnyTensor, window: PerAxis, options?: AnyOptions) => {
    demand(op, x, kind)
    return fold(seenBy(op, x, window, options))
  })

/**
 * The largest element that the window sees at each place, for each channel; NaN if it sees one. Padding counts as -infinity: it is never chosen. The
 * derivative goes to the largest element; ties share it equally, as in `max` (JAX and PyTorch give it to the first).
 *
 * `x: [N, ...spatial, C]` with 1 to 3 spatial axes, result `[N, ...places, C]`; places as in `conv`. `window` is one number for all spatial axes, or a
 * list, one for each.
 *
 * @throws ShapeMismatch if the window is larger than the padded input or sees nothing but padding, an axis is empty, or a setting is none; DTypeMismatch
 * @example maxPool(images, 2) // ['N', 28, 28, 8]: ['N', 14, 14, 8]
 * @example maxPool(images, 3, { stride: 2, padding: 'same' })
 */
export const maxPool: Pooling<'maxPool', 'numeric'> = pooling('maxPool', 'numeric', ({ values, axes, padded, ones }) => {
  if (!padded) return max(values, axes)
  const { shape, dtype } = values.type
  const [lowest] = extremes(dtype)
  return max(select(stretch(ones('bool'), shape), values, full(lowest, shape, dtype)), axes)
})

/**
 * The mean of what the window sees at each place, for each channel. Padding is not counted: at an edge it is the mean of the elements that are there
 * (PyTorch's `count_include_pad=False`).
 *
 * Shapes, windows and settings as in `maxPool`.
 *
 * @throws ShapeMismatch as `maxPool`; DTypeMismatch if the dtype is not floating
 * @example avgPool(images, 2) // ['N', 28, 28, 8]: ['N', 14, 14, 8]
 */
export const avgPool: Pooling<'avgPool', 'floating'> = pooling('avgPool', 'floating', ({ values, axes, size, padded, ones }) => {
  const total = sum(values, axes)
  const { shape, dtype } = total.type
  return divide(total, padded ? stretch(sum(ones(dtype), axes), shape) : full(size, shape, dtype))
})
