import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { arange, check, split, type Tree } from '../../src/index.js'
import { attend } from '../attention/attend.js'
import { cached } from '../attention/cached.js'
import { crossed } from '../attention/crossed.js'
import { type Attending, type AttentionParams, type AttentionParts, attending, type HeadsType, sizeOfHead } from '../attention/heads.js'
import { roles, type Taken, takenBy, tensorsOf } from '../attention/inputs.js'
import type { Rotary } from '../attention/rotary.js'
import { type AttentionOptions, attentionNames, type Settings, settingsOf } from '../attention/settings.js'
import type { Empty, Layer, TakesLists, Variables } from '../layer.js'
import { isList, listOf, type Numbers } from '../one-or-many.js'
import { runPart } from '../run-part.js'

/** @category Layers */
export interface MultiHeadAttention<
  Heads extends number,
  KeyValueHeads extends number = Heads,
  Size extends number = 0,
  Masked extends boolean = false,
  Turns extends Rotary = false,
  Bias extends boolean = true,
> extends TakesLists {
  readonly out: Attending<
    `multiHeadAttention(${Heads})`,
    HeadsType<Heads, KeyValueHeads, Size, Turns>,
    Taken<`multiHeadAttention(${Heads})`, Masked, this['in']>
  >
  readonly params: AttentionParams<
    HeadsType<Heads, KeyValueHeads, Size, Turns>,
    Bias,
    Taken<`multiHeadAttention(${Heads})`, Masked, this['in']>
  >
  readonly state: Empty
}

/**
 * Each place of a sequence `[time, features]` gathers the values of all places, weighted by how its query meets their keys, head by head:
 *
 *     y = output(softmax(query(x) · key(x)' / sqrt(size of a head)) · value(x))
 *
 * Of a list `[x, memory]` the places of `x` look at those of another sequence, `[memory, features]`, which may have features of its own; of `[query, key,
 * value]` they look at keys that differ from values. With `masked` the list ends in a mask `[memory]`: `[x, mask]` of a sequence that looks at itself. A mask
 * is an input and no option, as for `lstm`, since it differs from batch to batch. A place that sees none gathers 0.
 *
 * `query`, `key`, `value` and `output` are dense layers: `kernel: [features, heads * size]`, of key and value `[features, keyValueHeads * size]`, of the output
 * `[heads * size, features]`, and a `bias` each. With `rotary` the numbers `i` and `i + size / 2` of a head are a pair, as in the weights of LLaMA on Hugging
 * Face.
 *
 * @throws InvalidArgument if `heads`, `keyValueHeads` or `headSize` is not a whole number of 1 or more, or unless `0 <= dropout < 1`.
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762, section 3.2; Ainslie et al., GQA, arXiv:2305.13245, for fewer heads of keys; Su et al.,
 * RoFormer, arXiv:2104.09864, for `rotary`
 * @example
 * ```ts
 * const model = sequential([128, 768], residual(serial(layerNorm(), multiHeadAttention({ heads: 12 })))) // [128, 768] to [128, 768]
 * const reader = sequential([[20, 64], [100, 32], [100]], multiHeadAttention({ heads: 4, masked: true })) // 20 places look at 100, some hidden
 * ```
 *
 * @category Layers
 */
export const multiHeadAttention = <
  const Heads extends number,
  const KeyValueHeads extends number = Heads,
  const Size extends number = 0,
  const Masked extends boolean = false,
  const Turns extends Rotary = false,
  const Bias extends boolean = true,
>(
  options: AttentionOptions<Heads, KeyValueHeads, Size, Masked, Turns, Bias>,
): Layer<MultiHeadAttention<Heads, KeyValueHeads, Size, Masked, Turns, Bias>> => {
  const known = check.options<AttentionOptions<number>>('multiHeadAttention', '', options, attentionNames)
  return attentionOf(settingsOf('multiHeadAttention', `multiHeadAttention(${known.heads})`, 'any', known))
}

/** The layer of such settings. */
export const attentionOf = <F extends TakesLists>(settings: Settings): Layer<F> => {
  const { name, at, heads, keyValueHeads, causal, masked, drop, dense, ahead } = settings
  const fitting = (input: Numbers) =>
    pipe(
      takenBy(name, masked, at, input),
      chain(([query]) => attending(name, settings, query)),
    )
  /** Query, key and value of what fits. */
  const parts = (input: Numbers) => roles(masked ? listOf(input).slice(0, -1) : listOf(input))
  return {
    name,
    output: fitting,
    init: (key, input) => {
      const [query, ofKey, value] = parts(input)
      const [toQuery, toKey, toValue, toOutput] = split(key, 4)
      const [, features = 0] = query
      const size = sizeOfHead(settings, features)
      const params: AttentionParts<Tree> = {
        query: dense(heads * size).init(toQuery, query).params,
        key: dense(keyValueHeads * size).init(toKey, ofKey).params,
        value: dense(keyValueHeads * size).init(toValue, value).params,
        output: dense(features).init(toOutput, [heads * size]).params,
      }
      return { params, state: {} }
    },
    forward: (variables, given, context) => {
      const { params, state } = variables as Variables<AttentionParts<Tree>> // `init` made them
      const { parts, mask } = tensorsOf(masked, given)
      const [query, key, value] = parts
      const [, time = 0, features = 0] = query.shape
      const size = sizeOfHead(settings, features)
      const gathered = attend(
        ahead(params.query, query, heads, size, arange(time)),
        ahead(params.key, key, keyValueHeads, size, arange(key.shape[1] ?? 0)),
        ahead(params.value, value, keyValueHeads, size),
        { causal, mask, drop, context },
      )
      return [runPart(dense(features), params.output, gathered, context), state]
    },
    flops: (input) => {
      const [[time = 0, features = 0], [memory = 0, ofKey = 0], [, ofValue = 0]] = parts(input)
      const size = sizeOfHead(settings, features)
      const projections = 4 * time * features * heads * size + 2 * memory * (ofKey + ofValue) * keyValueHeads * size
      return projections + 4 * time * memory * heads * size + 2 * heads * time * memory
    },
    decoding: (input, known = []) => {
      const [query, ...memory] = masked ? listOf(input).slice(0, -1) : listOf(input)
      const looksAtMemory = memory.length > 0 && !known[0] && listOf(input).every((_, i) => i === 0 || known[i])
      if (looksAtMemory) return right(crossed(settings, query?.[1] ?? 0))
      return isList(input) || !causal
        ? left(`${name}: a place sees more than those before it; with { causal: true } one sequence is decoded place by place`)
        : pipe(
            fitting(input),
            chain((shape) => right(cached(settings, shape))),
          )
    },
  }
}
