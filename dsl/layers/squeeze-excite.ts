import { left, right } from 'fp-ts/lib/Either.js'
import { check, type Dim, type DivMod, mean, mul, relu, reshape, type Shape, type Show, show, sigmoid, split } from '../../src/index.js'
import type { Channels, Divides } from '../channels.js'
import { demandCount } from '../count.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import { demandInits, type KernelAndBias } from '../parameters.js'
import { runPart } from '../run-part.js'
import { sizeOf } from '../size-of.js'
import { type DenseOptions, dense } from './dense.js'

/** @category Layers */
export interface SqueezeExcite<Ratio extends number, B extends boolean = true> extends Stateless {
  readonly out: this['in'] extends Shape ? Excited<`squeezeExcite(${Ratio})`, Ratio, this['in']> : never
  readonly params: Gate<Channels<this['in']>, DivMod<Channels<this['in']>, Ratio>[0], B>
}

type Excited<Name extends string, Ratio extends number, In extends Shape> = number extends In['length']
  ? In
  : In extends readonly [Dim, ...Shape, infer C extends Dim]
    ? Divides<C, Ratio> extends true
      ? In
      : `${Name}: ${Ratio} does not divide ${C} channels`
    : `${Name}: the input needs spatial dimensions before its channels, got ${Show<In>}`

type Gate<C extends Dim, Few extends Dim, B extends boolean> = C extends Dim
  ? { readonly squeeze: KernelAndBias<[C, Few], Few, B>; readonly excite: KernelAndBias<[Few, C], C, B> }
  : never

/**
 * `y = x * sigmoid(excite(relu(squeeze(mean(x)))))`: each channel of `[...spatial, channels]` is weighed by what all of them are on average.
 * `squeeze: dense(channels / ratio)`, `excite: dense(channels)`, both with the same options.
 *
 * @throws InvalidArgument if `ratio` is not a whole number of 1 or more.
 * @see Hu, Shen, Sun, Squeeze-and-excitation networks, arXiv:1709.01507
 * @example
 * ```ts
 * const block = residual(serial(conv2d(64, 3, { padding: 1 }), batchNorm(), relu, squeezeExcite(16))) // of [height, width, 64]
 * ```
 *
 * @category Layers
 */
export const squeezeExcite = <const Ratio extends number, const B extends boolean = true>(
  ratio: Ratio,
  given?: DenseOptions<B>,
): Layer<SqueezeExcite<Ratio, B>> => {
  const share: number = ratio
  demandCount('squeezeExcite', 'ratio', share)
  const options = check.options('squeezeExcite', 'ratio', given, ['bias', 'kernelInit', 'biasInit'])
  demandInits('squeezeExcite', options)
  const name = `squeezeExcite(${share})`
  return layer<SqueezeExcite<Ratio, B>, Readonly<Record<'squeeze' | 'excite', unknown>>>(name, {
    output: (input) => {
      if (input.length < 2) return left(`${name}: the input needs spatial dimensions before its channels, got ${show(input)}`)
      const channels = input.at(-1) ?? 0
      return channels % share === 0 ? right(input) : left(`${name}: ${share} does not divide ${channels} channels`)
    },
    init: (key, input) => {
      const [toSqueeze, toExcite] = split(key, 2)
      const channels = input.at(-1) ?? 0
      return {
        squeeze: dense(channels / share, options).init(toSqueeze, [channels]).params,
        excite: dense(channels, options).init(toExcite, [channels / share]).params,
      }
    },
    apply: ({ squeeze, excite }, x, context) => {
      const [batch = 1, ...example] = x.shape
      const channels = example.at(-1) ?? 0
      const average = mean(x, { axis: example.slice(1).map((_, axis) => axis + 1) })
      const squeezed = relu(runPart(dense(channels / share), squeeze, average, context))
      const gate = sigmoid(runPart(dense(channels), excite, squeezed, context))
      return mul(x, reshape(gate, [batch, ...example.slice(1).map(() => 1), channels]))
    },
    flops: (input) => {
      const channels = input.at(-1) ?? 0
      return 2 * sizeOf(input) + (4 * channels * channels) / share + channels / share + channels
    },
  })
}
