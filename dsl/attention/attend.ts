import { type AnyTensor, attentionWeights, matmul, notEqual, reshape, scaledDotProductAttention, transpose } from '../../src/index.js'
import type { Context, Layer } from '../layer.js'
import { runPart } from '../run-part.js'

/** What heads see, and what is left out of their weights. */
interface Attend {
  readonly causal: boolean
  /** Where it is 0, nobody sees the place of a key: `[batch, keys]`, or `[keys]` for all. */
  readonly mask?: AnyTensor | undefined
  readonly drop: Layer | undefined
  readonly context: Context
}

/**
 * What heads gather: `[batch, queries, heads * size]` of `query: [batch, queries, heads, size]` and `key, value: [batch, keys, heads of keys, size]`. As many
 * heads of queries, one after the other, share one of keys.
 */
export const attend = (query: AnyTensor, key: AnyTensor, value: AnyTensor, { causal, mask, drop, context }: Attend): AnyTensor => {
  const [batch = 0, queries = 0, heads = 0, size = 0] = query.shape
  const [, keys = 0, ofKeys = 0] = key.shape
  /** `[batch, heads of keys, sharing, places, size]` */
  const ahead = (x: AnyTensor, places: number, sharing: number): AnyTensor =>
    transpose(reshape(x, [batch, places, ofKeys, sharing, size]), [0, 2, 3, 1, 4])
  const seen = mask && reshape(notEqual(mask, 0), [mask.shape.length === 1 ? 1 : batch, 1, 1, 1, keys])
  const [ofQueries, ofKeyHeads, values]: readonly [AnyTensor, AnyTensor, AnyTensor] = [
    ahead(query, queries, heads / ofKeys),
    ahead(key, keys, 1),
    ahead(value, keys, 1),
  ]
  const seeing = { causal, ...(seen && { mask: seen }) }
  // Where weights are left out they have to be there, one by one.
  const isWhole = drop === undefined || !context.training
  const gathered: AnyTensor = isWhole
    ? scaledDotProductAttention(ofQueries, ofKeyHeads, values, seeing)
    : matmul(runPart(drop, {}, attentionWeights(ofQueries, ofKeyHeads, seeing), context), values)
  return reshape(transpose(gathered, [0, 3, 1, 2, 4]), [batch, queries, heads * size])
}
