import { type Either, left, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Said, type Sentence, type Shape, type Show, show } from '../src/index.js'

/**
 * The spatial axes of an example by name, before its channels: there are as many as there are names.
 *
 * @category Models
 */
export type Axes = readonly string[]

/**
 * What a rule answers for a batch of one, for the one; the sentence of `Name` for an example of another rank.
 *
 * @category Models
 */
export type OnExample<Name extends string, A extends Axes, In extends Shape, Answer> = number extends In['length']
  ? Shape
  : In['length'] extends [...A, unknown]['length']
    ? Alone<Said<Answer>>
    : `${Name}: the input needs ${Show<[...A, 'channels']>}, got ${Show<In>}${Repair<A, In>}`

/** The channel of an example that has one is left out. */
type Repair<A extends Axes, In extends Shape> = In['length'] extends A['length'] ? `; did you mean ${Show<[...In, 1]>}?` : ''

type Alone<Answer> = Answer extends readonly [unknown, ...infer Out] ? Out : Answer

/** The run-time twin of `Repair`. */
const repair = (axes: Axes, input: readonly number[]): string =>
  input.length === axes.length ? `; did you mean ${show([...input, 1])}?` : ''

/** The run-time twin of `OnExample`. */
export const onExample = (
  name: string,
  axes: Axes,
  input: readonly number[],
  rule: (batch: readonly number[]) => Either<Sentence, readonly number[]>,
): Either<Sentence, readonly number[]> =>
  input.length === axes.length + 1
    ? pipe(
        rule([1, ...input]),
        map((batch) => batch.slice(1)),
      )
    : left(`${name}: the input needs ${show([...axes, 'channels'])}, got ${show(input)}${repair(axes, input)}`)
