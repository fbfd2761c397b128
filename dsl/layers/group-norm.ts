import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { add, type Dim, mean, mul, reshape, rsqrt, type Shape, sub, variance } from '../../src/index.js'
import { type Channels, type Divides, type WithChannels, withChannels } from '../channels.js'
import { demandCount } from '../count.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import { type ScaleAndOffset, scaleAndOffset } from '../parameters.js'
import { sizeOf } from '../size-of.js'
import { epsilonIn, type NormOptions } from './layer-norm.js'

/** @category Layers */
export interface GroupNorm<Groups extends number> extends Stateless {
  readonly out: this['in'] extends Shape ? Grouped<Groups, this['in'], Channels<this['in']>> : never
  readonly params: ScaleAndOffset<Channels<this['in']>>
}

type Grouped<Groups extends number, In extends Shape, C extends Dim> =
  WithChannels<`groupNorm(${Groups})`, In> extends infer Out
    ? Out extends Shape
      ? Divides<C, Groups> extends true
        ? Out
        : `groupNorm(${Groups}): ${Groups} groups do not divide ${C} channels`
      : Out
    : never

/**
 * `y = (x - mean) / sqrt(variance + epsilon) * scale + offset`, where mean and variance are those of a group of channels at all places of an example.
 * `scale: [channels]`, ones; `offset: [channels]`, zero. One group, or as many as there are channels, are layer and instance normalisation of images.
 *
 * @throws InvalidArgument if `groups` is not a whole number of 1 or more.
 * @see Wu, He, Group normalization, arXiv:1803.08494
 * @example
 * ```ts
 * const model = sequential([28, 28, 1], conv2d(64, 3), groupNorm(8), relu) // [28, 28, 1] to [26, 26, 64]
 * ```
 *
 * @category Layers
 */
export const groupNorm = <const Groups extends number>(groups: Groups, options?: NormOptions): Layer<GroupNorm<Groups>> => {
  const count: number = groups
  demandCount('groupNorm', 'number of groups', count)
  const epsilon = epsilonIn('groupNorm', 'groups', options)
  const name = `groupNorm(${count})`
  return layer(name, {
    output: (input) =>
      pipe(
        withChannels(name, input),
        chain((out) => {
          const channels = out.at(-1) ?? 0
          return channels % count === 0 ? right(out) : left(`${name}: ${count} groups do not divide ${channels} channels`)
        }),
      ),
    init: (_, input) => scaleAndOffset(input),
    apply: ({ scale, offset }, x) => {
      const [batch = 1, ...example] = x.shape
      const channels = example.at(-1) ?? 0
      const grouped = reshape(x, [batch, sizeOf(example.slice(0, -1)), count, channels / count])
      const ofGroup = { axis: [1, 3], keepDims: true } as const
      const standard = mul(sub(grouped, mean(grouped, ofGroup)), rsqrt(add(variance(grouped, ofGroup), epsilon)))
      return add(mul(reshape(standard, x.shape), scale), offset)
    },
    wide: true,
    flops: (input) => 8 * sizeOf(input),
  })
}
