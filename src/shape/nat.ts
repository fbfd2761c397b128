import type { AddDigits, DivDigits, MulDigits, SubDigits } from './digits.js'
import type { Dim } from './dim.js'
import type { AddPolynomials, DivPolynomials, MulPolynomials, SubPolynomials } from './symbolic.js'

/*
 * Arithmetic on dimensions. Two literal sizes make a literal size, with a symbol they make a sum or product that is written out (`'2*N'`, `'N+M'`), and with
 * `number` they make `number`: not known. So does what has no such form, and what is beyond 2^53, which no literal type can hold.
 */

/** Both are literal sizes. */
type Literals<A, B> = [A, B] extends [number, number] ? true : false

type ToSize<Digits extends string> = Digits extends `${infer N extends number}` ? N : never

/** A polynomial as a dimension: a literal size where it has no symbol, not known where it is none. */
type ToDim<P> = [P] extends [never] ? number : P extends `${infer N extends number}` ? N : P extends Dim ? P : never

/**
 * `A + B`.
 *
 * @category Types
 */
export type Add<A extends Dim, B extends Dim> = A extends 0
  ? B
  : B extends 0
    ? A
    : number extends A | B
      ? number
      : Literals<A, B> extends true
        ? ToSize<AddDigits<`${A}`, `${B}`>>
        : ToDim<AddPolynomials<`${A}`, `${B}`>>

/**
 * `A - B`; `never` if `B` is the larger.
 *
 * @category Types
 */
export type Sub<A extends Dim, B extends Dim> = B extends 0
  ? A
  : number extends A | B
    ? number
    : A extends B
      ? 0
      : Literals<A, B> extends true
        ? ToSize<SubDigits<`${A}`, `${B}`>>
        : ToDim<SubPolynomials<`${A}`, `${B}`>>

/**
 * `A x B`.
 *
 * @category Types
 */
export type Mul<A extends Dim, B extends Dim> = A extends 1
  ? B
  : B extends 1
    ? A
    : A extends 0
      ? 0
      : B extends 0
        ? 0
        : number extends A | B
          ? number
          : Literals<A, B> extends true
            ? ToSize<MulDigits<`${A}`, `${B}`>>
            : ToDim<MulPolynomials<`${A}`, `${B}`>>

/**
 * The product of sizes; 1 for none.
 *
 * @category Types
 */
export type Product<S extends readonly Dim[], Out extends Dim = 1> = S extends readonly [
  infer Head extends Dim,
  ...infer Tail extends readonly Dim[],
]
  ? Product<Tail, Mul<Out, Head>>
  : Out

/** `[quotient, exact]` of `A / B`, rounded down; `exact` says whether nothing remains. `[number, boolean]` is not known. `B` is not 0. */
export type Div<A extends Dim, B extends Dim> = B extends 1
  ? [A, true]
  : number extends A | B
    ? [number, boolean]
    : Literals<A, B> extends true
      ? DivDigits<`${A}`, `${B}`> extends [infer Quotient extends string, infer Exact]
        ? [ToSize<Quotient>, Exact]
        : never
      : DivPolynomials<`${A}`, `${B}`> extends infer Quotient
        ? [Quotient] extends [never]
          ? [number, boolean]
          : [ToDim<Quotient>, true]
        : never

/**
 * `[quotient, remainder]` of `A / B`, `B` not 0.
 *
 * @category Types
 */
export type DivMod<A extends Dim, B extends Dim> =
  Div<A, B> extends [infer Quotient extends Dim, infer Exact]
    ? boolean extends Exact
      ? [number, number]
      : Exact extends true
        ? [Quotient, 0]
        : [Quotient, Sub<A, Mul<Quotient, B>>]
    : never

/** `A / B`, rounded up; `B` not 0. */
export type CeilDiv<A extends Dim, B extends Dim> =
  Div<A, B> extends [infer Quotient extends Dim, infer Exact]
    ? boolean extends Exact
      ? number
      : Exact extends true
        ? Quotient
        : Add<Quotient, 1>
    : never

/** The smaller of two sizes, if it is so for all values of their symbols. */
export type Min<A extends Dim, B extends Dim> =
  Sub<B, A> extends infer More ? ([More] extends [never] ? B : number extends More ? (number extends Sub<A, B> ? number : B) : A) : never
