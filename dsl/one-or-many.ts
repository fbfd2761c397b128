import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, type Sentence, type Shape, type Show, type Sizes, show, type Tensor } from '../src/index.js'
import { type SameSizes, sameSizes } from './same-sizes.js'

/* What flows between layers: one tensor, or a list of them. */

/** One, or a list of them, which is never empty. */
export type OneOrMany<T> = T | readonly T[]

/** The shape of a tensor of whole numbers: tokens, and what is made of them before an `embedding`. */
export interface Whole<S = Shape, D = 'i32' | 'u32'> {
  readonly shape: S
  readonly dtype: D
}

/** The shape of a tensor, or those of a list. */
export type Shapes = OneOrMany<Shape> | Whole

/** The shape of a tensor that is given, or those of a list; the tensor says itself what it is of. */
export type GivenShapes = OneOrMany<Shape>

/** A shape of whole numbers at run time. */
export type WholeNumbers = Whole<readonly number[]>

/** Shapes at run time. */
export type Numbers = OneOrMany<readonly number[]> | WholeNumbers

/** A tensor, or a list of tensors. */
export type Tensors = OneOrMany<AnyTensor>

/** The run-time sizes of shapes. */
export type SizesOf<S> = S extends Shape
  ? Sizes<S>
  : S extends Whole<infer A extends Shape, infer D>
    ? Whole<Sizes<A>, D>
    : { readonly [I in keyof S]: S[I] extends Shape ? Sizes<S[I]> : never }

/** The tensors of shapes. */
export type TensorsOf<S> = S extends Shape
  ? Tensor<S>
  : S extends Whole<infer A extends Shape, infer D extends Input>
    ? Tensor<A, D>
    : { -readonly [I in keyof S]: S[I] extends Shape ? Tensor<S[I]> : never }

/** What an example may hold: numbers, or tokens, which are whole and reach `embedding` as they are. (A layer that takes no whole numbers says so when it is traced.) */
type Input = 'f32' | 'i32' | 'u32'

/** What an example holds for a model that takes such shapes: what it says, or any of them. */
export type Held<In> = In extends Whole<unknown, infer D extends Input> ? D : Input

/** Tensors of such shapes that a model is given. */
export type InputsOf<S, D extends Input = Input> = S extends Shape
  ? Tensor<S, D>
  : { readonly [I in keyof S]: S[I] extends Shape ? Tensor<S[I], D> : never }

/** They as an argument. (What nothing fits is there for the compiler, which else takes a list that is written out for one of any length.) */
export type Written<S, D extends Input = Input> = InputsOf<S, D> | readonly [never]

/** The shapes as tuples that can be written to, which is how they are shown. */
export type Plain<S> = S extends Shape
  ? [...S]
  : S extends Whole<infer A extends Shape, infer D>
    ? Whole<[...A], D>
    : { -readonly [I in keyof S]: S[I] extends Shape ? [...S[I]] : never }

/** It is a list, of shapes or of tensors. */
export const isList = <T extends AnyTensor | readonly (number | string)[]>(x: OneOrMany<T> | Whole): x is readonly T[] =>
  Array.isArray(x) && typeof x[0] === 'object'

/** It is a shape of whole numbers. */
export const isWhole = <S extends readonly (number | string)[]>(x: OneOrMany<readonly (number | string)[]> | Whole<S>): x is Whole<S> =>
  !Array.isArray(x)

/** All of the shapes, whatever they are of. */
export const listOf = (shapes: Numbers): readonly (readonly number[])[] => {
  if (isWhole(shapes)) return [shapes.shape]
  return isList(shapes) ? shapes : [shapes]
}

/** The one tensor, or the first of a list. */
export const headOf = (x: Tensors): AnyTensor => (isList(x) ? (x[0] as AnyTensor) : x) // a list is never empty

/** Shapes as a person writes them: `[10]`, `[10] and [20]`, `[10], [20] and [30]`; `a list of [10]`, if it is the only one there. */
export type ShowAll<S> = S extends Shape ? ShowOne<S> : S extends Whole<infer A, infer D extends string> ? `${D}${ShowOne<A>}` : Listed<S>

type Listed<S, Before extends string = ''> = S extends readonly [infer Only]
  ? `a list of ${ShowOne<Only>}`
  : S extends readonly [infer One, infer Last]
    ? `${Before}${ShowOne<One>} and ${ShowOne<Last>}`
    : S extends readonly [infer One, ...infer More]
      ? Listed<More, `${Before}${ShowOne<One>}, `>
      : `${Before}...`

type ShowOne<S> = S extends Shape ? (number extends S['length'] ? '[...]' : Show<S>) : '?'

/** The run-time twin of `ShowAll`. */
export const showAll = (shapes: OneOrMany<readonly (number | string)[]> | Whole): string => {
  if (isWhole(shapes)) return `${shapes.dtype}${show(shapes.shape)}`
  if (!isList(shapes)) return show(shapes)
  const [last = '', ...before] = shapes.map(show).reverse()
  return before.length > 0 ? `${before.reverse().join(', ')} and ${last}` : `a list of ${last}`
}

/** How many came, and which: `[10]`, `2: [10] and [20]`. */
export type Came<S> = S extends Shape | Whole
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

/** What is said of whole numbers by a layer that takes none. */
export type RealExpected<S> = `an f32 input is expected, got ${ShowAll<S>}; put an embedding before this layer`

/** The run-time twin of `RealExpected`. */
export const realExpected = (shape: WholeNumbers): Sentence =>
  `an f32 input is expected, got ${showAll(shape)}; put an embedding before this layer`

/** The one shape, whatever it is of, or the sentence; the run-time twin of `OneExpected`. */
export const anyOneOf = (shapes: Numbers): Either<Sentence, readonly number[]> => (isWhole(shapes) ? right(shapes.shape) : oneOf(shapes))

/** The one shape, or the sentence; the run-time twin of `OneExpected` and `RealExpected`. */
export const oneOf = (shapes: Numbers): Either<Sentence, readonly number[]> => {
  if (isWhole(shapes)) return left(realExpected(shapes))
  return isList(shapes) ? left(`one input is expected, got ${came(shapes)}; join them with sumOf, productOf or concatOf`) : right(shapes)
}

/** One shape or as many, which may be the same, one by one; see `SameSizes`. */
export type SameShapes<A, B> =
  A extends Whole<infer S, infer _> ? SameShapes<S, B> : B extends Whole<infer S, infer _> ? SameShapes<A, S> : SameReal<A, B>

type SameReal<A, B> = A extends Shape
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
  if (isWhole(a)) return sameShapes(a.shape, b)
  if (isWhole(b)) return sameShapes(a, b.shape)
  if (!isList(a)) return !isList(b) && sameSizes(a, b)
  return isList(b) && a.length === b.length && a.every((shape, i) => sameSizes(shape, b[i] ?? []))
}
