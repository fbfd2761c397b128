import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Dim, type DivMod, mul, type Shape, type Show, show, sigmoid, split } from '../../src/index.js'
import { type Divides, withChannels } from '../channels.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'

/** @category Layers */
export interface Glu extends Stateless {
  readonly out: this['in'] extends Shape ? Halved<this['in']> : never
  readonly params: Empty
}

type Halved<In extends Shape> = number extends In['length']
  ? Dim[]
  : In extends readonly [...infer Before extends Shape, infer C extends Dim]
    ? Divides<C, 2> extends true
      ? [...Before, DivMod<C, 2>[0]]
      : `glu: the last dimension of ${Show<In>} is odd; it is cut into two halves`
    : `glu: the input needs a last dimension, got ${Show<In>}`

/**
 * `y = a * sigmoid(b)`, where `a` and `b` are the halves of the last dimension: a gated linear unit.
 *
 * @see Dauphin, Fan, Auli, Grangier, Language modeling with gated convolutional networks, arXiv:1612.08083
 * @example
 * ```ts
 * const model = sequential([784], dense(256), glu, dense(10)) // [784] to [10], with [128] between
 * ```
 *
 * @category Layers
 */
export const glu: Layer<Glu> = layer('glu', {
  output: (input) =>
    pipe(
      withChannels('glu', input),
      chain((shape) => {
        const channels = shape.at(-1) ?? 0
        return channels % 2 === 0
          ? right([...shape.slice(0, -1), channels / 2])
          : left(`glu: the last dimension of ${show(shape)} is odd; it is cut into two halves`)
      }),
    ),
  apply: (_, x) => {
    const half = (x.shape.at(-1) ?? 0) / 2
    const [a = x, b = x] = split(x, [half, half], -1)
    return mul(a, sigmoid(b))
  },
  flops: sizeOf,
})
