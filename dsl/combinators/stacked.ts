import { chain } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { check, foldIn, type Sub, type Tree } from '../../src/index.js'
import { demandCount } from '../count.js'
import { decodingOf, decodingOfParts } from '../decoding.js'
import { type OutOf, outputOf, type ParamsOf, type Variables } from '../layer.js'
import { dropout } from '../layers/dropout.js'
import { isList, type Numbers } from '../one-or-many.js'
import { demandRecurrent, type EachStep, type RecurrentLayer, type RecurrentType } from '../recurrent/recurrent.js'
import { partOf } from './part-of.js'
import type { Copies } from './repeated.js'

/**
 * What is between the layers of a stack.
 *
 * @category Models
 */
export interface StackOptions {
  /** With which probability a number of what a layer gives the next is left out, in training; 0 if left out. */
  readonly dropout?: number
}

/** @category Models */
export interface Stacked<N extends number, F extends RecurrentType> extends RecurrentType {
  readonly each: N extends 1 ? EachStep<F, this['in']> : On<EachStep<F, this['in']>, EachStep<F, Deeper<F, this['in']>>>
  readonly out: N extends 1 ? OutOf<F, this['in']> : On<EachStep<F, this['in']>, OutOf<F, Deeper<F, this['in']>>>
  readonly params: ParamsOfAll<N, ParamsOf<F, this['in']>, ParamsOf<F, Deeper<F, this['in']>>>
}

/** `Then`, unless what is before it is a sentence. */
type On<Before, Then> = Before extends string ? Before : Then

/** What reaches all layers but the first. */
type Deeper<F extends RecurrentType, In> = In extends readonly [readonly unknown[], ...infer Others]
  ? [EachStep<F, In>, ...Others]
  : EachStep<F, In>

type ParamsOfAll<N extends number, First, Other> = number extends N ? (First | Other)[] : [First, ...Copies<Sub<N, 1> & number, Other>]

/**
 * `n` copies of a recurrent layer one on the other, each with parameters of its own: all but the last give all their steps to the next, whatever the layer
 * gives by itself. Parameters are a tuple, layer by layer. Of a list each layer takes all that follows the sequence: a mask, and the same first state.
 *
 * @throws InvalidArgument if `n` is not a whole number of 1 or more, the layer is not recurrent, or unless `0 <= dropout < 1`.
 * @see Graves, Mohamed, Hinton, Speech recognition with deep recurrent neural networks, arXiv:1303.5778; Zaremba, Sutskever, Vinyals, Recurrent neural
 * network regularization, arXiv:1409.2329, for dropout between layers alone
 * @example
 * ```ts
 * const model = sequential([100, 16], stacked(3, bidirectional(lstm(64)), { dropout: 0.2 }), dense(10)) // [100, 16] to [10]
 * ```
 *
 * @category Models
 */
export const stacked = <const N extends number, F extends RecurrentType>(
  n: N,
  layer: RecurrentLayer<F>,
  options?: StackOptions,
): RecurrentLayer<Stacked<N, F>> => {
  const { dropout: rate = 0 } = check.options('stacked', 'n, layer', options, ['dropout'])
  const count: number = n
  demandCount('stacked', 'number of layers', count)
  demandRecurrent('stacked', layer)
  return stack(count, layer, rate)
}

const stack = <F extends RecurrentType>(count: number, last: RecurrentLayer, rate: number): RecurrentLayer<F> => {
  const drop = dropout(rate)
  const layers = Array.from({ length: count }, (_, i) => (i < count - 1 ? last.sequences() : last))
  const [first = last, ...others] = layers
  const below = first.sequences()
  /** What reaches all layers but the first. */
  const deeper = (input: Numbers): Numbers => {
    const each = outputOf(below, input) as readonly number[] // all steps are one output
    return isList(input) ? [each, ...input.slice(1)] : each
  }
  return {
    name: `stacked(${count}, ${last.name})`,
    output: (input) =>
      others.length === 0
        ? last.output(input)
        : pipe(
            below.output(input),
            chain(() => last.output(deeper(input))),
          ),
    init: (key, input) => ({
      params: layers.map((layer, i) => layer.init(foldIn(key, i), i === 0 ? input : deeper(input)).params),
      state: {},
    }),
    forward: (variables, x, context) => {
      const { params, state } = variables as Variables<readonly Tree[]> // `init` made them, an entry a layer
      let y = first.forward({ params: params[0], state }, x, partOf(context, 0))[0]
      for (const [i, layer] of others.entries()) {
        const dropped = drop.forward({ params: {}, state: {} }, y, partOf(context, count + i))[0]
        const taken = isList(x) ? [dropped, ...x.slice(1)] : dropped
        y = layer.forward({ params: params[i + 1], state }, taken as typeof x, partOf(context, i + 1))[0]
      }
      return [y, state]
    },
    flops: (input) => first.flops(input) + others.reduce((sum, layer) => sum + layer.flops(deeper(input)), 0),
    decoding: (input) =>
      decodingOfParts(
        layers.map((layer, i) => decodingOf(layer, i === 0 ? input : deeper(input))),
        (steps, x) => steps.reduce((y, step) => step(y), x),
      ),
    reversed: () => stack(count, last.reversed(), rate),
    sequences: () => stack(count, last.sequences(), rate),
  }
}
