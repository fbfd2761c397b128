import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Mul, max, reshape, type Shape, type Show, type Tree } from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import type { KernelAndBias } from '../parameters.js'
import { runPart } from '../run-part.js'
import { sizeOf } from '../size-of.js'
import { type DenseOptions, dense } from './dense.js'

/** @category Layers */
export interface Maxout<Units extends number, Pieces extends number, B extends boolean = true> extends Stateless {
  readonly out: this['in'] extends Shape ? MaxoutOut<this['in'], Units, Pieces> : never
  readonly params: KernelAndBias<[Channels<this['in']>, Mul<Units, Pieces>], Mul<Units, Pieces>, B>
}

type MaxoutOut<In extends Shape, Units extends number, Pieces extends number> = number extends In['length']
  ? Shape
  : In extends readonly [...infer Before extends Shape, Dim]
    ? [...Before, Units]
    : `maxout(${Units}, ${Pieces}): the input needs a last dimension, got ${Show<In>}`

/**
 * The largest of so many linear functions, unit by unit, over the last dimension: a convex function that is learned. A dense layer of `units * pieces`, of which
 * each unit takes the maximum of `pieces` in a row. `kernel: [in, units * pieces]`, `bias: [units * pieces]`; options are those of `dense`.
 *
 * @throws InvalidArgument if `units` or `pieces` is not a whole number of 1 or more.
 * @see Goodfellow, Warde-Farley, Mirza, Courville, Bengio, Maxout networks, arXiv:1302.4389
 * @example
 * ```ts
 * const model = sequential([784], maxout(128, 4), dense(10)) // [784] to [10]
 * ```
 *
 * @category Layers
 */
export const maxout = <const Units extends number, const Pieces extends number, const B extends boolean = true>(
  units: Units,
  pieces: Pieces,
  options?: DenseOptions<B>,
): Layer<Maxout<Units, Pieces, B>> => {
  const [width, parts]: readonly [number, number] = [units, pieces]
  demandCount('maxout', 'number of units', width)
  demandCount('maxout', 'number of pieces', parts)
  const name = `maxout(${width}, ${parts})`
  const linear: Layer = dense(width * parts, options)
  return layer<Maxout<Units, Pieces, B>, Tree>(name, {
    output: (input) =>
      input.length > 0 ? right([...input.slice(0, -1), width]) : left(`${name}: the input needs a last dimension, got []`),
    init: (key, input) => linear.init(key, input).params,
    apply: (params, x, context) => max(reshape(runPart(linear, params, x, context), [...x.shape.slice(0, -1), width, parts]), { axis: -1 }),
    flops: (input) => linear.flops(input) + sizeOf(input.slice(0, -1)) * width * (parts - 1),
  })
}
