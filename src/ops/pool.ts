import { divide } from '../primitives/arithmetic.js'
import { sum } from '../primitives/broadcast.js'
import { max } from '../primitives/extremum.js'
import { extremes } from '../primitives/fold.js'
import { full } from '../primitives/literal.js'
import { patches } from '../primitives/patches.js'
import { select } from '../primitives/select.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Pool, poolShape } from '../shape/pool.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import { type Padding, type PerAxis, type Slide, slideOf, spread } from '../shape/window.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand, stretch } from './operand.js'

/* A fold over what a window sees, at every place, for each channel by itself: `[N, ...spatial, C]` becomes `[N, ...places, C]`. */

/** How a window slides. */
interface PoolOptions<Answer, S extends PerAxis, P extends Padding> {
  /** From one place of the window to the next; the window's own size if left out, so that windows do not overlap. */
  readonly stride?: Fit<FaultAt<'stride', Answer>, S>
  /** What is added around the array: so much on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is nothing and the default. */
  readonly padding?: Fit<FaultAt<'padding', Answer>, P>
}

interface AnyOptions {
  readonly stride?: PerAxis | undefined
  readonly padding?: Padding | undefined
}

/** What a window sees, and how it slides. */
interface Seen {
  /** `[batch, ...places, ...window, channels]`; zeros beyond the edges. */
  readonly values: AnyTensor
  readonly slide: Slide & { readonly window: readonly number[] }
  /** The axes of the window. */
  readonly axes: readonly number[]
  readonly padded: boolean
}

const seenBy = (op: string, x: AnyTensor, window: PerAxis, options: AnyOptions | undefined): Seen => {
  const { stride = window, padding = 'valid' } = check.options(op, 'x, window', options, ['stride', 'padding'])
  check.sliding(op, { window, stride, padding })
  orThrow(poolShape(op, x.type.shape, window, { stride, padding }))
  const sizes = x.type.shape.slice(1, -1)
  const taps = spread(window, sizes.length)
  const slide = { window: taps, ...slideOf(sizes, taps, { stride, padding, dilation: 1 }) }
  const axes = sizes.map((_, axis) => 1 + sizes.length + axis)
  return { values: patches(x, slide), slide, axes, padded: [...slide.low, ...slide.high].some((n) => n > 0) }
}

/** What windows see of an array of ones: one example and one channel of them. */
const onesSeen = (x: AnyTensor, { slide }: Seen, dtype: DType): AnyTensor =>
  patches(full(1, [1, ...x.type.shape.slice(1, -1), 1], dtype), slide)

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
export function maxPool<
  X extends Shape,
  E extends DType,
  const W extends PerAxis,
  const S extends PerAxis = W,
  const P extends Padding = 'valid',
>(
  x: Fit<Then<NotOfKind<'maxPool', E, 'numeric'>, FaultAt<'input', Pool<'maxPool', X, W, S, P>>>, Tensor<X, E>>,
  window: Fit<FaultAt<'window', Pool<'maxPool', X, W, S, P>>, W>,
  options?: PoolOptions<Pool<'maxPool', X, W, S, P>, S, P>,
): Tensor<ShapeOf<Pool<'maxPool', X, W, S, P>>, Given<E>>
export function maxPool(x: AnyTensor, window: PerAxis, options?: AnyOptions): AnyTensor {
  demand('maxPool', x, 'numeric')
  const seen = seenBy('maxPool', x, window, options)
  const { values, axes, padded } = seen
  if (!padded) return max(values, axes)
  const { shape, dtype } = values.type
  const [lowest] = extremes(dtype)
  return max(select(stretch(onesSeen(x, seen, 'bool'), shape), values, full(lowest, shape, dtype)), axes)
}

/**
 * The mean of what the window sees at each place, for each channel. Padding is not counted: at an edge it is the mean of the elements that are there
 * (PyTorch's `count_include_pad=False`).
 *
 * Shapes, windows and settings as in `maxPool`.
 *
 * @throws ShapeMismatch as `maxPool`; DTypeMismatch if the dtype is not floating
 * @example avgPool(images, 2) // ['N', 28, 28, 8]: ['N', 14, 14, 8]
 */
export function avgPool<
  X extends Shape,
  E extends DType,
  const W extends PerAxis,
  const S extends PerAxis = W,
  const P extends Padding = 'valid',
>(
  x: Fit<Then<NotOfKind<'avgPool', E, 'floating'>, FaultAt<'input', Pool<'avgPool', X, W, S, P>>>, Tensor<X, E>>,
  window: Fit<FaultAt<'window', Pool<'avgPool', X, W, S, P>>, W>,
  options?: PoolOptions<Pool<'avgPool', X, W, S, P>, S, P>,
): Tensor<ShapeOf<Pool<'avgPool', X, W, S, P>>, Given<E>>
export function avgPool(x: AnyTensor, window: PerAxis, options?: AnyOptions): AnyTensor {
  demand('avgPool', x, 'floating')
  const seen = seenBy('avgPool', x, window, options)
  const { values, axes, padded, slide } = seen
  const total = sum(values, axes)
  const { shape, dtype } = total.type
  const counts = padded ? stretch(sum(onesSeen(x, seen, dtype), axes), shape) : full(sizeOf(slide.window), shape, dtype)
  return divide(total, counts)
}
