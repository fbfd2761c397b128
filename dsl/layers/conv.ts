import { type Either, left } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  add,
  type Conv,
  type ConvTranspose,
  type CountFault,
  check,
  conv,
  convShape,
  convTranspose,
  convTransposeShape,
  countFault,
  type Dim,
  type DivMod,
  type Key,
  type Mul,
  orThrow,
  type Padding,
  type PerAxis,
  type Sentence,
  type Shape,
  type Show,
  type Spread,
  show,
  spread,
  swapAxes,
  zeros,
} from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import { heNormal } from '../initializers/variance-scaling.js'
import { type Layer, type LayerRules, type LayerType, layer, type Stateless } from '../layer.js'
import type { KernelAndBias } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import { type Axes, type OnExample, onExample } from '../spatial.js'

/** How a kernel slides; each setting is one number for all spatial axes, or a list, one for each. */
export interface SlideOptions<S extends PerAxis, P extends Padding, D extends PerAxis, B extends boolean> {
  /** From one place of the kernel to the next; 1 if left out. */
  readonly stride?: S
  /** Zeros around the input: so many on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is none and the default. */
  readonly padding?: P
  /** From one tap of the kernel to the next; 1 if left out. */
  readonly dilation?: D
  /** Whether a number is added to each feature; `true` if left out. What is normalised next needs none. */
  readonly bias?: B
}

/** As `SlideOptions`, for kernels of all channels. */
export interface ConvOptions<S extends PerAxis, P extends Padding, D extends PerAxis, G extends number, B extends boolean>
  extends SlideOptions<S, P, D, B> {
  /** Into how many groups the channels fall that do not see each other; 1 if left out. */
  readonly groups?: G
}

/** As `SlideOptions`, for kernels of one channel each. */
export interface DepthwiseOptions<M extends number, S extends PerAxis, P extends Padding, D extends PerAxis, B extends boolean>
  extends SlideOptions<S, P, D, B> {
  /** Features made of each channel; 1 if left out. */
  readonly multiplier?: M
}

/** A layer as its sentences name it. */
type Named<
  Op extends string,
  Before extends string,
  W extends PerAxis,
> = `${Op}(${Before}${W extends readonly number[] ? Show<W> : W & number})`

/** Channels of one group. What is no quotient has a sentence for its output. */
type InGroup<C extends Dim, G extends number> = G extends 0 | 1 ? C : DivMod<C, G>[0]

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
  readonly out: this['in'] extends Shape ? ConvOut<Named<Op, `${U}, `, W>, A, this['in'], W, U, S, P, D, G> : never
  readonly params: KernelAndBias<[...Spread<W, A>, InGroup<Channels<this['in']>, G>, U], U, B>
}

/** A layer's kernel has the channels that it meets, so for the rule they are any number. */
type ConvOut<
  Name extends string,
  A extends Axes,
  In extends Shape,
  W extends PerAxis,
  Features extends Dim,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> = OnExample<Name, A, In, OfWindow<Name, W, A, Conv<Name, [1, ...In], [...Spread<W, A>, number, Features], S, P, D, G>>>

/** What is wrong with a window, if anything, else the answer. */
type OfWindow<Name extends string, W extends PerAxis, A extends Axes, Answer> = [CountFault<Name, 'window', W, A>] extends [never]
  ? Answer
  : CountFault<Name, 'window', W, A>

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
  readonly out: this['in'] extends Shape ? ConvOut<Named<Op, '', W>, A, this['in'], W, Mul<Channels<this['in']>, M>, S, P, D, 1> : never
  readonly params: KernelAndBias<[...Spread<W, A>, 1, Mul<Channels<this['in']>, M>], Mul<Channels<this['in']>, M>, B>
}

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
  readonly out: this['in'] extends Shape ? TransposedOut<Named<Op, `${U}, `, W>, A, this['in'], U, W, S, P, D> : never
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
> = OnExample<Name, A, In, OfWindow<Name, W, A, ConvTranspose<Name, [1, ...In], [...Spread<W, A>, U, number], S, P, D, 1>>>

/** What a layer with a kernel, and perhaps a bias, is made of. */
interface KernelRules {
  readonly bias: boolean
  readonly axes: Axes
  readonly window: PerAxis
  /** What follows the window in the kernel's shape, for so many channels. */
  ends(channels: number): readonly number[]
  shape(x: readonly number[], kernel: readonly number[]): Either<Sentence, readonly number[]>
  /** A first kernel; by `heNormal` if left out. */
  draw?(key: Key, shape: readonly number[]): AnyTensor
  apply(x: AnyTensor, kernel: AnyTensor): AnyTensor
  flops(input: readonly number[], output: readonly number[], kernel: readonly number[]): number
}

interface KernelParams {
  readonly kernel: AnyTensor
  readonly bias?: AnyTensor
}

