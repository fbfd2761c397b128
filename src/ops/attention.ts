import { unseen } from '../primitives/attention-plain.js'
import { inWide, widened } from '../primitives/wide.js'
import {
  type Attention,
  type AttentionWeights,
  attentionShape,
  attentionWeightsShape,
  type Places,
  placesShape,
} from '../shape/attention.js'
import { type BroadcastTo, broadcastToShape } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny } from '../shape/dtype-rule.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { mul } from './arithmetic.js'
import { attend, type Seen } from './attend.js'
import { greaterEqual } from './compare.js'
import { arange } from './create.js'
import { logicalAnd } from './logic.js'
import { matmul } from './matmul.js'
import { demand, stretch } from './operand.js'
import { expandDims } from './reshape.js'
import { softmax } from './softmax.js'
import { swapAxes } from './transpose.js'
import { where } from './where.js'

/** Which keys a query sees, and how it meets them. */
interface Seeing {
  /** The query at place `i` sees the keys at places up to `i`, none after; `false` if left out. */
  readonly causal?: boolean
  /** What the products of queries and keys are multiplied by; `1 / sqrt(features)` if left out. */
  readonly scale?: number
}

interface AnySeeing extends Seeing {
  readonly mask?: AnyTensor
}

/** They, with a mask: `true` where a query sees a key; it stretches to `[...batch, queries, keys]`. */
interface Masked<Op extends string, W, M extends Shape, B extends DType> extends Seeing {
  readonly mask?: Fit<Then<NotOfKind<Op, B, 'bool'>, BroadcastTo<Op, M, ShapeOf<W>>>, Tensor<M, B>>
}

/** The options as they are meant, for scores of a shape that was found to fit. */
const seenBy = (op: string, call: string, query: AnyTensor, shape: readonly number[], given: AnySeeing | undefined): Seen => {
  const scaleOf = 1 / Math.sqrt(Math.max(1, query.type.shape.at(-1) ?? 1))
  const { mask, causal = false, scale = scaleOf } = check.options<AnySeeing>(op, call, given, ['mask', 'causal', 'scale'])
  if (typeof causal !== 'boolean') check.refuse(op, 'causal', 'true or false', causal)
  check.number(op, 'scale', scale)
  if (mask !== undefined) {
    demand(op, mask, 'bool', 'the mask')
    orThrow(broadcastToShape(op, mask.type.shape, shape))
  }
  return { mask, causal, scale }
}

/** Weights of a shape that was found to fit. */
const weigh = (query: AnyTensor, key: AnyTensor, shape: readonly number[], { mask, causal, scale }: Seen): AnyTensor => {
  const [queries = 0, keys = 0] = shape.slice(-2)
  const places = (count: number) => arange(count, { dtype: 'i32' })
  const before = causal ? greaterEqual(expandDims(places(queries), 1), places(keys)) : undefined
  const seen = mask && before ? logicalAnd(stretch(mask, shape), stretch(before, shape)) : (mask ?? before)
  const meeting = mul(matmul(query, swapAxes(key, -1, -2)), scale)
  if (!seen) return softmax(meeting)
  const sees = stretch(seen, shape)
  // Where nothing is seen, all are as far away as any: their weights are taken back.
  return where(sees, softmax(where(sees, meeting, unseen)), 0)
}

const demandPair = (op: string, query: AnyTensor, key: AnyTensor): readonly number[] => {
  demand(op, query, 'floating', 'the query')
  orThrow(placesShape(op, 'query', query.type.shape))
  check.tensor(op, 'the key', key)
  throwIfAny(mixed(op, query.type.dtype, key.type.dtype))
  return orThrow(attentionWeightsShape(op, query.type.shape, key.type.shape))
}

