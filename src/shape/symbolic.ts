import type { AddDigits, DivDigits, MulDigits, SubDigits } from './digits.js'

/*
 * Sums and products of symbols and whole numbers, as polynomials in a normal form that is a string: `'N+M'`, `'2*N'`, `'N*T+4'`. The terms stand in
 * one order, and so do the symbols in each; a factor 1 and a term 0 are not written. So two sizes are the same for all values of their symbols
 * just where the strings are equal. What leaves this form (a difference that may be negative, a quotient that may not be whole, a symbol that has other
 * characters than letters, digits and underscores) is `never`, which `nat.ts` makes `number`: not known.
 */

/** The symbols' order, letter by letter: N first, which is the batch by custom, then the alphabet. */
type Order = '*_NABCDEFGHIJKLMOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A number, or what is a number of times a product of symbols; the symbols of a number are ''. */
interface Term<Factor extends string, Symbols extends string> {
  readonly factor: Factor
  readonly symbols: Symbols
}

type Read<T extends string> = T extends `${infer Factor extends bigint}*${infer Symbols}`
  ? Term<`${Factor}`, Symbols>
  : T extends `${bigint}`
    ? Term<T, ''>
    : Term<'1', T>

type Write<Factor extends string, Symbols extends string> = Symbols extends ''
  ? Factor
  : Factor extends '1'
    ? Symbols
    : `${Factor}*${Symbols}`

type Plus<A extends string, B extends string> = A extends '' ? B : B extends '' ? A : `${A}+${B}`

/** Whether the one stands before the other, where they differ; of two that begin alike the longer does. */
type Before<A extends string, B extends string> = A extends `${infer a}${infer As}`
  ? B extends `${infer b}${infer Bs}`
    ? a extends b
      ? Before<As, Bs>
      : Order extends `${string}${a}${string}${b}${string}`
        ? true
        : Order extends `${string}${b}${string}${a}${string}`
          ? false
          : never
    : true
  : false

/** `P + Q`, normal both. */
export type AddPolynomials<P extends string, Q extends string> = Q extends `${infer T}+${infer Rest}`
  ? AddPolynomials<AddTerm<P, Read<T>>, Rest>
  : AddTerm<P, Read<Q>>

type AddTerm<P extends string, T> = T extends Term<infer F, infer S> ? (F extends '0' ? P : Insert<P, F, S>) : never

/** The polynomial with a term added: to that of the same symbols if there is one, else where its place is. */
type Insert<P extends string, F extends string, S extends string, Passed extends string = ''> = P extends ''
  ? Plus<Passed, Write<F, S>>
  : P extends `${infer Head}+${infer Rest}`
    ? InsertAt<Head, Rest, F, S, Passed>
    : InsertAt<P, '', F, S, Passed>

type InsertAt<Head extends string, Rest extends string, F extends string, S extends string, Passed extends string> =
  Read<Head> extends Term<infer HeadF, infer HeadS>
    ? HeadS extends S
      ? Plus<Plus<Passed, Write<AddDigits<HeadF, F>, S>>, Rest>
      : Before<S, HeadS> extends infer First
        ? [First] extends [never]
          ? never
          : First extends true
            ? Plus<Passed, Plus<Write<F, S>, Plus<Head, Rest>>>
            : Insert<Rest, F, S, Plus<Passed, Head>>
        : never
    : never

/** `P x Q`. */
export type MulPolynomials<P extends string, Q extends string, Out extends string = ''> = Q extends `${infer T}+${infer Rest}`
  ? MulPolynomials<P, Rest, MulTerm<P, Read<T>, Out>>
  : MulTerm<P, Read<Q>, Out>

/** Each term of `P` times `T`, added to what there is. */
type MulTerm<P extends string, T, Out extends string> = P extends `${infer Head}+${infer Rest}`
  ? MulTerm<Rest, T, AddTerm<Out, Times<Read<Head>, T>>>
  : AddTerm<Out, Times<Read<P>, T>>

type Times<T, U> = [T, U] extends [Term<infer F, infer S>, Term<infer G, infer R>]
  ? Sorted<S, R> extends infer Symbols extends string
    ? [Symbols] extends [never]
      ? never
      : Term<F extends '1' ? G : G extends '1' ? F : MulDigits<F, G>, Symbols>
    : never
  : never

