import type { Add, Dim, Shape } from '../../src/index.js'
import type { KeepsWhole, Layer, LayerType, OutOf, ParamsOf, StateOf, TakesLists, TakesWhole } from '../layer.js'
import type { OneExpected, RealExpected, Shapes, Whole } from '../one-or-many.js'

/*
 * The types of layers one after the other. They are walked once, by their index: to take the first off a list of n makes the compiler
 * look at all n again, and a model may have hundreds.
 */

/** What a layer makes of a shape, or of a list where it takes lists; a layer whose type is not known makes an unknown shape. */
export type Next<F extends LayerType, S> = (S extends Shape ? OutOf<F, S> : OfList<F, S>) extends infer O
  ? O extends string | Shapes
    ? O
    : Dim[]
  : never

type OfList<F extends LayerType, S> = F extends TakesLists
  ? OutOf<F, S>
  : LayerType extends F
    ? Dim[]
    : S extends Whole<infer A, infer D>
      ? OfWhole<F, A, D>
      : OneExpected<S>

/** What a layer makes of whole numbers. */
type OfWhole<F extends LayerType, A, D> = F extends TakesWhole
  ? OutOf<F, A>
  : F extends KeepsWhole
    ? OutOf<F, A> extends infer O
      ? O extends Shape
        ? Whole<O, D>
        : O
      : never
    : RealExpected<Whole<A, D>>

/** What reaches each layer, as far as they fit; the shape after all, or a sentence and the index of the layer that it is about. */
interface Walked<Ins extends readonly unknown[], Out, At> {
  readonly ins: Ins
  readonly out: Out
  readonly at: At
}

/** (A condition on `L` first, so that no list at all, which the compiler tries too, has no walk.) */
type Walk<S, L extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length']
    ? WalkMany<S, L>
    : Visit<S, L>
  : never

/**
 * Nobody knows how many layers there are. If all are of one type, which keeps the shape, it is the same everywhere; else it is not known at any, nor how many
 * there are of a number.
 */
type WalkMany<S, L extends readonly unknown[]> = [L, Kept<S, L[number]>] extends [readonly (infer _)[], true]
  ? Walked<S[], S, never>
  : Walked<Dim[][], Dim[], never>

type Kept<S, One> = One extends Layer<infer F> ? (Same<Next<F, S>, S> extends true ? true : false) : never

/** A shape stays as it is. */
export type Same<A, B> = [A, B] extends [Readonly<B>, Readonly<A>] ? true : false

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

/** The layers, with the sentence in the place of the first that does not fit. */
export type Check<S, L extends readonly unknown[]> =
  Walk<S, L> extends { readonly out: infer Out; readonly at: infer At }
    ? [At] extends [never]
      ? L
      : { readonly [I in keyof L]: I extends At ? Out : L[I] }
    : never

/** The shape after all layers, or the first sentence. */
export type Chain<S, L extends readonly unknown[]> = Walk<S, L> extends { readonly out: infer Out } ? Out : never

/** The parameters of all layers: a tuple, layer by layer. */
export type ChainParams<S, L extends readonly unknown[]> = Walk<S, L> extends { readonly ins: infer Ins } ? ParamsOn<L, Ins> : never

/** The state of all layers: a tuple, layer by layer. */
export type ChainState<S, L extends readonly unknown[]> = Walk<S, L> extends { readonly ins: infer Ins } ? StatesOn<L, Ins> : never

/** The parameters of each layer on the shape of the same index. */
export type ParamsOn<L extends readonly unknown[], Ins> = {
  -readonly [I in keyof L]: L[I] extends Layer<infer F> ? (I extends keyof Ins ? ParamsOf<F, Ins[I]> : ParamsOfSome<L[I], Ins>) : never
}

/** The parameters of a layer at a place that is not known. */
type ParamsOfSome<One, Ins> = One extends Layer<infer F> ? ParamsOf<F, Ins[number & keyof Ins]> : never

/** The state of each layer on the shape of the same index. */
export type StatesOn<L extends readonly unknown[], Ins> = {
  -readonly [I in keyof L]: L[I] extends Layer<infer F> ? (I extends keyof Ins ? StateOf<F, Ins[I]> : StateOfSome<L[I], Ins>) : never
}

/** The state of a layer at a place that is not known. */
type StateOfSome<One, Ins> = One extends Layer<infer F> ? StateOf<F, Ins[number & keyof Ins]> : never
