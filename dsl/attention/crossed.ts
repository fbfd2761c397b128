import { type AnyTensor, arange, lessEqual, logicalAnd, notEqual, reshape, type Tree } from '../../src/index.js'
import { absent, type Decoding } from '../decoding.js'
import { predicting, type Variables } from '../layer.js'
import { headOf } from '../one-or-many.js'
import { runPart } from '../run-part.js'
import { attend } from './attend.js'
import { type AttentionParts, sizeOfHead } from './heads.js'
import { tensorsOf } from './inputs.js'
import type { Settings } from './settings.js'

interface Memory {
  readonly key: AnyTensor
  readonly value: AnyTensor
  readonly mask?: AnyTensor
}

/** Attention to a memory, place by place: its keys and values are made once, and read at each place. */
export const crossed = (settings: Settings, features: number): Decoding => {
  const { heads, keyValueHeads, masked, causal, drop, dense, ahead } = settings
  const size = sizeOfHead(settings, features)
  const placesOf = ({ shape: [, places = 0] }: AnyTensor): AnyTensor => arange(places, { dtype: 'i32' })
  return {
    start: () => ({}),
    remember: (variables, given) => {
      const { params } = variables as Variables<AttentionParts<Tree>> // the layer's `init` made them
      const {
        parts: [, key, value],
        mask,
      } = tensorsOf(masked, given)
      const memory: Memory = {
        key: ahead(params.key, key, keyValueHeads, size, placesOf(key)),
        value: ahead(params.value, value, keyValueHeads, size),
        ...(mask && { mask }),
      }
      return [absent(), { ...memory }]
    },
    step: (variables, kept, given, place, memory) => {
      const { params } = variables as Variables<AttentionParts<Tree>> // as above
      const { key, value, mask } = memory as unknown as Memory // `remember` made it
      const here = reshape(place, [1])
      const before = causal ? lessEqual(placesOf(key), here) : undefined
      const seen = before && mask ? logicalAnd(notEqual(mask, 0), before) : (before ?? mask)
      const query = ahead(params.query, headOf(given), heads, size, here)
      const gathered = attend(query, key, value, { causal: false, mask: seen, drop, context: predicting })
      return [runPart(dense(features), params.output, gathered, predicting), kept]
    },
  }
}
