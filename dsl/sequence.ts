import { chain, type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Dim, type Sentence, type Shape, type Show, show } from '../src/index.js'
import type { Divides } from './channels.js'

/** `[time, features]`, or the sentence of `Name`. */
export type Sequence<Name extends string, In extends Shape> = number extends In['length']
  ? In
  : In extends readonly [Dim, Dim]
    ? In
    : `${Name}: the input needs [time, features], got ${Show<In>}`

/** The run-time twin of `Sequence`. */
export const sequence = (name: string, input: readonly number[]): Either<Sentence, readonly number[]> =>
  input.length === 2 ? right(input) : left(`${name}: the input needs [time, features], got ${show(input)}`)

/** `[time, features]` where so many heads share the features, or the sentence of `Name`. */
export type Attending<Name extends string, Heads extends number, In extends Shape> = In extends readonly [Dim, infer F extends Dim]
  ? Divides<F, Heads> extends true
    ? In
    : `${Name}: ${Heads} heads do not divide ${F} features`
  : Sequence<Name, In>

/** The run-time twin of `Attending`. */
export const attending = (name: string, heads: number, input: readonly number[]): Either<Sentence, readonly number[]> =>
  pipe(
    sequence(name, input),
    chain(([time = 0, features = 0]) =>
      features % heads === 0 ? right([time, features]) : left(`${name}: ${heads} heads do not divide ${features} features`),
    ),
  )
