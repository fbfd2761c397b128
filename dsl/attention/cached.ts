import { type AnyTensor, arange, equal, lessEqual, reshape, type Tree, where, zeros } from '../../src/index.js'
import type { Decoding } from '../decoding.js'
import { predicting, type Variables } from '../layer.js'
import { headOf } from '../one-or-many.js'
import { runPart } from '../run-part.js'
import { attend } from './attend.js'
import { type AttentionParts, sizeOfHead } from './heads.js'
import type { Settings } from './settings.js'

interface Kept {
  readonly key: AnyTensor
  readonly value: AnyTensor
}

/** Causal attention place by place: the keys and values of the places before are kept, so that a step is linear in their number. */
export const cached = (settings: Settings, [length = 0, features = 0]: readonly number[]): Decoding => {
  const { heads, keyValueHeads, drop, dense, ahead } = settings
  const size = sizeOfHead(settings, features)
  const none = (batch: number): AnyTensor => zeros([batch, length, keyValueHeads, size])
  return {
    start: (batch) => ({ key: none(batch), value: none(batch) }),
    step: (variables, kept, given, place) => {
      const { params } = variables as Variables<AttentionParts<Tree>> // the layer's `init` made them
      const { key, value } = kept as Kept // `start` made it
      const x = headOf(given)
      const [, room = 0] = key.shape
      const [here, all] = [reshape(place, [1]), arange(room, { dtype: 'i32' })]
      const isHere = reshape(equal(all, here), [room, 1, 1])
      const keys: AnyTensor = where(isHere, ahead(params.key, x, keyValueHeads, size, here), key)
      const values: AnyTensor = where(isHere, ahead(params.value, x, keyValueHeads, size), value)
      const query = ahead(params.query, x, heads, size, here)
      const gathered = attend(query, keys, values, { causal: false, mask: lessEqual(all, here), drop, context: predicting })
      return [runPart(dense(features), params.output, gathered, predicting), { key: keys, value: values }]
    },
  }
}
