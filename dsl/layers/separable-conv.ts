import { left } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  add,
  check,
  conv,
  convShape,
  countFault,
  type Dim,
  type Mul,
  matmul,
  orThrow,
  type Padding,
  type PerAxis,
  type Shape,
  type Spread,
  split,
  spread,
  type Tensor,
} from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import { heNormal } from '../initializers/variance-scaling.js'
import { type Layer, type LayerRules, layer, type Stateless } from '../layer.js'
import { demandInits, firstParams } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import { type Axes, onExample } from '../spatial.js'
import { type ShowWindow, showWindow } from '../window.js'
import type { DepthwiseOptions } from './depthwise-conv.js'
import { type ConvOut, slideOf, slideOptions } from './kernel.js'

/** @category Layers */
export interface SeparableConv<
  Op extends string,
  A extends Axes,
  U extends number,
  W extends PerAxis,
  M extends number,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  B extends boolean,
> extends Stateless {
  readonly out: this['in'] extends Shape ? ConvOut<`${Op}(${U}, ${ShowWindow<W>})`, A, this['in'], W, U, S, P, D, 1> : never
  readonly params: Kernels<Spread<W, A>, Mul<Channels<this['in']>, M>, U, B>
}

/** The kernels of both steps. (Conditions, so that a model's type shows the fields and not a name.) */
type Kernels<W extends readonly number[], Between extends Dim, U extends number, B extends boolean> = [B] extends [true]
  ? { readonly depthwise: Tensor<[...W, 1, Between]>; readonly pointwise: Tensor<[Between, U]>; readonly bias: Tensor<[U]> }
  : [B] extends [false]
    ? { readonly depthwise: Tensor<[...W, 1, Between]>; readonly pointwise: Tensor<[Between, U]> }
    : { readonly depthwise: Tensor<[...W, 1, Between]>; readonly pointwise: Tensor<[Between, U]>; readonly bias?: Tensor<[U]> }

/** A layer that convolves each channel by itself along the axes named, then mixes them at each place. */
type SeparableConvolve<Op extends string, A extends Axes> = <
  const U extends number,
  const W extends PerAxis,
  const M extends number = 1,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  const B extends boolean = true,
>(
  units: U,
  window: W,
  options?: DepthwiseOptions<M, S, P, D, B>,
) => Layer<SeparableConv<Op, A, U, W, M, S, P, D, B>>

interface Params {
  readonly depthwise: AnyTensor
  readonly pointwise: AnyTensor
  readonly bias?: AnyTensor
}

const separable =
  <const Op extends string, const A extends Axes>(op: Op, axes: A): SeparableConvolve<Op, A> =>
  (units, window, given) => {
    const options = check.options(op, 'units, window', given, [...slideOptions, 'multiplier'])
    check.sliding(op, { window, ...options })
    demandInits(op, options)
    const [width, multiplier]: readonly [number, number] = [units, options.multiplier ?? 1]
    demandCount(op, 'number of units', width)
    demandCount(op, 'multiplier', multiplier)
    const { kernelInit = heNormal, biasInit, bias = true } = options
    const slide = slideOf(options)
    const name = `${op}(${units}, ${showWindow(window)})`
    const fault = countFault(name, 'window', window, axes.length)
    const between = (input: readonly number[]) => (input.at(-1) ?? 0) * multiplier
    const output = (input: readonly number[]) =>
      onExample(name, axes, input, (x) =>
        // The rule for kernels of all channels: what is between both steps is none of the caller's.
        fault === undefined
          ? convShape(name, x, [...spread(window, axes.length), x.at(-1) ?? 0, width], { ...slide, groups: 1 })
          : left(fault),
      )
    const rules: LayerRules<Params> = {
      output,
      init: (key, input) => {
        const [forDepthwise, forPointwise] = split(key, 2)
        const { kernel, ...rest } = firstParams(forPointwise, (one) => kernelInit(one, [between(input), width]), width, bias, biasInit)
        const depthwise = kernelInit(forDepthwise, [...spread(window, axes.length), 1, between(input)])
        return { depthwise, pointwise: kernel, ...rest }
      },
      apply: (params, x) => {
        const y = matmul(conv(x, params.depthwise, { ...slide, groups: x.shape.at(-1) ?? 1 }), params.pointwise)
        return params.bias ? add(y, params.bias) : y
      },
      flops: (input) => {
        const places = sizeOf(orThrow(output(input)).slice(0, -1))
        return 2 * places * between(input) * (sizeOf(spread(window, axes.length)) + width)
      },
    }
    return layer(name, rules)
  }

/**
 * Convolution of each channel of `[length, channels]` by itself, then of all channels at each place. See `separableConv2d`.
 *
 * @example separableConv1d(32, 9, { padding: 'same' }) // [1000, 8] to [1000, 32]
 *
 * @category Layers
 */
export const separableConv1d: SeparableConvolve<'separableConv1d', ['length']> = separable('separableConv1d', ['length'])

/**
 * Convolution of each channel of `[height, width, channels]` by `multiplier` kernels of its own, then of all that gives at each place, by a kernel of one
 * tap: `y = depthwise(x) * pointwise + bias`. `depthwise: [...window, 1, channels * multiplier]` and `pointwise: [channels * multiplier, units]`, both drawn by
 * `heNormal` or `kernelInit`; `bias: [units]`, zero or drawn by `biasInit`, or none with `{ bias: false }`.
 *
 * @throws InvalidArgument if `units` or `multiplier` is not a whole number of 1 or more.
 * @see Chollet, Xception: deep learning with depthwise separable convolutions, arXiv:1610.02357
 * @example separableConv2d(64, 3, { padding: 'same' }) // [28, 28, 8] to [28, 28, 64]
 *
 * @category Layers
 */
export const separableConv2d: SeparableConvolve<'separableConv2d', ['height', 'width']> = separable('separableConv2d', ['height', 'width'])
