import {
  type AnyTensor,
  arange,
  check,
  einsum,
  expandDims,
  greaterEqual,
  mul,
  reshape,
  type Shape,
  softmax,
  split,
  where,
} from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import type { KernelAndBias } from '../parameters.js'
import { runPart } from '../run-part.js'
import { type Attending, attending } from '../sequence.js'
import { dense } from './dense.js'

/** How places look at each other. */
export interface AttentionOptions<Heads extends number> {
  /** Into how many groups the features fall, each of which looks for itself. */
  readonly heads: Heads
  /** A place sees itself and those before it, none after; `false` if left out. */
  readonly causal?: boolean
}

export interface MultiHeadAttention<Heads extends number> extends Stateless {
  readonly out: this['in'] extends Shape ? Attending<`multiHeadAttention(${Heads})`, Heads, this['in']> : never
  readonly params: AttentionParams<Channels<this['in']>>
}

/** What attention learns for so many features. */
export type AttentionParams<F> = F extends number | string
  ? {
      readonly query: KernelAndBias<[F, F], F>
      readonly key: KernelAndBias<[F, F], F>
      readonly value: KernelAndBias<[F, F], F>
      readonly output: KernelAndBias<[F, F], F>
    }
  : never

const names = ['query', 'key', 'value', 'output'] as const
type Parts = Readonly<Record<(typeof names)[number], unknown>>

/** How a place meets one that it does not see: the exponential of this is 0 beside any other. */
const unseen = -1e9

/**
 * Self-attention of `[time, features]`: each place gathers the values of all places, weighted by how its query meets their keys, head by head.
 *
 *     y = softmax(query(x) · key(x)' / sqrt(features / heads)) · value(x), then output(y)
 *
 * `query`, `key`, `value` and `output` are dense layers of all features: `kernel: [features, features]`, `bias: [features]`.
 *
 * @throws InvalidArgument if `heads` is not a whole number of 1 or more.
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762, section 3.2
 * @example
 * ```ts
 * const model = sequential([128, 768], residual(serial(layerNorm(), multiHeadAttention({ heads: 12 })))) // [128, 768] to [128, 768]
 * ```
 */
export const multiHeadAttention = <const Heads extends number>(options: AttentionOptions<Heads>): Layer<MultiHeadAttention<Heads>> => {
  const { heads, causal = false } = check.options('multiHeadAttention', '', options, ['heads', 'causal'])
  const count: number = heads
  demandCount('multiHeadAttention', 'number of heads', count)
  const name = `multiHeadAttention(${count})`
  return layer<MultiHeadAttention<Heads>, Parts>(name, {
    output: (input) => attending(name, count, input),
    init: (key, input) => {
      const keys = split(key, names.length)
      const made = names.map((name, i) => [name, dense(input.at(-1) ?? 0).init(keys[i] ?? key, input).params])
      return Object.fromEntries(made) as Parts // an entry for each name
    },
    apply: (params, x, context) => {
      const [batch = 0, time = 0, features = 0] = x.shape
      const full = dense(features)
      const ofHeads = (part: Exclude<keyof Parts, 'output'>): AnyTensor =>
        reshape(runPart(full, params[part], x, context), [batch, time, count, features / count])
      const meeting = mul(einsum('nthd,nshd->nhts', ofHeads('query'), ofHeads('key')), 1 / Math.sqrt(features / count))
      const seen = greaterEqual(expandDims(arange(time), 1), arange(time))
      const weights = softmax(causal ? where(seen, meeting, unseen) : meeting)
      const gathered = einsum('nhts,nshd->nthd', weights, ofHeads('value'))
      return runPart(full, params.output, reshape(gathered, x.shape), context)
    },
    flops: ([time = 0, features = 0]) => 8 * time * features ** 2 + 4 * time ** 2 * features + 2 * count * time ** 2,
  })
}