const kernelLayer = <F extends LayerType>(
  name: string,
  { bias, axes, window, ends, shape, draw = heNormal, apply, flops }: KernelRules,
): Layer<F> => {
  const kernelOf = (input: readonly number[]) => [...spread(window, axes.length), ...ends(input.at(-1) ?? 0)]
  const fault = countFault(name, 'window', window, axes.length)
  const rules: LayerRules<KernelParams> = {
    output: (input) => onExample(name, axes, input, (x) => (fault === undefined ? shape(x, kernelOf(input)) : left(fault))),
    init: (key, input) => ({
      kernel: draw(key, kernelOf(input)),
      ...(bias && { bias: zeros([orThrow(rules.output(input)).at(-1) ?? 0]) }),
    }),
    apply: (params, x) => {
      const y = apply(x, params.kernel)
      return params.bias ? add(y, params.bias) : y
    },
    flops: (input) => flops(input, orThrow(rules.output(input)), kernelOf(input)),
  }
  return layer(name, rules)
}

/** Options with what is left out. */
const slideOf = ({ stride = 1, padding = 'valid', dilation = 1 }: SlideOptions<PerAxis, Padding, PerAxis, boolean>) => ({
  stride,
  padding,
  dilation,
})

const showWindow = (window: PerAxis): string => (typeof window === 'number' ? `${window}` : show(window))

/** Each feature of an output is a sum over a kernel of its own. */
const perFeature = (_: readonly number[], output: readonly number[], kernel: readonly number[]): number =>
  (2 * sizeOf(output) * sizeOf(kernel)) / (kernel.at(-1) ?? 1)

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
    const options = check.options(op, 'units, window', given, ['stride', 'padding', 'dilation', 'groups', 'bias'])
    check.sliding(op, { window, ...options })
    const groups = options.groups ?? 1
    const settings = { ...slideOf(options), groups }
    const name = `${op}(${units}, ${showWindow(window)})`
    return kernelLayer(name, {
      bias: options.bias ?? true,
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
 */
export const conv2d: Convolve<'conv2d', ['height', 'width']> = convolve('conv2d', ['height', 'width'])

/**
 * Convolution of `[depth, height, width, channels]`: `y = conv(x, kernel) + bias`. See `conv2d`.
 *
 * @example conv3d(8, 3, { stride: 2, padding: 'same' }) // [16, 64, 64, 1] to [8, 32, 32, 8]
 */
export const conv3d: Convolve<'conv3d', ['depth', 'height', 'width']> = convolve('conv3d', ['depth', 'height', 'width'])

/**
 * Convolution of each channel of `[height, width, channels]` by kernels of its own, `multiplier` of them. `kernel: [...window, 1, channels *
 * multiplier]`, drawn by `heNormal`; `bias: [channels * multiplier]`, zero. Followed by `conv2d(units, 1)` it is a separable convolution.
 *
 * @throws InvalidArgument if `multiplier` is not a whole number of 1 or more.
 * @see Chollet, Xception: deep learning with depthwise separable convolutions, arXiv:1610.02357
 * @example depthwiseConv2d(3, { padding: 'same' }) // [28, 28, 8] to [28, 28, 8]
 */
export const depthwiseConv2d = <
  const W extends PerAxis,
  const M extends number = 1,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  const B extends boolean = true,
>(
  window: W,
  given?: DepthwiseOptions<M, S, P, D, B>,
): Layer<DepthwiseConv<'depthwiseConv2d', ['height', 'width'], W, M, S, P, D, B>> => {
  const options = check.options('depthwiseConv2d', 'window', given, ['stride', 'padding', 'dilation', 'multiplier', 'bias'])
  check.sliding('depthwiseConv2d', { window, ...options })
  const multiplier: number = options.multiplier ?? 1
  demandCount('depthwiseConv2d', 'multiplier', multiplier)
  const slide = slideOf(options)
  const name = `depthwiseConv2d(${showWindow(window)})`
  return kernelLayer(name, {
    bias: options.bias ?? true,
    axes: ['height', 'width'],
    window,
    ends: (channels) => [1, channels * multiplier],
    shape: (x, kernel) => convShape(name, x, kernel, { ...slide, groups: x.at(-1) ?? 1 }),
    apply: (x, kernel) => conv(x, kernel, { ...slide, groups: x.shape.at(-1) ?? 1 }),
    flops: perFeature,
  })
}

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
  const options = check.options('convTranspose2d', 'units, window', given, ['stride', 'padding', 'dilation', 'bias'])
  check.sliding('convTranspose2d', { window, ...options })
  demandCount('convTranspose2d', 'number of units', units)
  const name = `convTranspose2d(${units}, ${showWindow(window)})`
  const settings = { ...slideOf(options), groups: 1 }
  return kernelLayer(name, {
    bias: options.bias ?? true,
    axes: ['height', 'width'],
    window,
    ends: (channels) => [units, channels],
    shape: (x, kernel) => convTransposeShape(name, x, kernel, settings),
    draw: (key, shape) => swapAxes(heNormal(key, [...shape.slice(0, -2), shape.at(-1) ?? 0, shape.at(-2) ?? 0]), -1, -2),
    apply: (x, kernel) => convTranspose(x, kernel, settings),
    flops: (input, _, kernel) => (2 * sizeOf(input) * sizeOf(kernel)) / (kernel.at(-1) ?? 1),
  })
}
