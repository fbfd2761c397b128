import type { Add, Dim } from '../../src/index.js'
import type { Layer, ParamsOf, StateOf } from '../layer.js'
import type { Next, Same } from './next.js'

/*
 * The types of layers one after the other. They are walked once, by their index: to take the first off a list of n makes the compiler
 * look at all n again, and a model may have hundreds.
 */

/**
 * What is made of layers, and of the shapes `Ins` that reach them, as far as they fit; `Out` is the shape after all, or a sentence, and `At` the index of the
 * layer that it is about. (An interface, whose members the compiler works out when they are asked for: a walk is made once, and each of them once of it.)
 */
interface Walked<L extends readonly unknown[], Ins extends readonly unknown[], Out, At> {
  readonly out: Out
  /** The layers, with the sentence in the place of the one that does not fit. */
  readonly checked: [At] extends [never] ? L : { readonly [I in keyof L]: I extends At ? Out : L[I] }
  readonly params: ParamsOn<L, Ins>
  readonly state: StatesOn<L, Ins>
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
        ? Walked<L, [...Ins, S], O, I>
        : Visit<O, L, [...Ins, S], After[Unit], Unit extends '9' ? NextTen<Tens> : Tens>
      : never
    : never
  : Walked<L, Ins, S, never>

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

/** (A condition on `L` first, so that no list at all, which the compiler tries too, has no walk, and of a union each is walked by itself.) */
type Walk<S, L extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length']
    ? readonly Layer[] extends L
      ? Walked<L, Dim[][], Dim[], never>
      : WalkSome<S, PartsOf<L>>
    : Visit<S, L>
  : never

/** The layers, with the sentence in the place of the first that does not fit. */
export type Check<S, L extends readonly unknown[]> =
  Walk<S, L> extends { readonly checked: infer Checked extends readonly unknown[] } ? Checked : never

/**
 * The shape after all layers, or the first sentence.
 *
 * @category Models
 */
export type Chain<S, L extends readonly unknown[]> = Walk<S, L> extends { readonly out: infer Out } ? Out : never

/**
 * The parameters of all layers: a tuple, layer by layer.
 *
 * @category Models
 */
export type ChainParams<S, L extends readonly unknown[]> = Walk<S, L> extends { readonly params: infer Params } ? Params : never

/**
 * The state of all layers: a tuple, layer by layer.
 *
 * @category Models
 */
export type ChainState<S, L extends readonly unknown[]> = Walk<S, L> extends { readonly state: infer State } ? State : never

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

/** What reaches each of such layers, and what is made of them. */
type WalkSome<S, P> =
  P extends Parts<infer Before, infer One, infer After>
    ? Visit<S, Before> extends infer First extends { readonly out: unknown }
      ? Through<First['out'], One> extends infer There
        ? There extends string
          ? Around<First, One, Dim[], Visit<Dim[], After>, There>
          : Visit<There, After> extends infer Last extends { readonly out: unknown }
            ? Around<First, One, There, Last, Last['out']>
            : never
        : never
      : never
    : never

/** The layers before a spread, what stands in it, which the shape `There` reaches, and those after it. */
interface Around<First, One, There, Last, Out> {
  readonly out: Out
  readonly checked: readonly [...ListIn<First, 'checked'>, ...One[], ...ListIn<Last, 'checked'>]
  readonly params: [...ListIn<First, 'params'>, ...ParamsOfOne<One, There>[], ...ListIn<Last, 'params'>]
  readonly state: [...ListIn<First, 'state'>, ...StateOfOne<One, There>[], ...ListIn<Last, 'state'>]
}

/** A list of what was walked. */
type ListIn<W, Part extends string> = W extends Readonly<Record<Part, infer Own extends readonly unknown[]>> ? Own : []

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
