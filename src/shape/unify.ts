import type { Dim, Shape } from './dim.js'
import type { Add, Div, Mul, Sub } from './nat.js'
import type { SameDim } from './same.js'
import type { Show, ShowDim } from './sentence.js'
import type { Compound, Linear, SymbolsIn } from './symbolic.js'

/*
 * Symbols are bound where a function is called: the parameter says `['N', 784]`, the argument is `[32, 784]`, so N is 32 from there on.
 * Bindings are an object type, `{ N: 32 }`. Symbols are erased at run time, where sizes are plain numbers, so nothing here has a twin.
 */

/** No symbol is bound yet. */
export type Unbound = Record<never, never>

/** The bindings with those that make the parameter's shape the argument's, or a sentence that begins with the place. */
export type Unify<Place extends string, P extends Shape, A extends Shape, Bound> = number extends P['length'] | A['length']
  ? string extends P[number] // of any shape: it names no symbols
    ? Bound
    : Bound & { readonly [N in Exclude<SymbolsIn<Extract<P[number], string>>, keyof Bound>]: number }
  : P['length'] extends A['length']
    ? UnifyDims<Place, P, A, Bound, P, A>
    : `${Place}: expected ${Show<P>}, got ${Show<A>}: ranks ${P['length']} and ${A['length']} differ`

type UnifyDims<Place extends string, P extends Shape, A extends Shape, Bound, AllP extends Shape, AllA extends Shape> = P extends readonly [
  infer p extends Dim,
  ...infer Ps extends Shape,
]
  ? A extends readonly [infer a extends Dim, ...infer As extends Shape]
    ? p extends string
      ? Solve<p, a, Bound> extends infer Solved
        ? Solved extends Clash<infer Says>
          ? `${Place}: expected ${Show<AllP>}, got ${Show<AllA>}: ${p} ${Says}`
          : UnifyDims<Place, Ps, As, Solved, AllP, AllA>
        : never
      : SameDim<p, a> extends true
        ? UnifyDims<Place, Ps, As, Bound, AllP, AllA>
        : `${Place}: expected ${Show<AllP>}, got ${Show<AllA>}: ${ShowDim<p>} and ${ShowDim<a>} differ`
    : never
  : Bound

/** What is wrong with the argument's size. */
interface Clash<Says extends string> {
  readonly says: Says
}

/**
 * The bindings with those that make the parameter's size the argument's. A symbol that is not bound yet is bound; in `2*N+1` it is solved for; two of them
 * in one sum or product are not known.
 */
type Solve<P extends string, A extends Dim, Bound> = P extends keyof Bound
  ? SameDim<Bound[P], A> extends true
    ? Bound
    : Clash<`is ${ShowDim<Bound[P]>} and ${ShowDim<A>}`>
  : Compound<P> extends true
    ? Exclude<SymbolsIn<P>, keyof Bound> extends infer Open extends string
      ? [Open] extends [never]
        ? SameDim<SubstituteDim<P, Bound>, A> extends true
          ? Bound
          : Clash<`is ${ShowDim<SubstituteDim<P, Bound>>} and ${ShowDim<A>}`>
        : SolveFor<Open, P, A, Bound>
      : never
    : Bound & { readonly [K in P]: A }

type SolveFor<Open extends string, P extends string, A extends Dim, Bound> =
  Linear<P, Open> extends [infer Factor extends number, infer Constant extends number]
    ? Sub<A, Constant> extends infer Rest extends Dim
      ? [Rest] extends [never]
        ? Clash<`is never ${ShowDim<A>}`>
        : Div<Rest, Factor> extends [infer N extends Dim, infer Exact]
          ? [Exact] extends [false]
            ? Clash<`is never ${ShowDim<A>}`>
            : Bound & { readonly [K in Open]: N }
          : never
      : never
    : Bound & { readonly [K in Open]: number }

/** The shape with its symbols replaced by what they are bound to. */
export type Substitute<S extends Shape, Bound> = number extends S['length']
  ? S
  : AsShape<{ -readonly [K in keyof S]: S[K] extends string ? SubstituteDim<S[K], Bound> : S[K] }>

type AsShape<T> = T extends Shape ? T : never

type SubstituteDim<P extends string, Bound> = P extends keyof Bound ? AsDim<Bound[P]> : Compound<P> extends true ? Evaluate<P, Bound> : P

type AsDim<T> = T extends Dim ? T : never

/** The value of a sum of products. */
type Evaluate<P extends string, Bound, Out extends Dim = 0> = P extends `${infer Head}+${infer Rest}`
  ? Evaluate<Rest, Bound, Add<Out, EvaluateProduct<Head, Bound>>>
  : Add<Out, EvaluateProduct<P, Bound>>

type EvaluateProduct<P extends string, Bound, Out extends Dim = 1> = P extends `${infer Head}*${infer Rest}`
  ? EvaluateProduct<Rest, Bound, Mul<Out, EvaluateFactor<Head, Bound>>>
  : Mul<Out, EvaluateFactor<P, Bound>>

type EvaluateFactor<P extends string, Bound> = P extends keyof Bound ? AsDim<Bound[P]> : P extends `${infer N extends number}` ? N : P
