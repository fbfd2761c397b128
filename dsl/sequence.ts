import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Sentence, type Shape, type Show, show } from '../src/index.js'

/** `[time, features]`, or the sentence of `Name`. */
export type Sequence<Name extends string, In extends Shape> = number extends In['length']
  ? In
  : In extends readonly [Dim, Dim]
    ? In
    : `${Name}: the input needs [time, features], got ${Show<In>}`

/** The run-time twin of `Sequence`. */
export const sequence = (name: string, input: readonly number[]): Either<Sentence, readonly number[]> =>
  input.length === 2 ? right(input) : left(`${name}: the input needs [time, features], got ${show(input)}`)
