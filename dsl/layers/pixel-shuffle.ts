import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type DivMod, type Mul, reshape, type Shape, type Show, show, transpose } from '../../src/index.js'
import type { Divides } from '../channels.js'
import { demandCount } from '../count.js'
import { type Empty, type Layer, layer, type Stateless } from '../layer.js'
import { type OnExample, onExample } from '../spatial.js'

/** @category Layers */
export interface PixelShuffle<F extends number> extends Stateless {
  readonly out: this['in'] extends Shape ? Shuffled<`pixelShuffle(${F})`, this['in'], F, Mul<F, F>> : never
  readonly params: Empty
}

type Shuffled<Name extends string, In extends Shape, F extends number, Tile extends Dim> = OnExample<
  Name,
  ['height', 'width'],
  In,
  In extends readonly [infer H extends Dim, infer W extends Dim, infer C extends Dim]
    ? Divides<C, Tile> extends true
      ? [1, Mul<H, F>, Mul<W, F>, Quotient<C, Tile>]
      : `${Name}: ${Tile} does not divide ${C} channels`
    : never
>

/** @category Layers */
export interface PixelUnshuffle<F extends number> extends Stateless {
  readonly out: this['in'] extends Shape ? Unshuffled<`pixelUnshuffle(${F})`, this['in'], F> : never
  readonly params: Empty
}

type Unshuffled<Name extends string, In extends Shape, F extends number> = OnExample<
  Name,
  ['height', 'width'],
  In,
  In extends readonly [infer H extends Dim, infer W extends Dim, infer C extends Dim]
    ? [Divides<H, F>, Divides<W, F>] extends [true, true]
      ? [1, Quotient<H, F>, Quotient<W, F>, Mul<C, Mul<F, F>>]
      : `${Name}: ${F} does not divide height and width of ${Show<In>}`
    : never
>

/** By 0 nothing is divided: at run time it is refused. */
type Quotient<A extends Dim, B extends Dim> = B extends 0 ? number : DivMod<A, B>[0]

/**
 * Channels into space: of every `factor * factor` channels at a pixel a tile of as many pixels is made, row by row, `[height, width, channels * factor^2]` to
 * `[height * factor, width * factor, channels]`. The channels of one tile stand together, as in PyTorch.
 *
 * @throws InvalidArgument if `factor` is not a whole number of 1 or more.
 * @see Shi et al., Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network, arXiv:1609.05158
 * @example
 * ```ts
 * const model = sequential([32, 32, 3], conv2d(64, 5, { padding: 2 }), relu, conv2d(3 * 4, 3, { padding: 1 }), pixelShuffle(2)) // to [64, 64, 3]
 * ```
 *
 * @category Layers
 */
export const pixelShuffle = <const F extends number>(factor: F): Layer<PixelShuffle<F>> => {
  const side: number = factor
  demandCount('pixelShuffle', 'factor', side)
  const name = `pixelShuffle(${side})`
  return layer(name, {
    output: (input) =>
      onExample(name, ['height', 'width'], input, ([batch = 1, height = 0, width = 0, channels = 0]) =>
        channels % (side * side) === 0
          ? right([batch, height * side, width * side, channels / (side * side)])
          : left(`${name}: ${side * side} does not divide ${channels} channels`),
      ),
    apply: (_, x) => {
      const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
      const tiles = reshape(x, [batch, height, width, channels / (side * side), side, side])
      return reshape(transpose(tiles, [0, 1, 4, 2, 5, 3]), [batch, height * side, width * side, channels / (side * side)])
    },
  })
}

/**
 * Space into channels, the inverse of `pixelShuffle`: `[height * factor, width * factor, channels]` to `[height, width, channels * factor^2]`.
 *
 * @throws InvalidArgument if `factor` is not a whole number of 1 or more.
 * @example pixelUnshuffle(2) // [64, 64, 3] to [32, 32, 12]
 *
 * @category Layers
 */
export const pixelUnshuffle = <const F extends number>(factor: F): Layer<PixelUnshuffle<F>> => {
  const side: number = factor
  demandCount('pixelUnshuffle', 'factor', side)
  const name = `pixelUnshuffle(${side})`
  return layer(name, {
    output: (input) =>
      onExample(name, ['height', 'width'], input, ([batch = 1, height = 0, width = 0, channels = 0]) =>
        height % side === 0 && width % side === 0
          ? right([batch, height / side, width / side, channels * side * side])
          : left(`${name}: ${side} does not divide height and width of ${show(input)}`),
      ),
    apply: (_, x) => {
      const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
      const tiles = reshape(x, [batch, height / side, side, width / side, side, channels])
      return reshape(transpose(tiles, [0, 1, 3, 5, 2, 4]), [batch, height / side, width / side, channels * side * side])
    },
  })
}