/** The symbols of both products, in order. */
type Sorted<S extends string, R extends string> = S extends ''
  ? R
  : R extends `${infer Head}*${infer Rest}`
    ? Sorted<SortIn<S, Head>, Rest>
    : R extends ''
      ? S
      : SortIn<S, R>

type SortIn<S extends string, New extends string, Passed extends string = ''> = S extends `${infer Head}*${infer Rest}`
  ? Before<New, Head> extends infer First
    ? [First] extends [never]
      ? never
      : First extends true
        ? `${Passed}${New}*${S}`
        : SortIn<Rest, New, `${Passed}${Head}*`>
    : never
  : Before<New, S> extends infer First
    ? [First] extends [never]
      ? never
      : First extends true
        ? `${Passed}${New}*${S}`
        : `${Passed}${S}*${New}`
    : never

/** `P - Q` where no factor of it is negative; '0' if nothing is left. */
export type SubPolynomials<P extends string, Q extends string> = Q extends `${infer T}+${infer Rest}`
  ? SubPolynomials<SubTerm<P, Read<T>>, Rest>
  : SubTerm<P, Read<Q>> extends infer Left
    ? Left extends ''
      ? '0'
      : Left
    : never

type SubTerm<P extends string, T, Passed extends string = ''> = P extends ''
  ? never
  : T extends Term<infer F, infer S>
    ? P extends `${infer Head}+${infer Rest}`
      ? SubFrom<Head, Rest, F, S, Passed>
      : SubFrom<P, '', F, S, Passed>
    : never

type SubFrom<Head extends string, Rest extends string, F extends string, S extends string, Passed extends string> =
  Read<Head> extends Term<infer G, S>
    ? SubDigits<G, F> extends infer Left extends string
      ? [Left] extends [never]
        ? never
        : Plus<Plus<Passed, Left extends '0' ? '' : Write<Left, S>>, Rest>
      : never
    : SubTerm<Rest, Term<F, S>, Plus<Passed, Head>>

/** `P / Q` where `Q` is a single term that divides every term of `P`. */
export type DivPolynomials<P extends string, Q extends string> = P extends Q
  ? '1'
  : Q extends `${string}+${string}`
    ? never
    : DivTerms<P, Read<Q>>

/** (What is left of the terms may stand in another order.) */
type DivTerms<P extends string, T, Out extends string = ''> = P extends `${infer Head}+${infer Rest}`
  ? DivTerms<Rest, T, AddTerm<Out, DivTerm<Read<Head>, T>>>
  : AddTerm<Out, DivTerm<Read<P>, T>>

type DivTerm<T, U> = [T, U] extends [Term<infer F, infer S>, Term<infer G, infer R>]
  ? [G extends '1' ? [F, true] : DivDigits<F, G>, Without<S, R>] extends [[infer Factor extends string, true], infer Left extends string]
    ? [Left] extends [never]
      ? never
      : Term<Factor, Left>
    : never
  : never

/** A product of symbols without those of another, which it holds. */
type Without<S extends string, R extends string> = R extends `${infer Head}*${infer Rest}`
  ? Without<TakeOut<S, Head>, Rest>
  : R extends ''
    ? S
    : TakeOut<S, R>

type TakeOut<S extends string, One extends string, Passed extends string = ''> = S extends `${infer Head}*${infer Rest}`
  ? Head extends One
    ? `${Passed}${Rest}`
    : TakeOut<Rest, One, `${Passed}${Head}*`>
  : S extends One
    ? Passed extends `${infer Whole}*`
      ? Whole
      : ''
    : never

/** Whether it is a sum or product, not one symbol. */
export type Compound<P> = P extends `${string}*${string}` | `${string}+${string}` ? true : false

/** The symbols in it, as a union. */
export type SymbolsIn<P extends string> = P extends `${infer Head}+${infer Rest}`
  ? SymbolsIn<Head> | SymbolsIn<Rest>
  : P extends `${infer Head}*${infer Rest}`
    ? SymbolsIn<Head> | SymbolsIn<Rest>
    : P extends `${bigint}`
      ? never
      : P

/** `[a, b]` where it is `a * N + b` in its only symbol; something else where it is not. */
export type Linear<P extends string, N extends string> = P extends `${infer Head}+${infer Constant extends number}`
  ? Slope<Head, N> extends infer Factor extends number
    ? [Factor, Constant]
    : undefined
  : [Slope<P, N>, 0]

type Slope<P extends string, N extends string> = P extends N ? 1 : P extends `${infer Factor extends number}*${N}` ? Factor : undefined
