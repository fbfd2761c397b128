import {
  type AnyTensor,
  avgPool,
  check,
  maxPool,
  orThrow,
  type Padding,
  type PerAxis,
  type Pool,
  poolShape,
  type Shape,
  spread,
} from '../../src/index.js'
import { type Empty, type Layer, type LayerRules, type LayerType, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'
import { type Axes, type OnExample, onExample } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'

/**
 * How a window slides; each setting is one number for all spatial axes, or a list, one for each.
 *
 * @category Layers
 */
export interface PoolOptions<S extends PerAxis, P extends Padding, C extends boolean> {
  /** From one place of the window to the next; the window's own size if left out. */
  readonly stride?: S
  /** What is added around the input: so much on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is nothing and the default. */
  readonly padding?: P
  /** Whether the last window may reach beyond what is padded, if it begins before: places are rounded up then. */
  readonly ceilMode?: C
}

/**
 * As `PoolOptions`, of means.
 *
 * @category Layers
 */
export interface AvgPoolOptions<S extends PerAxis, P extends Padding, C extends boolean> extends PoolOptions<S, P, C> {
  /** Whether padding counts as so many zeros, or is left out of the mean, which is the default. */
  readonly countPadding?: boolean
}

/** @category Layers */
export interface Pooling<
  Op extends string,
  A extends Axes,
  W extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  C extends boolean = false,
> extends Stateless {
  readonly out: this['in'] extends Shape ? PoolOut<`${Op}(${ShowWindow<W>})`, A, this['in'], W, S, P, C> : never
  readonly params: Empty
}

type PoolOut<
  Name extends string,
  A extends Axes,
  In extends Shape,
  W extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  C extends boolean,
> = OnExample<Name, A, In, Pool<Name, [1, ...In], W, S, P, C>>

/** A layer that takes the largest number of what a window sees along the axes named. */
type MaxPools<Op extends string, A extends Axes> = <
  const W extends PerAxis,
  const S extends PerAxis = W,
  const P extends Padding = 'valid',
  const C extends boolean = false,
>(
  window: W,
  options?: PoolOptions<S, P, C>,
) => Layer<Pooling<Op, A, W, S, P, C>>

/** A layer that takes the mean of what a window sees along the axes named. */
type AvgPools<Op extends string, A extends Axes> = <
  const W extends PerAxis,
  const S extends PerAxis = W,
  const P extends Padding = 'valid',
  const C extends boolean = false,
>(
  window: W,
  options?: AvgPoolOptions<S, P, C>,
) => Layer<Pooling<Op, A, W, S, P, C>>

type AnyOptions = AvgPoolOptions<PerAxis, Padding, boolean>
type PoolOf = (x: AnyTensor, window: PerAxis, settings: AnyOptions) => AnyTensor

const poolLayer = <F extends LayerType>(
  op: string,
  axes: Axes,
  pool: PoolOf,
  window: PerAxis,
  given: AnyOptions | undefined,
  names: readonly (keyof AnyOptions)[],
): Layer<F> => {
  const options = check.options(op, 'window', given, names)
  const { stride = window, padding = 'valid', ceilMode = false, countPadding = false } = options
  check.sliding(op, { window, stride, padding })
  check.flag(op, 'ceilMode', ceilMode)
  check.flag(op, 'countPadding', countPadding)
  const name = `${op}(${showWindow(window)})`
  const output = (input: readonly number[]) =>
    onExample(name, axes, input, (x) => poolShape(name, x, window, { stride, padding, ceilMode }))
  const rules: LayerRules<Empty> = {
    output,
    apply: (_, x) => pool(x, window, { stride, padding, ceilMode, countPadding }),
    flops: (input) => sizeOf(orThrow(output(input))) * sizeOf(spread(window, axes.length)),
  }
  return layer(name, rules)
}

const settings = ['stride', 'padding', 'ceilMode'] as const

const maxPools =
  <const Op extends string, const A extends Axes>(op: Op, axes: A): MaxPools<Op, A> =>
  (window, options) =>
    poolLayer(op, axes, (x, taps, { countPadding: _, ...rest }) => maxPool(x, taps, rest), window, options, settings)

const avgPools =
  <const Op extends string, const A extends Axes>(op: Op, axes: A): AvgPools<Op, A> =>
  (window, options) =>
    poolLayer(op, axes, avgPool, window, options, [...settings, 'countPadding'])

/**
 * The largest number in a window, at every place, for each channel of `[length, channels]`. See `maxPool2d`.
 *
 * @example maxPool1d(4) // [1000, 8] to [250, 8]
 *
 * @category Layers
 */
export const maxPool1d: MaxPools<'maxPool1d', ['length']> = maxPools('maxPool1d', ['length'])

/**
 * The largest number in a window, at every place, for each channel of `[height, width, channels]`. `window` is one size for both axes or `[height,
 * width]`; padding is never chosen.
 *
 * @example maxPool2d(2) // [28, 28, 8] to [14, 14, 8]
 * @example maxPool2d(3, { stride: 2, padding: 'same' })
 *
 * @category Layers
 */
export const maxPool2d: MaxPools<'maxPool2d', ['height', 'width']> = maxPools('maxPool2d', ['height', 'width'])

/**
 * The largest number in a window, at every place, for each channel of `[depth, height, width, channels]`. See `maxPool2d`.
 *
 * @example maxPool3d([1, 2, 2]) // [16, 28, 28, 8] to [16, 14, 14, 8]
 *
 * @category Layers
 */
export const maxPool3d: MaxPools<'maxPool3d', ['depth', 'height', 'width']> = maxPools('maxPool3d', ['depth', 'height', 'width'])

/**
 * The mean in a window, at every place, for each channel of `[length, channels]`. See `avgPool2d`.
 *
 * @example avgPool1d(4) // [1000, 8] to [250, 8]
 *
 * @category Layers
 */
export const avgPool1d: AvgPools<'avgPool1d', ['length']> = avgPools('avgPool1d', ['length'])

/**
 * The mean in a window, at every place, for each channel of `[height, width, channels]`. `window` is one size for both axes or `[height, width]`;
 * padding is not counted, unless `countPadding` says so.
 *
 * @example avgPool2d(2) // [28, 28, 8] to [14, 14, 8]
 *
 * @category Layers
 */
export const avgPool2d: AvgPools<'avgPool2d', ['height', 'width']> = avgPools('avgPool2d', ['height', 'width'])

/**
 * The mean in a window, at every place, for each channel of `[depth, height, width, channels]`. See `avgPool2d`.
 *
 * @example avgPool3d(2, { ceilMode: true }) // [5, 28, 28, 8] to [3, 14, 14, 8]
 *
 * @category Layers
 */
export const avgPool3d: AvgPools<'avgPool3d', ['depth', 'height', 'width']> = avgPools('avgPool3d', ['depth', 'height', 'width'])
