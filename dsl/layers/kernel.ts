import { type Either, left } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  add,
  type Conv,
  type CountFault,
  countFault,
  type Dim,
  type Key,
  orThrow,
  type Padding,
  type PerAxis,
  type Sentence,
  type Shape,
  type Spread,
  spread,
} from '../../src/index.js'
import type { Initializer } from '../initializers/initializer.js'
import { heNormal } from '../initializers/variance-scaling.js'
import { type Layer, type LayerRules, type LayerType, layer } from '../layer.js'
import { firstParams, type InitOptions } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import { type Axes, type OnExample, onExample } from '../spatial.js'

/* What layers whose kernel slides over an example have in common. */

/**
 * How a kernel slides; each setting is one number for all spatial axes, or a list, one for each.
 *
 * @category Layers
 */
export interface SlideOptions<S extends PerAxis, P extends Padding, D extends PerAxis, B extends boolean> extends InitOptions {
  /** From one place of the kernel to the next; 1 if left out. */
  readonly stride?: S
  /** Zeros around the input: so many on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is none and the default. */
  readonly padding?: P
  /** From one tap of the kernel to the next; 1 if left out. */
  readonly dilation?: D
  /** Whether a number is added to each feature; `true` if left out. What is normalised next needs none. */
  readonly bias?: B
}

/** What a rule for a batch answers for an example, once the window has as many entries as there are axes. */
export type OfKernel<Name extends string, A extends Axes, In extends Shape, W extends PerAxis, Answer> = OnExample<
  Name,
  A,
  In,
  OfWindow<Name, W, A, Answer>
>

/** What is wrong with a window, if anything, else the answer. */
type OfWindow<Name extends string, W extends PerAxis, A extends Axes, Answer> = [CountFault<Name, 'window', W, A>] extends [never]
  ? Answer
  : CountFault<Name, 'window', W, A>

/** A layer's kernel has the channels that it meets, so for the rule they are any number. */
export type ConvOut<
  Name extends string,
  A extends Axes,
  In extends Shape,
  W extends PerAxis,
  Features extends Dim,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> = OfKernel<Name, A, In, W, Conv<Name, [1, ...In], [...Spread<W, A>, number, Features], S, P, D, G>>

/** What a layer with a kernel, and perhaps a bias, is made of. */
interface KernelRules {
  readonly bias: boolean
  readonly biasInit: Initializer | undefined
  readonly kernelInit: Initializer | undefined
  readonly axes: Axes
  readonly window: PerAxis
  /** What follows the window in the kernel's shape, for so many channels. */
  ends(channels: number): readonly number[]
  shape(x: readonly number[], kernel: readonly number[]): Either<Sentence, readonly number[]>
  /** A first kernel by an initialiser; that of its shape if left out. */
  draw?(init: Initializer, key: Key, shape: readonly number[]): AnyTensor
  apply(x: AnyTensor, kernel: AnyTensor): AnyTensor
  flops(input: readonly number[], output: readonly number[], kernel: readonly number[]): number
}

interface KernelParams {
  readonly kernel: AnyTensor
  readonly bias?: AnyTensor
}

const drawn = (init: Initializer, key: Key, shape: readonly number[]): AnyTensor => init(key, shape)

/** A layer with a kernel. */
export const kernelLayer = <F extends LayerType>(
  name: string,
  { bias, biasInit, kernelInit = heNormal, axes, window, ends, shape, draw = drawn, apply, flops }: KernelRules,
): Layer<F> => {
  const kernelOf = (input: readonly number[]) => [...spread(window, axes.length), ...ends(input.at(-1) ?? 0)]
  const fault = countFault(name, 'window', window, axes.length)
  const output = (input: readonly number[]) =>
    onExample(name, axes, input, (x) => (fault === undefined ? shape(x, kernelOf(input)) : left(fault)))
  const rules: LayerRules<KernelParams> = {
    output,
    init: (key, input) =>
      firstParams(key, (one) => draw(kernelInit, one, kernelOf(input)), orThrow(output(input)).at(-1) ?? 0, bias, biasInit),
    apply: (params, x) => {
      const y = apply(x, params.kernel)
      return params.bias ? add(y, params.bias) : y
    },
    flops: (input) => flops(input, orThrow(output(input)), kernelOf(input)),
  }
  return layer(name, rules)
}

/** Options with what is left out. */
export const slideOf = ({ stride = 1, padding = 'valid', dilation = 1 }: SlideOptions<PerAxis, Padding, PerAxis, boolean>) => ({
  stride,
  padding,
  dilation,
})

/** Each feature of an output is a sum over a kernel of its own. */
export const perFeature = (_: readonly number[], output: readonly number[], kernel: readonly number[]): number =>
  (2 * sizeOf(output) * sizeOf(kernel)) / (kernel.at(-1) ?? 1)

/** The names of those options, and of the others that all layers with a kernel have. */
export const slideOptions = ['stride', 'padding', 'dilation', 'bias', 'kernelInit', 'biasInit'] as const
