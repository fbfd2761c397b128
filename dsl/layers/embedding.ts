import { right } from 'fp-ts/lib/Either.js'
import { astype, check, type Dim, gather, mul, normal, type Shape, type Tensor } from '../../src/index.js'
import { demandCount } from '../count.js'
import type { Initializer } from '../initializers/initializer.js'
import { type Layer, layer, type Stateless } from '../layer.js'

/** @category Layers */
export interface Embedding<Vocabulary extends number, Features extends number> extends Stateless {
  readonly whole: 'taken'
  readonly out: this['in'] extends Shape ? (number extends this['in']['length'] ? Dim[] : [...this['in'], Features]) : never
  readonly params: { readonly table: Tensor<[Vocabulary, Features]> }
}

/**
 * How a table begins.
 *
 * @category Layers
 */
export interface EmbeddingOptions {
  /** Draws the first table. */
  readonly tableInit?: Initializer | undefined
}

/**
 * A row of a table for each token: `y = table[x]`. Tokens are whole numbers from 0 up to `vocabulary`, that left out, in a tensor of `i32`, `u32` or
 * `f32`, which holds them exactly up to 2^24; what is out of range is taken for the nearest that is in it. `table: [vocabulary, features]`, normal
 * of variance `1 / features`, or drawn by `tableInit`.
 *
 * @throws InvalidArgument if `vocabulary` or `features` is not a whole number of 1 or more.
 * @see Bengio, Ducharme, Vincent, Jauvin, A neural probabilistic language model, JMLR 3, 2003
 * @example
 * ```ts
 * const model = sequential([128], embedding(30_522, 768), positionalEncoding()) // [128] to [128, 768]
 * ```
 *
 * @category Layers
 */
export const embedding = <const Vocabulary extends number, const Features extends number>(
  vocabulary: Vocabulary,
  features: Features,
  options?: EmbeddingOptions,
): Layer<Embedding<Vocabulary, Features>> => {
  const [rows, width]: readonly [number, number] = [vocabulary, features]
  demandCount('embedding', 'size of the vocabulary', rows)
  demandCount('embedding', 'number of features', width)
  const { tableInit } = check.options('embedding', 'vocabulary, features', options, ['tableInit'])
  if (tableInit !== undefined) check.callable('embedding', 'tableInit', tableInit)
  return layer(`embedding(${rows}, ${width})`, {
    whole: 'taken',
    pointwise: true,
    output: (input) => right([...input, width]),
    init: (key) => ({ table: tableInit ? tableInit(key, [rows, width]) : mul(normal(key, [rows, width]), 1 / Math.sqrt(width)) }),
    apply: ({ table }, x) => gather(table, x.dtype === 'f32' ? astype(x, 'i32') : x),
  })
}
