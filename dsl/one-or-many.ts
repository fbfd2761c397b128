import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, type Sentence, type Shape, type Show, type Sizes, show, type Tensor } from '../src/index.js'
import { type SameSizes, sameSizes } from './same-sizes.js'

/* What flows between layers: one tensor, or a list of them. */

/** One, or a list of them, which is never empty. */
export type OneOrMany<T> = T | readonly T[]

/** The shape of a tensor, or those of a list. */
export type Shapes = OneOrMany<Shape>

/** Shapes at run time. */
export type Numbers = OneOrMany<readonly number[]>

/** A tensor, or a list of tensors. */
export type Tensors = OneOrMany<AnyTensor>

/** The run-time sizes of shapes. */
export type SizesOf<S> = S extends Shape ? Sizes<S> : { readonly [I in keyof S]: S[I] extends Shape ? Sizes<S[I]> : never }

/** The tensors of shapes. */
export type TensorsOf<S> = S extends Shape ? Tensor<S> : { -readonly [I in keyof S]: S[I] extends Shape ? Tensor<S[I]> : never }

/** What an example holds: numbers, or tokens, which are whole and reach `embedding` as they are. (A layer that takes no whole numbers says so when it is traced.) */
type Input = 'f32' | 'i32' | 'u32'

/** Tensors of such shapes that a model is given. */
export type InputsOf<S> = S extends Shape ? Tensor<S, Input> : { readonly [I in keyof S]: S[I] extends Shape ? Tensor<S[I], Input> : never }

/** They as an argument. (What nothing fits is there for the compiler, which else takes a list that is written out for one of any length.) */
export type Written<S> = InputsOf<S> | readonly [never]

/** The shapes as tuples that can be written to, which is how they are shown. */
export type Plain<S> = S extends Shape ? [...S] : { -readonly [I in keyof S]: S[I] extends Shape ? [...S[I]] : never }

/** It is a list, of shapes or of tensors. */
export const isList = <T extends AnyTensor | readonly (number | string)[]>(x: OneOrMany<T>): x is readonly T[] =>
  Array.isArray(x) && typeof x[0] === 'object'

/** Shapes as a person writes them: `[10]`, `[10] and [20]`, `[10], [20] and [30]`; `a list of [10]`, if it is the only one there. */
export type ShowAll<S> = S extends Shape ? ShowOne<S> : Listed<S>

type Listed<S, Before extends string = ''> = S extends readonly [infer Only]
  ? `a list of ${ShowOne<Only>}`
  : S extends readonly [infer One, infer Last]
    ? `${Before}${ShowOne<One>} and ${ShowOne<Last>}`
    : S extends readonly [infer One, ...infer More]
      ? Listed<More, `${Before}${ShowOne<One>}, `>
      : `${Before}...`

type ShowOne<S> = S extends Shape ? (number extends S['length'] ? '[...]' : Show<S>) : '?'

/** The run-time twin of `ShowAll`. */
export const showAll = (shapes: OneOrMany<readonly (number | string)[]>): string => {
  if (!isList(shapes)) return show(shapes)
  const [last = '', ...before] = shapes.map(show).reverse()
  return before.length > 0 ? `${before.reverse().join(', ')} and ${last}` : `a list of ${last}`
}

/** How many came, and which: `[10]`, `2: [10] and [20]`. */
export type Came<S> = S extends Shape
  ? ShowAll<S>
  : S extends readonly unknown[]
    ? number extends S['length']
      ? 'several'
      : `${S['length'] extends 1 ? '' : `${S['length']}: `}${ShowAll<S>}`
    : never

/** The run-time twin of `Came`. */
export const came = (shapes: Numbers): string =>
  isList(shapes) && shapes.length > 1 ? `${shapes.length}: ${showAll(shapes)}` : showAll(shapes)

/** What is said to a list by a layer that takes one tensor. */
export type OneExpected<S> = `one input is expected, got ${Came<S>}; join them with sumOf, productOf or concatOf`

/** The run-time twin of `OneExpected`: the one shape, or the sentence. */
export const oneOf = (shapes: Numbers): Either<Sentence, readonly number[]> =>
  isList(shapes) ? left(`one input is expected, got ${came(shapes)}; join them with sumOf, productOf or concatOf`) : right(shapes)

/** One shape or as many, which may be the same, one by one; see `SameSizes`. */
export type SameShapes<A, B> = A extends Shape
  ? B extends Shape
    ? SameSizes<A, B>
    : false
  : B extends Shape
    ? false
    : number extends (A & readonly unknown[])['length'] | (B & readonly unknown[])['length']
      ? true
      : Pairs<A, B>

type Pairs<A, B> = A extends readonly [infer a extends Shape, ...infer As]
  ? B extends readonly [infer b extends Shape, ...infer Bs]
    ? SameSizes<a, b> extends true
      ? Pairs<As, Bs>
      : false
    : false
  : B extends readonly []
    ? true
    : false

/** The run-time twin of `SameShapes`. */
export const sameShapes = (a: Numbers, b: Numbers): boolean => {
  if (!isList(a)) return !isList(b) && sameSizes(a, b)
  return isList(b) && a.length === b.length && a.every((shape, i) => sameSizes(shape, b[i] ?? []))
}
