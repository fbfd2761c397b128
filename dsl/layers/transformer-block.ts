import { type AnyTensor, add, check, type Dim, type Shape, split } from '../../src/index.js'
import type { Channels } from '../channels.js'
import { partOf } from '../combinators/part-of.js'
import { demandCount } from '../count.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import type { KernelAndBias, ScaleAndOffset } from '../parameters.js'
import { runPart } from '../run-part.js'
import { type Attending, attending } from '../sequence.js'
import { gelu } from './activation.js'
import { dense } from './dense.js'
import { dropout } from './dropout.js'
import { layerNorm } from './layer-norm.js'
import { type AttentionOptions, type AttentionParams, multiHeadAttention } from './multi-head-attention.js'

/** How large a block is. */
export interface TransformerOptions<Heads extends number, Hidden extends number> extends AttentionOptions<Heads> {
  /** Units between the two dense layers; often four times the features. */
  readonly hidden: Hidden
  /** With which probability a number of what a half of the block gives is left out, in training; 0 if left out. */
  readonly dropout?: number
}

export interface TransformerBlock<Heads extends number, Hidden extends number> extends Stateless {
  readonly out: this['in'] extends Shape ? Attending<`transformerBlock(${Heads}, ${Hidden})`, Heads, this['in']> : never
  readonly params: BlockParams<Channels<this['in']>, Hidden>
}

type BlockParams<F extends Dim, Hidden extends number> = F extends Dim
  ? {
      readonly attentionNorm: ScaleAndOffset<F>
      readonly attention: AttentionParams<F>
      readonly denseNorm: ScaleAndOffset<F>
      readonly hidden: KernelAndBias<[F, Hidden], Hidden>
      readonly output: KernelAndBias<[Hidden, F], F>
    }
  : never

type Parts = Readonly<Record<'attentionNorm' | 'attention' | 'denseNorm' | 'hidden' | 'output', unknown>>

/**
 * Attention between places, then two dense layers at each place, of `[time, features]`; both halves are normalised first, and added to what came in.
 *
 *     x = x + attention(layerNorm(x))
 *     y = x + output(gelu(hidden(layerNorm(x))))
 *
 * Dropout stands before each addition. `attention` is a `multiHeadAttention`, `hidden: dense(hidden)`, `output: dense(features)`.
 *
 * @throws InvalidArgument if `heads` or `hidden` is not a whole number of 1 or more, or unless `0 <= dropout < 1`.
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762; Xiong et al., On layer normalization in the transformer architecture,
 * arXiv:2002.04745, for the normalisation in front
 * @example
 * ```ts
 * const encoder = sequential([128], embedding(30_522, 768), positionalEncoding(), repeated(12, transformerBlock({ heads: 12, hidden: 3072 })))
 * ```
 */
export const transformerBlock = <const Heads extends number, const Hidden extends number>(
  options: TransformerOptions<Heads, Hidden>,
): Layer<TransformerBlock<Heads, Hidden>> => {
  const named = ['heads', 'hidden', 'causal', 'dropout'] as const
  const { heads, hidden, causal = false, dropout: rate = 0 } = check.options('transformerBlock', '', options, named)
  const [count, units]: readonly [number, number] = [heads, hidden]
  demandCount('transformerBlock', 'number of heads', count)
  demandCount('transformerBlock', 'number of hidden units', units)
  const name = `transformerBlock(${count}, ${units})`
  const [attention, norm, drop, expand] = [multiHeadAttention({ heads: count, causal }), layerNorm(), dropout(rate), dense(units)]
  return layer<TransformerBlock<Heads, Hidden>, Parts>(name, {
    output: (input) => attending(name, count, input),
    init: (key, input) => {
      const [toAttention, toHidden, toOutput] = split(key, 3)
      const [time = 0, features = 0] = input
      return {
        attentionNorm: norm.init(key, input).params,
        attention: attention.init(toAttention, input).params,
        denseNorm: norm.init(key, input).params,
        hidden: expand.init(toHidden, input).params,
        output: dense(features).init(toOutput, [time, units]).params,
      }
    },
    apply: (params, x, context) => {
      const dropped = (y: AnyTensor, half: number): AnyTensor => runPart(drop, {}, y, partOf(context, half))
      const attended = runPart(attention, params.attention, runPart(norm, params.attentionNorm, x, context), context)
      const between = add(x, dropped(attended, 0))
      const inner = gelu(runPart(expand, params.hidden, runPart(norm, params.denseNorm, between, context), context))
      return add(between, dropped(runPart(dense(x.shape.at(-1) ?? 0), params.output, inner, context), 1))
    },
    flops: ([time = 0, features = 0]) => {
      const input = [time, features]
      const halves = attention.flops(input) + expand.flops(input) + time * units + 2 * time * units * features
      return halves + 2 * (norm.flops(input) + time * features)
    },
  })
}
