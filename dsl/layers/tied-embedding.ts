import { chain, type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyTensor,
  type Dim,
  foldIn,
  matmul,
  type Sentence,
  type Shape,
  type Show,
  show,
  type Tensor,
  type Tree,
  transpose,
} from '../../src/index.js'
import { demandLayers } from '../check.js'
import type { Next } from '../combinators/next.js'
import { partOf } from '../combinators/part-of.js'
import { type Decoding, decodingOf } from '../decoding.js'
import { type Layer, type LayerType, outputOf, type ParamsOf, predicting, type StateOf, statefulLayer } from '../layer.js'
import { anyOneOf, headOf, isList, isWhole, type Numbers, type ShowAll, showAll, type Tensors, type Whole } from '../one-or-many.js'
import { sizeOf } from '../size-of.js'
import { embedding } from './embedding.js'

/** @category Layers */
export interface TiedEmbedding<Vocabulary extends number, Features extends number, B extends LayerType> extends LayerType {
  readonly whole: 'taken'
  readonly out: this['in'] extends Shape
    ? Tied<
        `tiedEmbedding(${Vocabulary}, ${Features})`,
        Vocabulary,
        Features,
        Embedded<this['in'], Features>,
        Next<B, Embedded<this['in'], Features>>
      >
    : never
  readonly params: Params<Vocabulary, Features, ParamsOf<B, Embedded<this['in'], Features>>>
  readonly state: StateOf<B, Embedded<this['in'], Features>>
}

/** (A condition, so that its fields are shown in a model's type, not its name.) */
type Params<Vocabulary extends Dim, Features extends Dim, Between> = [Between] extends [infer B]
  ? { readonly table: Tensor<[Vocabulary, Features]>; readonly between: B }
  : never

/** What an embedding makes of tokens. */
type Embedded<In, Features extends Dim> =
  In extends Whole<infer S> ? Embedded<S, Features> : In extends Shape ? (number extends In['length'] ? Dim[] : [...In, Features]) : never

type Tied<Name extends string, Vocabulary extends Dim, Features extends Dim, Into, Out> = Out extends string
  ? Out
  : Out extends Shape
    ? number extends Out['length']
      ? Dim[]
      : Out extends readonly [...infer Before extends Shape, infer F extends Dim]
        ? number extends F | Features
          ? [...Before, Vocabulary]
          : F extends Features
            ? [...Before, Vocabulary]
            : Misfit<Name, Features, Into, Out>
        : Misfit<Name, Features, Into, Out>
    : Misfit<Name, Features, Into, Out>

type Misfit<
  Name extends string,
  Features extends Dim,
  Into,
  Out,
> = `${Name}: what is between maps ${ShowAll<Into>} to ${ShowAll<Out>}; it ends in ${Show<[Features]> extends `[${infer F}]` ? F : never} features`

type Parts = Readonly<Record<'table' | 'between', Tree>>

/**
 * Tokens to logits on one table: an embedding, a layer, and the embedding's table again as the output, `y = between(table[x]) * table'`. The table is one
 * parameter with one gradient, of its rows as inputs and as classes. `table: [vocabulary, features]`, normal of variance `1 / features`; `between` is the
 * layer's tree, and state is the layer's.
 *
 * @throws InvalidArgument if `vocabulary` or `features` is not a whole number of 1 or more.
 * @see Press, Wolf, Using the output embedding to improve language models, arXiv:1608.05859
 * @example
 * ```ts
 * const blocks = serial(positionalEncoding(), repeated(4, transformerBlock({ heads: 4, hidden: 256, causal: true })), layerNorm())
 * const model = sequential({ shape: [64], dtype: 'i32' }, tiedEmbedding(1000, 64, blocks)) // [64] to [64, 1000]
 * ```
 *
 * @category Layers
 */
export const tiedEmbedding = <const Vocabulary extends number, const Features extends number, B extends LayerType>(
  vocabulary: Vocabulary,
  features: Features,
  between: Layer<B>,
): Layer<TiedEmbedding<Vocabulary, Features, B>> => {
  const [rows, width]: readonly [number, number] = [vocabulary, features]
  const table = embedding(rows, width)
  demandLayers('tiedEmbedding', 'layer', [between])
  const name = `tiedEmbedding(${rows}, ${width})`
  /** The embedded shape, or the sentence. */
  const through = (input: readonly number[]): Either<Sentence, readonly number[]> => {
    const embedded = [...input, width]
    const fitting = (out: Numbers): Either<Sentence, readonly number[]> =>
      isList(out) || isWhole(out) || out.at(-1) !== width
        ? left(`${name}: what is between maps ${show(embedded)} to ${showAll(out)}; it ends in ${width} features`)
        : right([...out.slice(0, -1), rows])
    return pipe(between.output(embedded), chain(fitting))
  }
  const embed = (rowsOf: Tree, x: Tensors): Tensors => table.forward({ params: { table: rowsOf }, state: {} }, x, predicting)[0]
  const whole = statefulLayer<TiedEmbedding<Vocabulary, Features, B>, Parts>(name, {
    whole: 'taken',
    output: through,
    init: (key, input) => {
      const { params, state } = between.init(foldIn(key, 1), [...input, width])
      const drawn = table.init(foldIn(key, 0), input).params as { readonly table: AnyTensor } // what an embedding's are
      return { params: { table: drawn.table, between: params }, state }
    },
    forward: ({ params, state }, x, context) => {
      const rowsOf = params.table as AnyTensor // as `init` made it
      const [y, after] = between.forward({ params: params.between, state }, embed(rowsOf, x), partOf(context, 1))
      return [matmul(y as AnyTensor, transpose(rowsOf)), after] // `output` took no list
    },
    flops: (input) => {
      const embedded = [...input, width]
      return between.flops(embedded) + 2 * rows * sizeOf(outputOf(between, embedded) as readonly number[]) // as above
    },
  })
  return {
    ...whole,
    decoding: (input, known) =>
      pipe(
        anyOneOf(input),
        chain((shape) => decodingOf(between, [...shape, width], known)),
        map(
          (part): Decoding => ({
            start: part.start,
            step: ({ params, state }, kept, x, place, memory) => {
              const own = params as Parts // as `init` made them
              const [y, after] = part.step({ params: own.between, state }, kept, embed(own.table, x), place, memory)
              return [matmul(headOf(y), transpose(own.table as AnyTensor)), after]
            },
          }),
        ),
      ),
  }
}
