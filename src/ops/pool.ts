import { divide } from '../primitives/arithmetic.js'
import { sum } from '../primitives/broadcast.js'
import { max } from '../primitives/extremum.js'
import { extremes } from '../primitives/fold.js'
import { full } from '../primitives/literal.js'
import { patches } from '../primitives/patches.js'
import { select } from '../primitives/select.js'
import { inWide } from '../primitives/wide.js'
import { beyond } from '../shape/ceil-places.js'
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
interface PoolOptions<Answer, S extends PerAxis, P extends Padding, C extends boolean> {
  /** From one place of the window to the next; the window's own size if left out, so that windows do not overlap. */
  readonly stride?: Fit<FaultAt<'stride', Answer>, S>
  /** What is added around the array: so much on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is nothing and the default. */
  readonly padding?: Fit<FaultAt<'padding', Answer>, P>
  /** Whether the last window may reach beyond what is padded, if it begins before: places are rounded up then. */
  readonly ceilMode?: C
}

/** What a mean is of, beside. */
interface CountOptions {
  /** Whether padding counts as so many zeros, or is left out of the mean, which is the default. (What a window sees beyond the padding never counts.) */
  readonly countPadding?: boolean
}

/** A fold of what a window sees, on dtypes of a kind. */
type Pooling<Op extends string, N extends Kind, Options = unknown> = <
  X extends Shape,
  E extends DType,
  const W extends PerAxis,
  const S extends PerAxis = W,
  const P extends Padding = 'valid',
  const C extends boolean = false,
>(
  x: Fit<Then<NotOfKind<Op, E, N>, FaultAt<'input', Pool<Op, X, W, S, P, C>>>, Tensor<X, E>>,
  window: Fit<FaultAt<'window', Pool<Op, X, W, S, P, C>>, W>,
  options?: PoolOptions<Pool<Op, X, W, S, P, C>, S, P, C> & Options,
) => Tensor<ShapeOf<Pool<Op, X, W, S, P, C>>, Given<E>>

interface AnyOptions {
  readonly stride?: PerAxis | undefined
  readonly padding?: Padding | undefined
  readonly ceilMode?: boolean | undefined
  readonly countPadding?: boolean | undefined
}

/** What a window sees. */
interface Seen {
  /** `[batch, ...places, ...window, channels]`; zeros beyond the edges. */
  readonly values: AnyTensor
  /** The axes of the window. */
  readonly axes: readonly number[]
  /** How many elements it sees at a place where it reaches beyond nothing. */
  readonly size: number
  /** Whether some see padding, and whether some reach beyond that too. */
  readonly padded: boolean
  readonly cut: boolean
  /** What it sees of an array of ones: one example and one channel of them. */
  ones(dtype: DType): AnyTensor
  /** What it sees of an array whose padding is ones too. */
  paddedOnes(dtype: DType): AnyTensor
  readonly countPadding: boolean
}

const seenBy = (op: string, x: AnyTensor, window: PerAxis, options: AnyOptions | undefined, names: readonly (keyof AnyOptions)[]): Seen => {
  const given = check.options(op, 'x, window', options, names)
  const { stride = window, padding = 'valid', ceilMode = false, countPadding = false } = given
  check.sliding(op, { window, stride, padding })
  check.flag(op, 'ceilMode', ceilMode)
  check.flag(op, 'countPadding', countPadding)
  const [, ...places] = orThrow(poolShape(op, x.type.shape, window, { stride, padding, ceilMode }))
  const sizes = x.type.shape.slice(1, -1)
  const taps = spread(window, sizes.length)
  const slide = slideOf(sizes, taps, { stride, padding, dilation: 1 })
  const { low, high } = slide
  const more = beyond(sizes, taps, slide, places)
  const whole = { ...slide, window: taps, high: high.map((n, axis) => n + (more[axis] ?? 0)) }
  return {
    values: patches(x, whole),
    axes: sizes.map((_, axis) => 1 + sizes.length + axis),
    size: sizeOf(taps),
    padded: [...low, ...high].some((n) => n > 0),
    cut: more.some((n) => n > 0),
    ones: (dtype) => patches(full(1, [1, ...sizes, 1], dtype), whole),
    paddedOnes: (dtype) => {
      const all = sizes.map((size, axis) => size + (low[axis] ?? 0) + (high[axis] ?? 0))
      return patches(full(1, [1, ...all, 1], dtype), { ...whole, low: low.map(() => 0), high: more })
    },
    countPadding,
  }
}

const pooling = <Op extends string, N extends Kind, Options>(
  op: Op,
  kind: N,
  fold: (seen: Seen) => AnyTensor,
  names: readonly (keyof AnyOptions)[],
): Pooling<Op, N, Options> =>
  typed((x: AnyTensor, window: PerAxis, options?: AnyOptions) => {
    demand(op, x, kind)
    return fold(seenBy(op, x, window, options, names))
  })

/**
 * The largest element that the window sees at each place, for each channel; NaN if it sees one. Padding counts as -infinity: it is never chosen. The
 * derivative goes to the largest element; ties share it equally, as in `max` (JAX and PyTorch give it to the first).
 *
 * `x: [N, ...spatial, C]` with 1 to 3 spatial axes, result `[N, ...places, C]`; places as in `conv`, and with `ceilMode` as
 * PyTorch has it: rounded up, as long as the last window begins before the padding at the end. `window` is one number for all spatial axes, or a
 * list, one for each.
 *
 * @throws ShapeMismatch if the window is larger than the padded input or sees nothing but padding, an axis is empty, or a setting is none; DTypeMismatch
 * @example maxPool(images, 2) // ['N', 28, 28, 8]: ['N', 14, 14, 8]
 * @example maxPool(images, 3, { stride: 2, padding: 'same' })
 *
 * @category Convolutions and signals
 */
export const maxPool: Pooling<'maxPool', 'numeric'> = pooling<'maxPool', 'numeric', unknown>(
  'maxPool',
  'numeric',
  ({ values, axes, padded, cut, ones }) => {
    if (!padded && !cut) return max(values, axes)
    const { shape, dtype } = values.type
    const [lowest] = extremes(dtype)
    return max(select(stretch(ones('bool'), shape), values, full(lowest, shape, dtype)), axes)
  },
  ['stride', 'padding', 'ceilMode'],
)

/**
 * The mean of what the window sees at each place, for each channel. Padding is not counted: at an edge it is the mean of the elements that are there
 * (PyTorch's `count_include_pad=False`), unless `countPadding` says so.
 *
 * Shapes, windows and settings as in `maxPool`.
 *
 * @throws ShapeMismatch as `maxPool`; DTypeMismatch if the dtype is not floating
 * @example avgPool(images, 2) // ['N', 28, 28, 8]: ['N', 14, 14, 8]
 * @example avgPool(images, 3, { padding: 1, countPadding: true, ceilMode: true }) // ['N', 28, 28, 8]: ['N', 10, 10, 8]
 *
 * @category Convolutions and signals
 */
export const avgPool: Pooling<'avgPool', 'floating', CountOptions> = pooling(
  'avgPool',
  'floating',
  ({ values, axes, size, padded, cut, ones, paddedOnes, countPadding }) =>
    inWide((wide) => {
      const total = sum(wide, axes)
      const { shape, dtype } = total.type
      if (!cut && (!padded || countPadding)) return divide(total, full(size, shape, dtype))
      return divide(total, stretch(sum(countPadding ? paddedOnes(dtype) : ones(dtype), axes), shape))
    }, values),
  ['stride', 'padding', 'ceilMode', 'countPadding'],
)
