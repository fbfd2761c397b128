import { left, right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, type Dim, max, mean, type Shape, type Show, show } from '../../src/index.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'

/** @category Layers */
export interface GlobalPool<Op extends string> extends Stateless {
  readonly out: this['in'] extends Shape ? GlobalOut<Op, this['in']> : never
  readonly params: Empty
}

type GlobalOut<Op extends string, In extends Shape> = number extends In['length']
  ? [number]
  : In extends readonly [...infer Sizes extends readonly [Dim, ...Shape], infer C extends Dim]
    ? [Extract<Sizes[number], 0>] extends [never]
      ? [C]
      : `${Op}: ${Show<In>} has nothing to choose from`
    : `${Op}: the input needs spatial dimensions before its channels, got ${Show<In>}`

/** All axes between the batch and the channels. */
const between = ({ shape }: AnyTensor): number[] => shape.slice(2).map((_, axis) => axis + 1)

const globalPool = <const Op extends string>(
  op: Op,
  fold: (x: AnyTensor, options: { readonly axis: readonly number[] }) => AnyTensor,
): Layer<GlobalPool<Op>> =>
  layer(op, {
    output: (input) => {
      if (input.length < 2) return left(`${op}: the input needs spatial dimensions before its channels, got ${show(input)}`)
      return input.slice(0, -1).includes(0) ? left(`${op}: ${show(input)} has nothing to choose from`) : right(input.slice(-1))
    },
    apply: (_, x) => fold(x, { axis: between(x) }),
    flops: sizeOf,
  })

/**
 * The mean of each channel over all places: `[...spatial, channels]` becomes `[channels]`.
 *
 * @see Lin, Chen, Yan, Network in network, arXiv:1312.4400
 * @example sequential([7, 7, 512], globalAvgPool, dense(10))
 *
 * @category Layers
 */
export const globalAvgPool: Layer<GlobalPool<'globalAvgPool'>> = globalPool('globalAvgPool', mean)

/**
 * The largest number of each channel over all places: `[...spatial, channels]` becomes `[channels]`.
 *
 * @example sequential([7, 7, 512], globalMaxPool, dense(10))
 *
 * @category Layers
 */
export const globalMaxPool: Layer<GlobalPool<'globalMaxPool'>> = globalPool('globalMaxPool', max)