/**
 * How much each query takes of each key, as `scaledDotProductAttention` does: `softmax(scale * query · key')`, positive, and 1 together, or all 0 where a
 * query sees no key.
 *
 * `query: [...batch, queries, features]`, `key: [...batch, keys, features]`, result `[...batch, queries, keys]`; the batches broadcast.
 *
 * @throws ShapeMismatch; DTypeMismatch if the dtypes are not one, or not floating, or that of the mask is not `bool`
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762, equation 1
 * @example attentionWeights(tensor([[1]]), tensor([[0], [0]])) // [[0.5, 0.5]]
 *
 * @category Convolutions and signals
 */
export function attentionWeights<
  Q extends Shape,
  D extends DType,
  K extends Shape,
  E extends DType,
  M extends Shape = [],
  B extends DType = never,
>(
  query: Fit<Then<NotOfKind<'attentionWeights', D, 'floating'>, Places<'attentionWeights', 'query', Q>>, Tensor<Q, D>>,
  key: Fit<Then<Mixed<'attentionWeights', D, E>, AttentionWeights<'attentionWeights', Q, K>>, Tensor<K, E>>,
  options?: Masked<'attentionWeights', AttentionWeights<'attentionWeights', Q, K>, M, B>,
): Tensor<ShapeOf<AttentionWeights<'attentionWeights', Q, K>>, D & E>
export function attentionWeights(query: AnyTensor, key: AnyTensor, options?: AnySeeing): AnyTensor {
  const shape = demandPair('attentionWeights', query, key)
  const seen = seenBy('attentionWeights', 'query, key', query, shape, options)
  return inWide((wide) => weigh(wide, widened(key), shape, seen), query)
}

/**
 * Each query gathers the values, weighted by how it meets their keys: `softmax(scale * query · key') · value`. A query that sees no key gathers 0.
 *
 * `query: [...batch, queries, features]`, `key: [...batch, keys, features]`, `value: [...batch, keys, features of a value]`, result `[...batch, queries,
 * features of a value]`; the batches broadcast, so that heads are one of their axes.
 *
 * @throws ShapeMismatch; DTypeMismatch if the dtypes are not one, or not floating, or that of the mask is not `bool`
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762, equation 1
 * @example scaledDotProductAttention(tensor([[1]]), tensor([[0], [0]]), tensor([[2], [4]])) // [[3]]
 * @example scaledDotProductAttention(queries, keys, values, { mask: less(arange(100), length), causal: true })
 *
 * @category Convolutions and signals
 */
export function scaledDotProductAttention<
  Q extends Shape,
  D extends DType,
  K extends Shape,
  E extends DType,
  V extends Shape,
  F extends DType,
  M extends Shape = [],
  B extends DType = never,
>(
  query: Fit<Then<NotOfKind<'scaledDotProductAttention', D, 'floating'>, Places<'scaledDotProductAttention', 'query', Q>>, Tensor<Q, D>>,
  key: Fit<Then<Mixed<'scaledDotProductAttention', D, E>, AttentionWeights<'scaledDotProductAttention', Q, K>>, Tensor<K, E>>,
  value: Fit<Then<Mixed<'scaledDotProductAttention', D, F>, Attention<'scaledDotProductAttention', Q, K, V>>, Tensor<V, F>>,
  options?: Masked<'scaledDotProductAttention', AttentionWeights<'scaledDotProductAttention', Q, K>, M, B>,
): Tensor<ShapeOf<Attention<'scaledDotProductAttention', Q, K, V>>, D & E>
export function scaledDotProductAttention(query: AnyTensor, key: AnyTensor, value: AnyTensor, options?: AnySeeing): AnyTensor {
  const op = 'scaledDotProductAttention'
  const shape = demandPair(op, query, key)
  check.tensor(op, 'the value', value)
  throwIfAny(mixed(op, query.type.dtype, value.type.dtype))
  orThrow(attentionShape(op, query.type.shape, key.type.shape, value.type.shape))
  const seen = seenBy(op, 'query, key, value', query, shape, options)
  return inWide((wide) => attend(wide, widened(key), widened(value), seen), query)
}
