import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Dim, DivMod, Mul, Sentence, Shape } from '../../src/index.js'
import type { Divides } from '../channels.js'
import type { KernelAndBias } from '../parameters.js'

/* How features fall into heads. */

/** How many numbers a head looks with, as the compiler sees it: it says so, or heads share the features. */
export interface HeadsType<
  Heads extends number = number,
  KeyValueHeads extends number = number,
  Size extends number = number,
  Rotary = unknown,
> {
  readonly heads: Heads
  readonly keyValueHeads: KeyValueHeads
  /** 0 if heads share the features. */
  readonly size: Size
  readonly rotary: Rotary
}

/** The same at run time. */
export interface Heads {
  readonly heads: number
  readonly keyValueHeads: number
  /** 0 if heads share the features. */
  readonly size: number
  readonly rotary: boolean
}

/** The size of a head that looks at so many features. */
export type SizeOfHead<H extends HeadsType, F extends Dim> = H['size'] extends 0 ? DivMod<F, H['heads']>[0] : H['size']

/** The run-time twin of `SizeOfHead`. */
export const sizeOfHead = ({ heads, size }: Heads, features: number): number => size || features / heads

/** What attention gives of `[query, key, value]`: the shape of the query; or the sentence of `Name`. */
export type Attending<Name extends string, H extends HeadsType, Took> = Took extends readonly [infer Q extends Shape, unknown, unknown]
  ? Divides<H['heads'], H['keyValueHeads']> extends true
    ? Q extends readonly [Dim, infer F extends Dim]
      ? H['size'] extends 0
        ? Divides<F, H['heads']> extends true
          ? Turning<Name, H, Q, F>
          : `${Name}: ${H['heads']} heads do not divide ${F} features`
        : Turning<Name, H, Q, F>
      : Q
    : `${Name}: ${H['keyValueHeads']} heads of keys do not divide ${H['heads']} heads`
  : Took

type Turning<Name extends string, H extends HeadsType, Q extends Shape, F extends Dim> = [H['rotary']] extends [false]
  ? Q
  : boolean extends H['rotary']
    ? Q
    : Divides<SizeOfHead<H, F>, 2> extends true
      ? Q
      : `${Name}: rotary turns pairs of numbers, and a head has ${SizeOfHead<H, F>}`

/** The run-time twin of `Attending`. */
export const attending = (name: string, of: Heads, [time = 0, features = 0]: readonly number[]): Either<Sentence, readonly number[]> => {
  const { heads, keyValueHeads, size, rotary } = of
  if (heads % keyValueHeads !== 0) return left(`${name}: ${keyValueHeads} heads of keys do not divide ${heads} heads`)
  if (size === 0 && features % heads !== 0) return left(`${name}: ${heads} heads do not divide ${features} features`)
  const each = sizeOfHead(of, features)
  if (rotary && each % 2 !== 0) return left(`${name}: rotary turns pairs of numbers, and a head has ${each}`)
  return right([time, features])
}

/** The four dense layers. */
export interface AttentionParts<T> {
  readonly query: T
  readonly key: T
  readonly value: T
  readonly output: T
}

/**
 * What attention learns.
 *
 * @category Layers
 */
export type AttentionParams<H extends HeadsType, Bias extends boolean, Took> = Took extends readonly [infer Q, infer K, infer V]
  ? Projections<FeaturesOf<Q>, FeaturesOf<K>, FeaturesOf<V>, Width<H, FeaturesOf<Q>>, KeyWidth<H, FeaturesOf<Q>>, Bias>
  : never

type Projections<F extends Dim, K extends Dim, V extends Dim, W extends Dim, KW extends Dim, Bias extends boolean> = F extends Dim
  ? {
      readonly query: KernelAndBias<[F, W], W, Bias>
      readonly key: KernelAndBias<[K, KW], KW, Bias>
      readonly value: KernelAndBias<[V, KW], KW, Bias>
      readonly output: KernelAndBias<[W, F], F, Bias>
    }
  : never

type FeaturesOf<S> = S extends readonly [Dim, infer F extends Dim] ? F : number

/** Numbers of all heads together. */
type Width<H extends HeadsType, F extends Dim> = H['size'] extends 0 ? F : Mul<H['heads'], H['size']>

/** Numbers of all heads of keys. */
type KeyWidth<H extends HeadsType, F extends Dim> = [H['heads'], H['keyValueHeads']] extends [H['keyValueHeads'], H['heads']]
  ? Width<H, F>
  : Mul<H['keyValueHeads'], SizeOfHead<H, F>>
