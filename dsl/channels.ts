import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type DivMod, type Sentence, type Shape, type Show, show } from '../src/index.js'

/** The size of the last dimension of an example. */
export type Channels<In> = In extends readonly [...Shape, infer C extends Dim] ? C : number

/** A shape with channels, or the sentence of `Name`. */
export type WithChannels<Name extends string, In extends Shape> = In extends readonly []
  ? `${Name}: the input needs a last dimension, got ${Show<In>}`
  : In

/** The run-time twin of `WithChannels`. */
export const withChannels = (name: string, input: readonly number[]): Either<Sentence, readonly number[]> =>
  input.length > 0 ? right(input) : left(`${name}: the input needs a last dimension, got []`)

/** A shape with places, each of which has channels, or the sentence of `Name`. */
export type WithPlaces<Name extends string, In extends Shape> = number extends In['length']
  ? In
  : In extends readonly [Dim, Dim, ...Shape]
    ? In
    : `${Name}: the input needs spatial dimensions before its channels, got ${Show<In>}`

/** The run-time twin of `WithPlaces`. */
export const withPlaces = (name: string, input: readonly number[]): Either<Sentence, readonly number[]> =>
  input.length > 1 ? right(input) : left(`${name}: the input needs spatial dimensions before its channels, got ${show(input)}`)

/** `A` has no remainder by `B`, as far as both are known. (By 0 nothing is divided: at run time it is refused.) */
export type Divides<A extends Dim, B extends Dim> = B extends 0
  ? true
  : DivMod<A, B> extends [unknown, infer Rest]
    ? number extends Rest
      ? true
      : Rest extends 0
        ? true
        : false
    : true
