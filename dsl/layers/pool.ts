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

/** How a window slides; each setting is one number for all spatial axes, or a list, one for each. */
export interface PoolOptions<S extends PerAxis, P extends Padding> {
  /** From one place of the window to the next; the window's own size if left out. */
  readonly stride?: S
  /** What is added around the input: so much on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is nothing and the default. */
  readonly padding?: P
}

export interface Pooling<Op extends string, A extends Axes, W extends PerAxis, S extends PerAxis, P extends Padding> extends Stateless {
  readonly out: this['in'] extends Shape ? PoolOut<`${Op}(${ShowWindow<W>})`, A, this['in'], W, S, P> : never
  readonly params: Empty
}

type PoolOut<Name extends string, A extends Axes, In extends Shape, W extends PerAxis, S extends PerAxis, P extends Padding> = OnExample<
  Name,
  A,
  In,
  Pool<Name, [1, ...In], W, S, P>
>

/** A layer that makes one number of what a window sees along the axes named. */
type Pools<Op extends string, A extends Axes> = <const W extends PerAxis, const S extends PerAxis = W, const P extends Padding = 'valid'>(
  window: W,
  options?: PoolOptions<S, P>,
) => Layer<Pooling<Op, A, W, S, P>>

type PoolOf = (x: AnyTensor, window: PerAxis, settings: { readonly stride: PerAxis; readonly padding: Padding }) => AnyTensor

const poolLayer = <F extends LayerType>(
  op: string,
  axes: Axes,
  pool: PoolOf,
  window: PerAxis,
  options: PoolOptions<PerAxis, Padding> | undefined,
): Layer<F> => {
  const { stride = window, padding = 'valid' } = check.options(op, 'window', options, ['stride', 'padding'])
  check.sliding(op, { window, stride, padding })
  const name = `${op}(${showWindow(window)})`
  const rules: LayerRules<Empty> = {
    output: (input) => onExample(name, axes, input, (x) => poolShape(name, x, window, { stride, padding })),
    apply: (_, x) => pool(x, window, { stride, padding }),
    flops: (input) => sizeOf(orThrow(rules.output(input))) * sizeOf(spread(window, axes.length)),
  }
  return layer(name, rules)
}

const pools =
  <const Op extends string, const A extends Axes>(op: Op, axes: A, pool: PoolOf): Pools<Op, A> =>
  (window, options) =>
    poolLayer(op, axes, pool, window, options)

/**
 * The largest number in a window, at every place, for each channel of `[height, width, channels]`. `window` is one size for both axes or `[height,
 * width]`; padding is never chosen.
 *
 * @example maxPool2d(2) // [28, 28, 8] to [14, 14, 8]
 * @example maxPool2d(3, { stride: 2, padding: 'same' })
 */
export const maxPool2d: Pools<'maxPool2d', ['height', 'width']> = pools('maxPool2d', ['height', 'width'], maxPool)

/**
 * The mean in a window, at every place, for each channel of `[height, width, channels]`. `window` is one size for both axes or `[height, width]`;
 * padding is not counted.
 *
 * @example avgPool2d(2) // [28, 28, 8] to [14, 14, 8]
 */
export const avgPool2d: Pools<'avgPool2d', ['height', 'width']> = pools('avgPool2d', ['height', 'width'], avgPool)
