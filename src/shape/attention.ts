import { chain, chainFirst, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Broadcast, broadcastShape } from './broadcast.js'
import { type Dim, type Shape, show } from './dim.js'
import type { SameDim } from './same.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/** `[..., places, features]`, or the sentence about the tensor of that name. */
export type Places<Op extends string, Name extends string, S extends Shape> = number extends S['length']
  ? S
  : S extends readonly [...Shape, Dim, Dim]
    ? S
    : NoPlaces<Op, Name, S>

/** The run-time twin of `Places`. */
export const placesShape = (op: string, name: string, shape: readonly number[]): Ruled =>
  shape.length < 2 ? left(`${op}: the ${name} needs [..., places, features], got ${show(shape)}`) : right([...shape])

/** How much each query takes of each key: `[...batch, queries, keys]`, where the batches broadcast; or the sentence of `Op`. */
export type AttentionWeights<Op extends string, Q extends Shape, K extends Shape> = number extends Q['length'] | K['length']
  ? UnknownRank
  : Q extends readonly [...infer QBatch extends Shape, infer L extends Dim, infer E extends Dim]
    ? K extends readonly [...infer KBatch extends Shape, infer S extends Dim, infer F extends Dim]
      ? SameDim<E, F> extends true
        ? Batched<Broadcast<'', QBatch, KBatch>, [L, S], `${Op}: query ${Show<Q>} and key ${Show<K>}`, QBatch, KBatch>
        : `${Op}: query ${Show<Q>} and key ${Show<K>}: features ${ShowDim<E>} and ${ShowDim<F>} differ`
      : NoPlaces<Op, 'key', K>
    : NoPlaces<Op, 'query', Q>

/** The sum of values by these weights: `[...batch, queries, features of a value]`; or the sentence of `Op`. */
export type Attention<Op extends string, Q extends Shape, K extends Shape, V extends Shape> =
  AttentionWeights<Op, Q, K> extends infer W
    ? W extends Shape
      ? number extends W['length'] | V['length']
        ? UnknownRank
        : W extends readonly [...infer Batch extends Shape, infer L extends Dim, infer S extends Dim]
          ? V extends readonly [...infer VBatch extends Shape, infer T extends Dim, infer C extends Dim]
            ? SameDim<S, T> extends true
              ? Batched<Broadcast<'', Batch, VBatch>, [L, C], `${Op}: weights ${Show<W>} and value ${Show<V>}`, Batch, VBatch>
              : `${Op}: key ${Show<K>} and value ${Show<V>}: places ${ShowDim<S>} and ${ShowDim<T>} differ`
            : NoPlaces<Op, 'value', V>
          : never
      : W
    : never

type NoPlaces<Op extends string, Name extends string, S extends Shape> = `${Op}: the ${Name} needs [..., places, features], got ${Show<S>}`

type Batched<Batch, Rest extends Shape, Met extends string, A extends Shape, B extends Shape> = Batch extends Shape
  ? [...Batch, ...Rest]
  : `${Met}: batch dimensions ${Show<A>} and ${Show<B>} do not broadcast`

const batched = (met: string, a: readonly number[], b: readonly number[], rest: readonly number[]): Ruled =>
  pipe(
    broadcastShape('', a.slice(0, -2), b.slice(0, -2)),
    mapLeft(() => `${met}: batch dimensions ${show(a.slice(0, -2))} and ${show(b.slice(0, -2))} do not broadcast`),
    map((batch) => [...batch, ...rest]),
  )

/** The run-time twin of `AttentionWeights`. */
export const attentionWeightsShape = (op: string, query: readonly number[], key: readonly number[]): Ruled =>
  pipe(
    placesShape(op, 'query', query),
    chain(() => placesShape(op, 'key', key)),
    chain(() => {
      const [[queries = 0, features = 0], [keys = 0, ofKey = 0]] = [query.slice(-2), key.slice(-2)]
      const both = `${op}: query ${show(query)} and key ${show(key)}`
      return features === ofKey ? batched(both, query, key, [queries, keys]) : left(`${both}: features ${features} and ${ofKey} differ`)
    }),
  )

/** The run-time twin of `Attention`. */
export const attentionShape = (op: string, query: readonly number[], key: readonly number[], value: readonly number[]): Ruled =>
  pipe(
    attentionWeightsShape(op, query, key),
    chainFirst(() => placesShape(op, 'value', value)),
    chain((weights) => {
      const [[queries = 0, keys = 0], [places = 0, features = 0]] = [weights.slice(-2), value.slice(-2)]
      if (keys !== places) return left(`${op}: key ${show(key)} and value ${show(value)}: places ${keys} and ${places} differ`)
      return batched(`${op}: weights ${show(weights)} and value ${show(value)}`, weights, value, [queries, features])
    }),
  )
