import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, type Sentence, type Shape, type Show, type Sizes, show, type Tensor } from '../src/index.js'
import { type SameSizes, sameSizes } from './same-sizes.js'

/* What flows between layers: one tensor, or a list of them. */

/**
 * One, or a list of them, which is never empty.
 *
 * @category Models
 */
export type OneOrMany<T> = T | readonly T[]

/**
 * The shape of a tensor of whole numbers: tokens, and what is made of them before an `embedding`.
 *
 * @category Models
 */
export interface Whole<S = Shape, D = 'i32' | 'u32'> {
  readonly shape: S
  readonly dtype: D
}

/**
 * The shape of one tensor, of numbers or of whole numbers.
 *
 * @category Models
 */
export type OneShape = Shape | Whole

/**
 * The shape of a tensor, or those of a list.
 *
 * @category Models
 */
export type Shapes = Shape | readonly OneShape[] | Whole

/** The shape of a tensor that is given, or those of a list; the tensor says itself what it is of. */
export type GivenShapes = OneOrMany<Shape>

/** A shape of whole numbers at run time. */
export type WholeNumbers = Whole<readonly number[]>

/**
 * The shape of one tensor at run time.
 *
 * @category Models
 */
export type OneNumbers = readonly number[] | WholeNumbers

/**
 * Shapes at run time.
 *
 * @category Models
 */
export type Numbers = OneOrMany<OneNumbers>

/**
 * A tensor, or a list of tensors.
 *
 * @category Models
 */
export type Tensors = OneOrMany<AnyTensor>

/**
 * The run-time sizes of shapes.
 *
 * @category Models
 */
export type SizesOf<S> = S extends Shape
  ? Sizes<S>
  : S extends Whole<infer A extends Shape, infer D>
    ? Whole<Sizes<A>, D>
    : { readonly [I in keyof S]: S[I] extends OneShape ? SizesOf<S[I]> : never }

/**
 * The tensors of shapes.
 *
 * @category Models
 */
export type TensorsOf<S> = S extends Shape
  ? Tensor<S>
  : S extends Whole<infer A extends Shape, infer D extends Input>
    ? Tensor<A, D>
    : { -readonly [I in keyof S]: S[I] extends OneShape ? TensorsOf<S[I]> : never }

/** What an example may hold: numbers, or tokens, which are whole and reach `embedding` as they are. (A layer that takes no whole numbers says so when it is traced.) */
type Input = 'f32' | 'i32' | 'u32'

/** What an example holds for a model that takes such shapes: what it says, or any of them; a list of them for a list. */
export type Held<In> = In extends Shape
  ? Input
  : In extends Whole<unknown, infer D extends Input>
    ? D
    : { readonly [I in keyof In]: In[I] extends Whole<unknown, infer D extends Input> ? D : Input }

/** What one tensor of an example holds, by what all of them do. */
type HeldAt<D, I> = D extends Input ? D : D[I & keyof D] extends infer One extends Input ? One : Input

/**
 * Tensors of such shapes that a model is given; `D` is what they hold, of all of them or one by one.
 *
 * @category Models
 */
export type InputsOf<S, D = Input> = S extends Shape
  ? Tensor<S, HeldAt<D, 0>>
  : { readonly [I in keyof S]: S[I] extends Shape ? Tensor<S[I], HeldAt<D, I>> : never }

/** They as an argument. (What nothing fits is there for the compiler, which else takes a list that is written out for one of any length.) */
export type Written<S, D = Input> = InputsOf<S, D> | readonly [never]

/** The shapes as tuples that can be written to, which is how they are shown. */
export type Plain<S> = S extends Shape
  ? [...S]
  : S extends Whole<infer A extends Shape, infer D>
    ? Whole<[...A], D>
    : { -readonly [I in keyof S]: S[I] extends OneShape ? Plain<S[I]> : never }

/** It is a list, of shapes or of tensors. */
export const isList = <T extends AnyTensor | Text>(x: OneOrMany<T>): x is readonly T[] => Array.isArray(x) && typeof x[0] === 'object'

/** A shape of sizes, or of their names. */
type Text = readonly (number | string)[] | Whole<readonly (number | string)[]>

