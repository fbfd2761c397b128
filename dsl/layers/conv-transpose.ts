import {
  type ConvTranspose,
  check,
  convTranspose,
  convTransposeShape,
  type Padding,
  type PerAxis,
  type Shape,
  type Spread,
  swapAxes,
} from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import type { Layer, Stateless } from '../layer.js'
import { demandInits, type KernelAndBias } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import type { Axes } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'
import { kernelLayer, type OfKernel, type SlideOptions, slideOf, slideOptions } from './kernel.js'

/**
 * As `SlideOptions`, of what makes an example larger.
 *
 * @category Layers
 */
export interface TransposedOptions<S extends PerAxis, P extends Padding, D extends PerAxis, B extends boolean, O extends PerAxis>
  extends SlideOptions<S, P, D, B> {
  /** How many more elements there are at the end of each axis, less than the stride or the dilation; 0 if left out. */
  readonly outputPadding?: O
}

/** @category Layers */
export interface TransposedConv<
  Op extends string,
  A extends Axes,
  U extends number,
  W extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  B extends boolean,
  O extends PerAxis = 0,
> extends Stateless {
  readonly out: this['in'] extends Shape ? TransposedOut<`${Op}(${U}, ${ShowWindow<W>})`, A, this['in'], U, W, S, P, D, O> : never
  readonly params: KernelAndBias<[...Spread<W, A>, U, Channels<this['in']>], U, B>
}

type TransposedOut<
  Name extends string,
  A extends Axes,
  In extends Shape,
  U extends number,
  W extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  O extends PerAxis,
> = OfKernel<Name, A, In, W, ConvTranspose<Name, [1, ...In], [...Spread<W, A>, U, number], S, P, D, 1, O>>

/** A layer that spreads what a convolution gathers, along the axes named. */
type ConvolveTransposed<Op extends string, A extends Axes> = <
  const U extends number,
  const W extends PerAxis,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  const B extends boolean = true,
  const O extends PerAxis = 0,
>(
  units: U,
  window: W,
  options?: TransposedOptions<S, P, D, B, O>,
) => Layer<TransposedConv<Op, A, U, W, S, P, D, B, O>>

const transposed =
  <const Op extends string, const A extends Axes>(op: Op, axes: A): ConvolveTransposed<Op, A> =>
  (units, window, given) => {
    const options = check.options(op, 'units, window', given, [...slideOptions, 'outputPadding'])
    check.sliding(op, { window, ...options })
    demandInits(op, options)
    demandCount(op, 'number of units', units)
    const name = `${op}(${units}, ${showWindow(window)})`
    const settings = { ...slideOf(options), groups: 1, outputPadding: options.outputPadding ?? 0 }
    return kernelLayer(name, {
      bias: options.bias ?? true,
      biasInit: options.biasInit,
      kernelInit: options.kernelInit,
      axes,
      window,
      ends: (channels) => [units, channels],
      shape: (x, kernel) => convTransposeShape(name, x, kernel, settings),
      draw: (init, key, shape) => swapAxes(init(key, [...shape.slice(0, -2), shape.at(-1) ?? 0, shape.at(-2) ?? 0]), -1, -2),
      apply: (x, kernel) => convTranspose(x, kernel, settings),
      flops: (input, _, kernel) => (2 * sizeOf(input) * sizeOf(kernel)) / (kernel.at(-1) ?? 1),
    })
  }

/**
 * The adjoint of a convolution, of `[length, channels]`. See `convTranspose2d`.
 *
 * @example convTranspose1d(16, 4, { stride: 2, padding: 1 }) // [500, 32] to [1000, 16]
 *
 * @category Layers
 */
export const convTranspose1d: ConvolveTransposed<'convTranspose1d', ['length']> = transposed('convTranspose1d', ['length'])

/**
 * The adjoint of a convolution, of `[height, width, channels]`: `y = convTranspose(x, kernel) + bias`. It makes images larger by `stride`, exactly
 * so with padding `'same'`. `kernel: [...window, units, channels]`, normal of variance `2 / (window * channels)`; `bias: [units]`, zero.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @see Zeiler, Krishnan, Taylor, Fergus, Deconvolutional networks, CVPR 2010
 * @example convTranspose2d(16, 3, { stride: 2, padding: 'same' }) // [7, 7, 32] to [14, 14, 16]
 * @example convTranspose2d(16, 3, { stride: 2, padding: 1, outputPadding: 1 }) // [7, 7, 32] to [14, 14, 16]
 *
 * @category Layers
 */
export const convTranspose2d: ConvolveTransposed<'convTranspose2d', ['height', 'width']> = transposed('convTranspose2d', [
  'height',
  'width',
])

/**
 * The adjoint of a convolution, of `[depth, height, width, channels]`. See `convTranspose2d`.
 *
 * @example convTranspose3d(8, 2, { stride: 2 }) // [4, 16, 16, 32] to [8, 32, 32, 8]
 *
 * @category Layers
 */
export const convTranspose3d: ConvolveTransposed<'convTranspose3d', ['depth', 'height', 'width']> = transposed('convTranspose3d', [
  'depth',
  'height',
  'width',
])
