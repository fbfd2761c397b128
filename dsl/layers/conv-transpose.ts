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

export interface TransposedConv<
  Op extends string,
  A extends Axes,
  U extends number,
  W extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  B extends boolean,
> extends Stateless {
  readonly out: this['in'] extends Shape ? TransposedOut<`${Op}(${U}, ${ShowWindow<W>})`, A, this['in'], U, W, S, P, D> : never
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
> = OfKernel<Name, A, In, W, ConvTranspose<Name, [1, ...In], [...Spread<W, A>, U, number], S, P, D, 1>>

/**
 * The adjoint of a convolution, of `[height, width, channels]`: `y = convTranspose(x, kernel) + bias`. It makes images larger by `stride`, exactly
 * so with padding `'same'`. `kernel: [...window, units, channels]`, normal of variance `2 / (window * channels)`; `bias: [units]`, zero.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @see Zeiler, Krishnan, Taylor, Fergus, Deconvolutional networks, CVPR 2010
 * @example convTranspose2d(16, 3, { stride: 2, padding: 'same' }) // [7, 7, 32] to [14, 14, 16]
 */
export const convTranspose2d = <
  const U extends number,
  const W extends PerAxis,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  const B extends boolean = true,
>(
  units: U,
  window: W,
  given?: SlideOptions<S, P, D, B>,
): Layer<TransposedConv<'convTranspose2d', ['height', 'width'], U, W, S, P, D, B>> => {
  const options = check.options('convTranspose2d', 'units, window', given, slideOptions)
  check.sliding('convTranspose2d', { window, ...options })
  demandInits('convTranspose2d', options)
  demandCount('convTranspose2d', 'number of units', units)
  const name = `convTranspose2d(${units}, ${showWindow(window)})`
  const settings = { ...slideOf(options), groups: 1 }
  return kernelLayer(name, {
    bias: options.bias ?? true,
    biasInit: options.biasInit,
    kernelInit: options.kernelInit,
    axes: ['height', 'width'],
    window,
    ends: (channels) => [units, channels],
    shape: (x, kernel) => convTransposeShape(name, x, kernel, settings),
    draw: (init, key, shape) => swapAxes(init(key, [...shape.slice(0, -2), shape.at(-1) ?? 0, shape.at(-2) ?? 0]), -1, -2),
    apply: (x, kernel) => convTranspose(x, kernel, settings),
    flops: (input, _, kernel) => (2 * sizeOf(input) * sizeOf(kernel)) / (kernel.at(-1) ?? 1),
  })
}
