import type { Add, Dim } from '../../src/index.js'
import type { Layer, ParamsOf, StateOf } from '../layer.js'
import type { Next, Same } from './next.js'

/*
 * The types of layers one after the other. They are walked once, by their index: to take the first off a list of n makes the compiler
 * look at all n again, and a model may have hundreds.
 */

/** What reaches each layer, as far as they fit; the shape after all, or a sentence and the index of the layer that it is about. */
interface Walked<Ins extends readonly unknown[], Out, At> {
  readonly ins: Ins
  readonly out: Out
  readonly at: At
}

/** Visits `L[I]` with the shape `S`, and those after it; the decimal digits of `I` are `Tens` and `Unit`. */
type Visit<
  S,
  L extends readonly unknown[],
  Ins extends readonly unknown[] = [],
  Unit extends Digit = '0',
  Tens extends string = '',
  I extends string = `${Tens}${Unit}`,
> = I extends keyof L
  ? L[I] extends Layer<infer F>
    ? Next<F, S> extends infer O
      ? O extends string
        ? Walked<[...Ins, S], O, I>
        : Visit<O, L, [...Ins, S], After[Unit], Unit extends '9' ? NextTen<Tens> : Tens>
      : never
    : never
  : Walked<Ins, S, never>

type Digit = keyof After

interface After {
  '0': '1'
  '1': '2'
  '2': '3'
  '3': '4'
  '4': '5'
  '5': '6'
  '6': '7'
  '7': '8'
  '8': '9'
  '9': '0'
}

type NextTen<Tens extends string> = Tens extends `${infer N extends number}` ? `${Add<N, 1>}` : '1'

/** The layers, with the sentence in the place of the first that does not fit. (A condition on `L` first, so that no list at all, which the compiler tries too, has no walk, and of a union each is walked by itself.) */
export type Check<S, L extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length']
    ? readonly Layer[] extends L
      ? L
      : CheckSome<S, PartsOf<L>>
    : CheckAll<S, L>
  : never

type CheckAll<S, L extends readonly unknown[]> =
  Visit<S, L> extends { readonly out: infer Out; readonly at: infer At }
    ? [At] extends [never]
      ? L
      : { readonly [I in keyof L]: I extends At ? Out : L[I] }
    : never

/** The shape after all layers, or the first sentence. */
export type Chain<S, L extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length']
    ? readonly Layer[] extends L
      ? Dim[]
      : ChainSome<S, PartsOf<L>>
    : ChainAll<S, L>
  : never

type ChainAll<S, L extends readonly unknown[]> = Visit<S, L> extends { readonly out: infer Out } ? Out : never

/** The parameters of all layers: a tuple, layer by layer. */
export type ChainParams<S, L extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length']
    ? readonly Layer[] extends L
      ? ParamsOn<L, Dim[][]>
      : ParamsSome<S, PartsOf<L>>
    : ParamsAll<S, L>
  : never

type ParamsAll<S, L extends readonly unknown[]> = Visit<S, L> extends { readonly ins: infer Ins } ? ParamsOn<L, Ins> : never

/** The state of all layers: a tuple, layer by layer. */
export type ChainState<S, L extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length']
    ? readonly Layer[] extends L
      ? StatesOn<L, Dim[][]>
      : StatesSome<S, PartsOf<L>>
    : StatesAll<S, L>
  : never

type StatesAll<S, L extends readonly unknown[]> = Visit<S, L> extends { readonly ins: infer Ins } ? StatesOn<L, Ins> : never

/*
 * Nobody knows how many layers there are: `...(deep ? [dense(64), relu] : [])`. Those in front of the spread and those behind it are known, and what stands
 * in it is one of some. If each of them keeps the shape, it is known everywhere; else it is not known from the spread on. (Layers of which nothing is known are let
 * pass first: the compiler tries them for every model.)
 */

/** The layers before a spread, what stands in it, and those after it. */
interface Parts<Before extends readonly unknown[], One, After extends readonly unknown[]> {
  readonly before: Before
  readonly one: One
  readonly after: After
}

type PartsOf<L extends readonly unknown[], Before extends readonly unknown[] = []> = L extends readonly [infer First, ...infer More]
  ? PartsOf<More, [...Before, First]>
  : Ends<L, Before>

type Ends<L extends readonly unknown[], Before extends readonly unknown[], After extends readonly unknown[] = []> = L extends readonly [
  ...infer More,
  infer Last,
]
  ? Ends<More, Before, [Last, ...After]>
  : Parts<Before, L[number], After>

/** The shape that reaches a spread, and the layers after it; or the first sentence. */
type Through<S, One> = S extends string ? S : Kept<S, One> extends true ? S : Dim[]

type Kept<S, One> = One extends Layer<infer F> ? (Same<Next<F, S>, S> extends true ? true : false) : never

/** The layers before a spread end in a sentence. */
type Reaching<S> = S extends string ? Dim[] : S

type CheckSome<S, P> =
  P extends Parts<infer Before, infer One, infer After>
    ? readonly [...CheckAll<S, Before>, ...One[], ...CheckAll<Reaching<Through<ChainAll<S, Before>, One>>, After>]
    : never

type ChainSome<S, P> =
  P extends Parts<infer Before, infer One, infer After>
    ? Through<ChainAll<S, Before>, One> extends infer Out
      ? Out extends string
        ? Out
        : ChainAll<Out, After>
      : never
    : never

type ParamsSome<S, P> =
  P extends Parts<infer Before, infer One, infer After>
    ? Reaching<Through<ChainAll<S, Before>, One>> extends infer There
      ? [...ParamsAll<S, Before>, ...ParamsOfOne<One, There>[], ...ParamsAll<There, After>]
      : never
    : never

type StatesSome<S, P> =
  P extends Parts<infer Before, infer One, infer After>
    ? Reaching<Through<ChainAll<S, Before>, One>> extends infer There
      ? [...StatesAll<S, Before>, ...StateOfOne<One, There>[], ...StatesAll<There, After>]
      : never
    : never

type ParamsOfOne<One, S> = One extends Layer<infer F> ? ParamsOf<F, S> : never

type StateOfOne<One, S> = One extends Layer<infer F> ? StateOf<F, S> : never

/** The parameters of each layer on the shape of the same index; of a list of unknown length, on any of them. */
export type ParamsOn<L extends readonly unknown[], Ins> = {
  -readonly [I in keyof L]: L[I] extends Layer<infer F> ? ParamsOf<F, Ins[(I extends keyof Ins ? I : number) & keyof Ins]> : never
}

/** The state of each layer on the shape of the same index; of a list of unknown length, on any of them. */
export type StatesOn<L extends readonly unknown[], Ins> = {
  -readonly [I in keyof L]: L[I] extends Layer<infer F> ? StateOf<F, Ins[(I extends keyof Ins ? I : number) & keyof Ins]> : never
}
