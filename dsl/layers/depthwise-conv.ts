import { check, conv, convShape, type Mul, type Padding, type PerAxis, type Shape, type Spread } from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import type { Layer, Stateless } from '../layer.js'
import { demandInits, type KernelAndBias } from '../parameters.js'
import type { Axes } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'
import { type ConvOut, kernelLayer, perFeature, type SlideOptions, slideOf, slideOptions } from './kernel.js'

/**
 * As `SlideOptions`, for kernels of one channel each.
 *
 * @category Layers
 */
export interface DepthwiseOptions<M extends number, S extends PerAxis, P extends Padding, D extends PerAxis, B extends boolean>
  extends SlideOptions<S, P, D, B> {
  /** Features made of each channel; 1 if left out. */
  readonly multiplier?: M
}

/** @category Layers */
export interface DepthwiseConv<
  Op extends string,
  A extends Axes,
  W extends PerAxis,
  M extends number,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  B extends boolean,
> extends Stateless {
  readonly out: this['in'] extends Shape
    ? ConvOut<`${Op}(${ShowWindow<W>})`, A, this['in'], W, Mul<Channels<this['in']>, M>, S, P, D, 1>
    : never
  readonly params: KernelAndBias<[...Spread<W, A>, 1, Mul<Channels<this['in']>, M>], Mul<Channels<this['in']>, M>, B>
}

/** A layer that convolves each channel by itself, along the axes named. */
type DepthwiseConvolve<Op extends string, A extends Axes> = <
  const W extends PerAxis,
  const M extends number = 1,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  const B extends boolean = true,
>(
  window: W,
  options?: DepthwiseOptions<M, S, P, D, B>,
) => Layer<DepthwiseConv<Op, A, W, M, S, P, D, B>>

const depthwise =
  <const Op extends string, const A extends Axes>(op: Op, axes: A): DepthwiseConvolve<Op, A> =>
  (window, given) => {
    const options = check.options(op, 'window', given, [...slideOptions, 'multiplier'])
    check.sliding(op, { window, ...options })
    demandInits(op, options)
    const multiplier: number = options.multiplier ?? 1
    demandCount(op, 'multiplier', multiplier)
    const slide = slideOf(options)
    const name = `${op}(${showWindow(window)})`
    return kernelLayer(name, {
      bias: options.bias ?? true,
      biasInit: options.biasInit,
      kernelInit: options.kernelInit,
      axes,
      window,
      ends: (channels) => [1, channels * multiplier],
      shape: (x, kernel) => convShape(name, x, kernel, { ...slide, groups: x.at(-1) ?? 1 }),
      apply: (x, kernel) => conv(x, kernel, { ...slide, groups: x.shape.at(-1) ?? 1 }),
      flops: perFeature,
    })
  }

/**
 * Convolution of each channel of `[length, channels]` by kernels of its own. See `depthwiseConv2d`.
 *
 * @example depthwiseConv1d(9, { padding: 'same' }) // [1000, 8] to [1000, 8]
 *
 * @category Layers
 */
export const depthwiseConv1d: DepthwiseConvolve<'depthwiseConv1d', ['length']> = depthwise('depthwiseConv1d', ['length'])

/**
 * Convolution of each channel of `[height, width, channels]` by kernels of its own, `multiplier` of them. `kernel: [...window, 1, channels *
 * multiplier]`, drawn by `heNormal`; `bias: [channels * multiplier]`, zero. Followed by `conv2d(units, 1)` it is a separable convolution.
 *
 * @throws InvalidArgument if `multiplier` is not a whole number of 1 or more.
 * @see Chollet, Xception: deep learning with depthwise separable convolutions, arXiv:1610.02357
 * @example depthwiseConv2d(3, { padding: 'same' }) // [28, 28, 8] to [28, 28, 8]
 *
 * @category Layers
 */
export const depthwiseConv2d: DepthwiseConvolve<'depthwiseConv2d', ['height', 'width']> = depthwise('depthwiseConv2d', ['height', 'width'])
