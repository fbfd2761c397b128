import { chain, type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyTensor,
  add,
  check,
  concat,
  type Dim,
  type Mul,
  mul,
  type Sentence,
  type Shape,
  split,
  type Tree,
} from '../../src/index.js'
import { type Layer, type OutOf, outputOf, type ParamsOf, type Variables } from '../layer.js'
import { isList, isWhole, type Numbers, type ShowAll, showAll } from '../one-or-many.js'
import { demandRecurrent, type EachStep, type RecurrentLayer, type RecurrentType } from '../recurrent/recurrent.js'
import { sizeOf } from '../size-of.js'
import { partOf } from './part-of.js'

/**
 * How what both directions give becomes one.
 *
 * @category Models
 */
export type Merge = 'concat' | 'sum' | 'product' | 'mean'

/** @category Models */
export interface Bidirectional<F extends RecurrentType, M extends Merge> extends RecurrentType {
  readonly each: Merged<M, EachStep<F, this['in']>>
  readonly out: Merged<M, OutOf<F, this['in']>>
  readonly params: BothWays<ParamsOf<F, this['in']>>
}

/**
 * Parameters of a layer along a sequence in both directions.
 *
 * @category Models
 */
export interface BothWays<Params> {
  readonly forward: Params
  readonly backward: Params
}

type Merged<M extends Merge, Out> = Out extends string
  ? Out
  : Out extends Shape
    ? 'concat' extends M
      ? Doubled<Out>
      : Out
    : `bidirectional: each direction gives ${ShowAll<Out>}; it gives one output, without its state`

type Doubled<Out extends Shape> = Out extends readonly [...infer Before extends Shape, infer C extends Dim] ? [...Before, Mul<C, 2>] : Out

const ways: Readonly<Record<Merge, (a: AnyTensor, b: AnyTensor) => AnyTensor>> = {
  concat: (a, b) => concat([a, b], -1),
  sum: (a, b) => add(a, b),
  product: (a, b) => mul(a, b),
  mean: (a, b) => mul(add(a, b), 0.5),
}

/**
 * A recurrent layer in both directions, with parameters of its own for each, `forward` and `backward`. What they give is joined: side by side
 * (`'concat'`, if it is left out), or number by number (`'sum'`, `'product'`, `'mean'`). Of a list each takes all: a mask, and the same first state.
 *
 * @throws InvalidArgument if the layer is not recurrent, or there is no such way to join.
 * @see Schuster, Paliwal, Bidirectional recurrent neural networks, IEEE Transactions on Signal Processing 45, 1997
 * @example
 * ```ts
 * const tagger = sequential([100, 16], bidirectional(lstm(64, { returnSequences: true })), dense(5)) // [100, 128] between them
 * ```
 *
 * @category Models
 */
export const bidirectional = <F extends RecurrentType, const M extends Merge = 'concat'>(
  layer: RecurrentLayer<F>,
  options?: { readonly merge?: M },
): RecurrentLayer<Bidirectional<F, M>> => {
  const { merge = 'concat' } = check.options<{ readonly merge?: Merge }>('bidirectional', 'layer', options, ['merge'])
  demandRecurrent('bidirectional', layer)
  if (!Object.hasOwn(ways, merge)) check.refuse('bidirectional', 'merge', "'concat', 'sum', 'product' or 'mean'", merge)
  return both(layer, layer.reversed(), merge)
}

const both = <F extends RecurrentType>(forward: Layer & RecurrentLayer, backward: RecurrentLayer, merge: Merge): RecurrentLayer<F> => {
  const one = (out: Numbers): Either<Sentence, readonly number[]> =>
    isList(out) || isWhole(out)
      ? left(`bidirectional: each direction gives ${showAll(out)}; it gives one output, without its state`)
      : right(out)
  const joined = (out: readonly number[]): readonly number[] => (merge === 'concat' ? [...out.slice(0, -1), 2 * (out.at(-1) ?? 0)] : out)
  const made: RecurrentLayer<F> = {
    name: `bidirectional(${forward.name})`,
    output: (input) =>
      pipe(
        forward.output(input),
        chain(one),
        chain((out) => right(joined(out))),
      ),
    init: (key, input) => {
      const [toForward, toBackward] = split(key, 2)
      return {
        params: { forward: forward.init(toForward, input).params, backward: backward.init(toBackward, input).params },
        state: {},
      }
    },
    forward: (variables, x, context) => {
      const { params, state } = variables as Variables<Readonly<Record<'forward' | 'backward', Tree>>> // `init` made them
      const [a] = forward.forward({ params: params.forward, state }, x, partOf(context, 0))
      const [b] = backward.forward({ params: params.backward, state }, x, partOf(context, 1))
      return [ways[merge](a as AnyTensor, b as AnyTensor), state] // `output` took no lists
    },
    flops: (input) => 2 * forward.flops(input) + (merge === 'concat' ? 0 : sizeOf(outputOf(made, input) as readonly number[])), // as above
    decoding: () => left(`${made.name}: it looks at places that come later, so no model with it is decoded place by place`),
    reversed: () => both(backward, forward, merge),
    sequences: () => both(forward.sequences(), backward.sequences(), merge),
  }
  return made
}
