import type { Dim, Shape } from './dim.js'
import type { SameDim } from './same.js'
import type { Show, ShowDim } from './sentence.js'

/*
 * Symbols are bound where a function is called: the parameter says `['N', 784]`, the argument is `[32, 784]`, so N is 32 from there on.
 * Bindings are an object type, `{ N: 32 }`. Symbols are erased at run time, where sizes are plain numbers, so nothing here has a twin.
 */

/** No symbol is bound yet. */
export type Unbound = Record<never, never>

/** The bindings with those that make the parameter's shape the argument's, or a sentence that begins with the place. */
export type Unify<Place extends string, P extends Shape, A extends Shape, Bound> = number extends P['length'] | A['length']
  ? Bound & { readonly [N in Exclude<Extract<P[number], string>, keyof Bound>]: number }
  : P['length'] extends A['length']
    ? UnifyDims<Place, P, A, Bound, P, A>
    : `${Place}: expected ${Show<P>}, got ${Show<A>}: ranks ${P['length']} and ${A['length']} differ`

type UnifyDims<Place extends string, P extends Shape, A extends Shape, Bound, AllP extends Shape, AllA extends Shape> = P extends readonly [
  infer p extends Dim,
  ...infer Ps extends Shape,
]
  ? A extends readonly [infer a extends Dim, ...infer As extends Shape]
    ? p extends string
      ? p extends keyof Bound
        ? SameDim<Bound[p], a> extends true
          ? UnifyDims<Place, Ps, As, Bound, AllP, AllA>
          : `${Place}: expected ${Show<AllP>}, got ${Show<AllA>}: ${p} is ${ShowDim<Bound[p]>} and ${ShowDim<a>}`
        : UnifyDims<Place, Ps, As, Bound & { readonly [K in p]: a }, AllP, AllA>
      : SameDim<p, a> extends true
        ? UnifyDims<Place, Ps, As, Bound, AllP, AllA>
        : `${Place}: expected ${Show<AllP>}, got ${Show<AllA>}: ${ShowDim<p>} and ${ShowDim<a>} differ`
    : never
  : Bound

/** The shape with its symbols replaced by what they are bound to. */
export type Substitute<S extends Shape, Bound> = number extends S['length']
  ? S
  : AsShape<{ -readonly [K in keyof S]: S[K] extends keyof Bound ? Bound[S[K]] : S[K] }>

type AsShape<T> = T extends Shape ? T : never
