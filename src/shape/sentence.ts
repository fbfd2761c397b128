import { type Either, isLeft } from 'fp-ts/lib/Either.js'
import { type Sentence, ShapeMismatch } from '../errors.js'
import type { Dim, Shape } from './dim.js'

/*
 * A rule answers with a shape or with a sentence that says why there is none: in types a tuple or a string literal, at run time a Right
 * or a Left. What becomes of the answer is here, for both.
 */

/**
 * The run-time answer of a rule.
 *
 * @category Types
 */
export type Ruled = Either<Sentence, number[]>

/** The type-level answer where the number of dimensions is not known to the compiler. */
export type UnknownRank = Shape

/**
 * `T`, closed to inference. A result must follow from the arguments alone: left open, `const x: Tensor<[2], 'i32'> = zeros([2])` would make
 * the compiler infer `i32` from the left side. (`NoInfer` would do, but stays in the types that are shown.)
 *
 * @category Types
 */
export type Given<T> = [T][T extends unknown ? 0 : never]

/**
 * The shape a rule gave, for the result. Closed to inference too: `infer` gives the compiler nothing to look into.
 *
 * @category Types
 */
export type ShapeOf<Answer> = Answer extends infer S extends Shape ? S : never

/**
 * What was asked for, or the sentence: the type of the parameter at fault, so that the compiler underlines that argument and prints the sentence.
 * (The answer is inferred, so that the compiler does not look for its bounds while the arguments are not known: that is half of the work.)
 *
 * Within a function that is generic in its sizes nothing is decided, and what was asked for is taken, to be checked when the function is traced: a condition
 * that infers nothing, and that does not hold where all type parameters are `any`, asks for its last branch alone.
 *
 * @category Types
 */
export type Fit<Answer, Asked> = [[Answer] extends [never] ? Fine : Answer] extends [string]
  ? [Answer] extends [infer A extends string]
    ? A
    : never
  : Asked

/** In the place of `never`, which is a string too. */
interface Fine {
  readonly fine: true
}

/** What a function is to give: anything, where something else is at fault already, so that there is one sentence only. */
export type Wanted<Fault, R> = [Fault] extends [never] ? R : unknown

/**
 * What was asked for of a function that gives `R`, or the sentence about that; there is none where `Is`, in `R`, is what it should be. While `R` is not known
 * (`unknown`, its bound) it is what was asked for: so the compiler finds the types of the parameters of a function that is written without them, and
 * instantiates one that is generic.
 */
export type FitResult<R, Is, Should, Answer, Asked> = [Is, Should] extends [Should, Is]
  ? Asked
  : [R] extends [never]
    ? Asked
    : R extends unknown
      ? unknown extends R
        ? Asked
        : Fit<Answer, Asked>
      : never

/**
 * What a rule gave.
 *
 * @throws ShapeMismatch with the sentence, if it gave one
 * @category Types
 */
export const orThrow = <T>(answer: Either<Sentence, T>): T => {
  if (isLeft(answer)) throw new ShapeMismatch(answer.left)
  return answer.right
}

/** A dimension as a person writes it; `?` if it is not known. */
export type ShowDim<D> = number extends D ? '?' : D extends Dim ? `${D}` : never

/** The dimensions with a separator between them. */
export type Join<S extends readonly unknown[], Separator extends string = ', ', Out extends string = ''> = S extends readonly [
  infer Head,
  ...infer Tail,
]
  ? Join<Tail, Separator, Out extends '' ? ShowDim<Head> : `${Out}${Separator}${ShowDim<Head>}`>
  : Out

/**
 * The type-level twin of `show`: `[32, N, 10]`.
 *
 * @category Types
 */
export type Show<S extends readonly unknown[]> = `[${Join<S>}]`
