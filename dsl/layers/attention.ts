import { chain, type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { attentionWeights, check, type Dim, expandDims, matmul, notEqual, type SameDim, type Sentence, show } from '../../src/index.js'
import { roles, type Taken, takenBy, tensorsOf } from '../attention/inputs.js'
import type { Empty, Layer, TakesLists } from '../layer.js'
import { listOf, type ShowAll } from '../one-or-many.js'
import { runPart } from '../run-part.js'
import { dropout } from './dropout.js'

/**
 * How places look at each other by what they are.
 *
 * @category Layers
 */
export interface DotAttentionOptions<Masked extends boolean = boolean> {
  /** A place sees those up to its own, none after; `false` if left out. */
  readonly causal?: boolean
  /** Takes a list that ends in a mask of the places that are looked at: where it is 0, nobody sees them. `false` if left out. */
  readonly masked?: Masked
  /** With which probability a weight is left out, in training; 0 if left out. */
  readonly dropout?: number
  /** What the products are multiplied by; `1 / sqrt(features)` if left out, and 1 in Keras. */
  readonly scale?: number
}

/** @category Layers */
export interface Attention<Masked extends boolean = false> extends TakesLists {
  readonly out: Gathered<Taken<'attention', Masked, this['in']>>
  readonly params: Empty
  readonly state: Empty
}

type Gathered<Took> = Took extends readonly [infer Q, infer K, infer V]
  ? [Q, K, V] extends [
      readonly [infer T extends Dim, infer F extends Dim],
      readonly [Dim, infer G extends Dim],
      readonly [Dim, infer H extends Dim],
    ]
    ? SameDim<F, G> extends true
      ? [T, H]
      : `attention: query ${ShowAll<Q>} and key ${ShowAll<K>}: features ${F} and ${G} differ`
    : Q
  : Took

/** The run-time twin of `Gathered`. */
const gathered = ([query, key, value]: readonly (readonly number[])[]): Either<Sentence, readonly number[]> => {
  const [[time = 0, features = 0] = [], [, ofKey = 0] = [], [, ofValue = 0] = []] = [query, key, value]
  if (features === ofKey) return right([time, ofValue])
  return left(`attention: query ${show(query ?? [])} and key ${show(key ?? [])}: features ${features} and ${ofKey} differ`)
}

/**
 * `y = softmax(query · key' / sqrt(features)) · value`, which learns nothing: of a sequence `[time, features]` that looks at itself, of a list `[x, memory]`,
 * or of `[query, key, value]`, the order that `multiHeadAttention` has. (Keras has value before key.) With `masked` the list ends in a mask `[memory]`.
 *
 * @throws InvalidArgument unless `0 <= dropout < 1`.
 * @see Luong, Pham, Manning, Effective approaches to attention-based neural machine translation, arXiv:1508.04025, the score `dot`, with `{ scale: 1 }`
 * @example
 * ```ts
 * const model = sequential([[20, 64], [100, 64]], attention()) // each of 20 places looks at 100: [20, 64]
 * ```
 *
 * @category Layers
 */
export const attention = <const Masked extends boolean = false>(options?: DotAttentionOptions<Masked>): Layer<Attention<Masked>> => {
  const known = check.options<DotAttentionOptions>('attention', '', options, ['causal', 'masked', 'dropout', 'scale'])
  const { causal = false, masked = false, dropout: rate = 0, scale } = known
  for (const [option, given] of Object.entries({ causal, masked }))
    if (typeof given !== 'boolean') check.refuse('attention', option, 'true or false', given)
  if (scale !== undefined) check.number('attention', 'scale', scale)
  const drop = dropout(rate)
  return {
    name: 'attention',
    output: (input) => pipe(takenBy('attention', masked, 'any', input), chain(gathered)),
    init: () => ({ params: {}, state: {} }),
    forward: ({ state }, given, context) => {
      const { parts, mask } = tensorsOf(masked, given)
      const [query, key, value] = parts
      const seeing = { causal, ...(mask && { mask: expandDims(notEqual(mask, 0), 1) }), ...(scale !== undefined && { scale }) }
      return [matmul(runPart(drop, {}, attentionWeights(query, key, seeing), context), value), state]
    },
    flops: (input) => {
      const all = listOf(input)
      const [[time = 0, features = 0], [memory = 0], [, ofValue = 0]] = roles(masked ? all.slice(0, -1) : all)
      return 2 * time * memory * (features + ofValue) + 2 * time * memory
    },
  }
}
