import { attention } from '../primitives/attention.js'
import { sizeOf } from '../shape/dim.js'
import { applyAll } from '../tensor/apply.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { stretch } from './operand.js'
import { laidOut } from './reshape.js'

/** Which keys a query sees, and how it meets them; all of it said. */
export interface Seen {
  readonly mask: AnyTensor | undefined
  readonly causal: boolean
  readonly scale: number
}

/** Sizes with as many 1 in front that there are so many. */
const filled = (sizes: readonly number[], length: number): number[] => [...Array.from({ length: length - sizes.length }, () => 1), ...sizes]

/**
 * What queries gather. Axes of the batch that keys and values have not, behind those that they have, are none to the primitive: all queries along them meet the
 * same keys, and are rows like any.
 */
export const attend = (query: AnyTensor, key: AnyTensor, value: AnyTensor, { mask, causal, scale }: Seen): AnyTensor => {
  const rank = Math.max(...[query, key, value].map(({ type }) => type.shape.length)) - 2
  const [ofQuery, ofKey, ofValue] = [query, key, value].map(({ type }) => filled(type.shape, rank + 2)) as [number[], number[], number[]]
  const [queries = 0, features = 0] = ofQuery.slice(rank)
  const isKept = (axis: number) => ofKey[axis] !== 1 || ofValue[axis] !== 1
  const own = 1 + Math.max(-1, ...ofKey.slice(0, rank).flatMap((_, axis) => (isKept(axis) ? [axis] : [])))
  const batch = ofKey.slice(0, own).map((n, axis) => [n, ofValue[axis], ofQuery[axis]].find((size) => size !== 1) ?? 1)
  const sharing = ofQuery.slice(own, rank)
  const rows = sizeOf(sharing) * queries
  const ofBatch = (x: AnyTensor, shape: readonly number[]): AnyTensor => {
    const last = shape.slice(rank)
    return stretch(laidOut(x, [...shape.slice(0, own), ...last]), [...batch, ...last])
  }
  /** A mask that is one for all rows of a batch stays as small as it is. */
  const ofRows = (x: AnyTensor): AnyTensor => {
    const shape = filled(x.type.shape, rank + 2)
    const [inFront, last] = [shape.slice(0, own), shape.slice(-1)]
    if (shape.slice(own, -1).every((n) => n === 1)) return laidOut(x, [...inFront, 1, ...last])
    return laidOut(stretch(laidOut(x, shape), [...inFront, ...sharing, queries, ...last]), [...inFront, rows, ...last])
  }
  const inRows = laidOut(query, [...ofQuery.slice(0, own), rows, features])
  const operands = [
    stretch(inRows, [...batch, rows, features]),
    ofBatch(key, ofKey),
    ofBatch(value, ofValue),
    ...(mask ? [ofRows(mask)] : []),
  ]
  const [gathered] = applyAll(attention, operands, { scale, period: causal ? queries : 0 })
  return laidOut(gathered as AnyTensor, [...batch, ...sharing, queries, ofValue.at(-1) ?? 0]) // attention has two results
}
