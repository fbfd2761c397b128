import { check, conv, convShape, type Dim, type DivMod, type Padding, type PerAxis, type Shape, type Spread } from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import type { Layer, Stateless } from '../layer.js'
import { demandInits, type KernelAndBias } from '../parameters.js'
import type { Axes } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'
import { type ConvOut, kernelLayer, perFeature, type SlideOptions, slideOf, slideOptions } from './kernel.js'

/**
 * As `SlideOptions`, for kernels of all channels.
 *
 * @category Layers
 */
export interface ConvOptions<S extends PerAxis, P extends Padding, D extends PerAxis, G extends number, B extends boolean>
  extends SlideOptions<S, P, D, B> {
  /** Into how many groups the channels fall that do not see each other; 1 if left out. */
  readonly groups?: G
}

/** Channels of one group. What is no quotient has a sentence for its output. */
type InGroup<C extends Dim, G extends number> = G extends 0 | 1 ? C : DivMod<C, G>[0]

/** @category Layers */
export interface Convolution<
  Op extends string,
  A extends Axes,
  U extends number,
  W extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
  B extends boolean,
> extends Stateless {
  readonly out: this['in'] extends Shape ? ConvOut<`${Op}(${U}, ${ShowWindow<W>})`, A, this['in'], W, U, S, P, D, G> : never
  readonly params: KernelAndBias<[...Spread<W, A>, InGroup<Channels<this['in']>, G>, U], U, B>
}

/** A layer that convolves along the axes named. */
type Convolve<Op extends string, A extends Axes> = <
  const U extends number,
  const W extends PerAxis,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  const G extends number = 1,
  const B extends boolean = true,
>(
  units: U,
  window: W,
  options?: ConvOptions<S, P, D, G, B>,
) => Layer<Convolution<Op, A, U, W, S, P, D, G, B>>

const convolve =
  <const Op extends string, const A extends Axes>(op: Op, axes: A): Convolve<Op, A> =>
  (units, window, given) => {
    demandCount(op, 'number of units', units)
    const options = check.options(op, 'units, window', given, [...slideOptions, 'groups'])
    check.sliding(op, { window, ...options })
    demandInits(op, options)
    const groups = options.groups ?? 1
    const settings = { ...slideOf(options), groups }
    const name = `${op}(${units}, ${showWindow(window)})`
    return kernelLayer(name, {
      bias: options.bias ?? true,
      biasInit: options.biasInit,
      kernelInit: options.kernelInit,
      axes,
      window,
      ends: (channels) => [channels / groups, units],
      shape: (x, kernel) => convShape(name, x, kernel, settings),
      apply: (x, kernel) => conv(x, kernel, settings),
      flops: perFeature,
    })
  }

/**
 * Convolution of `[length, channels]`: `y = conv(x, kernel) + bias`. See `conv2d`.
 *
 * @example conv1d(32, 5, { padding: 'same' }) // [1000, 1] to [1000, 32]
 *
 * @category Layers
 */
export const conv1d: Convolve<'conv1d', ['length']> = convolve('conv1d', ['length'])

/**
 * Convolution of `[height, width, channels]`: `y = conv(x, kernel) + bias`, with `units` features and a window of one size for both axes or of
 * `[height, width]`. `kernel: [...window, channels / groups, units]`, drawn by `heNormal`; `bias: [units]`, zero, or
 * none with `{ bias: false }`.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @see LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, 1998
 * @example
 * ```ts
 * const model = sequential([28, 28, 1], conv2d(32, 5), relu, maxPool2d(2), flatten, dense(10)) // [28, 28, 1] to [10]
 * ```
 *
 * @category Layers
 */
export const conv2d: Convolve<'conv2d', ['height', 'width']> = convolve('conv2d', ['height', 'width'])

/**
 * Convolution of `[depth, height, width, channels]`: `y = conv(x, kernel) + bias`. See `conv2d`.
 *
 * @example conv3d(8, 3, { stride: 2, padding: 'same' }) // [16, 64, 64, 1] to [8, 32, 32, 8]
 *
 * @category Layers
 */
export const conv3d: Convolve<'conv3d', ['depth', 'height', 'width']> = convolve('conv3d', ['depth', 'height', 'width'])