/** It is a shape of whole numbers. */
export const isWhole = <S extends readonly (number | string)[]>(x: OneOrMany<readonly (number | string)[] | Whole<S>>): x is Whole<S> =>
  !Array.isArray(x)

/** Sizes of one tensor, whatever it is of. */
export const bareOf = (shape: OneNumbers): readonly number[] => (isWhole(shape) ? shape.shape : shape)

/** All of the shapes, whatever they are of. */
export const listOf = (shapes: Numbers): readonly (readonly number[])[] => (isList(shapes) ? shapes.map(bareOf) : [bareOf(shapes)])

/** The one tensor, or the first of a list. */
export const headOf = (x: Tensors): AnyTensor => (isList(x) ? (x[0] as AnyTensor) : x) // a list is never empty

/** Shapes as a person writes them: `[10]`, `[10] and [20]`, `[10], [20] and [30]`; `a list of [10]`, if it is the only one there. */
export type ShowAll<S> = S extends OneShape ? ShowOne<S> : Listed<S>

type Listed<S, Before extends string = ''> = S extends readonly [infer Only]
  ? `a list of ${ShowOne<Only>}`
  : S extends readonly [infer One, infer Last]
    ? `${Before}${ShowOne<One>} and ${ShowOne<Last>}`
    : S extends readonly [infer One, ...infer More]
      ? Listed<More, `${Before}${ShowOne<One>}, `>
      : `${Before}...`

type ShowOne<S> = S extends Shape
  ? number extends S['length']
    ? '[...]'
    : Show<S>
  : S extends Whole<infer A, infer D extends string>
    ? `${D}${ShowOne<A>}`
    : '?'

/** The run-time twin of `ShowAll`. */
export const showAll = (shapes: OneOrMany<Text>): string => {
  if (!isList(shapes)) return showOne(shapes)
  const [last = '', ...before] = shapes.map(showOne).reverse()
  return before.length > 0 ? `${before.reverse().join(', ')} and ${last}` : `a list of ${last}`
}

const showOne = (shape: Text): string => (isWhole(shape) ? `${shape.dtype}${show(shape.shape)}` : show(shape))

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
export const anyOneOf = (shapes: Numbers): Either<Sentence, readonly number[]> => (isList(shapes) ? oneOf(shapes) : right(bareOf(shapes)))

/** The one shape, or the sentence; the run-time twin of `OneExpected` and `RealExpected`. */
export const oneOf = (shapes: Numbers): Either<Sentence, readonly number[]> => {
  if (isList(shapes)) return left(`one input is expected, got ${came(shapes)}; join them with sumOf, productOf or concatOf`)
  return isWhole(shapes) ? left(realExpected(shapes)) : right(shapes)
}

/** One shape or as many, which may be the same, one by one, and of the same; see `SameSizes`. */
export type SameShapes<A, B> = A extends OneShape
  ? B extends OneShape
    ? SameOne<A, B>
    : false
  : B extends OneShape
    ? false
    : number extends (A & readonly unknown[])['length'] | (B & readonly unknown[])['length']
      ? true
      : Pairs<A, B>

type SameOne<A, B> = A extends Shape
  ? B extends Shape
    ? SameSizes<A, B>
    : UnknownRank<A>
  : B extends Shape
    ? UnknownRank<B>
    : [A, B] extends [Whole<infer S extends Shape, infer D>, Whole<infer T extends Shape, infer E>]
      ? [D, E] extends [E, D]
        ? SameSizes<S, T>
        : false
      : false

/** Nothing is known of it, so it may be of whole numbers. */
type UnknownRank<S extends Shape> = number extends S['length'] ? true : false

type Pairs<A, B> = A extends readonly [infer a, ...infer As]
  ? B extends readonly [infer b, ...infer Bs]
    ? SameOne<a, b> extends true
      ? Pairs<As, Bs>
      : false
    : false
  : B extends readonly []
    ? true
    : false

/** The run-time twin of `SameShapes`. */
export const sameShapes = (a: Numbers, b: Numbers): boolean => {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((shape, i) => sameShapes(shape, b[i] ?? []))
  if (isList(b) || isWhole(a) !== isWhole(b)) return false
  return sameSizes(bareOf(a), bareOf(b)) && (!isWhole(a) || !isWhole(b) || a.dtype === b.dtype)
}
