import { map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, check, type Dim, split, type Tree } from '../../src/index.js'
import { blockOf, type DenseParams, type TransformerOptions, transformerNames } from '../attention/block.js'
import type { Attending, AttentionParams, HeadsType } from '../attention/heads.js'
import type { Taken } from '../attention/inputs.js'
import type { Rotary } from '../attention/rotary.js'
import { settingsOf } from '../attention/settings.js'
import { decodingOf } from '../decoding.js'
import { type Context, type Empty, type Layer, predicting, type TakesLists, type Variables } from '../layer.js'
import { headOf, isList, listOf, type Tensors } from '../one-or-many.js'
import type { ScaleAndOffset } from '../parameters.js'
import { attentionOf } from './multi-head-attention.js'

/** @category Layers */
export interface TransformerBlock<
  Heads extends number,
  Hidden extends number,
  KeyValueHeads extends number = Heads,
  Size extends number = 0,
  Masked extends boolean = false,
  Turns extends Rotary = false,
> extends TakesLists {
  readonly out: Attending<
    `transformerBlock(${Heads}, ${Hidden})`,
    HeadsType<Heads, KeyValueHeads, Size, Turns>,
    Taken<`transformerBlock(${Heads}, ${Hidden})`, Masked, this['in'], 'self'>
  >
  readonly params: BlockParams<
    HeadsType<Heads, KeyValueHeads, Size, Turns>,
    Hidden,
    Taken<`transformerBlock(${Heads}, ${Hidden})`, Masked, this['in'], 'self'>
  >
  readonly state: Empty
}

type BlockParams<H extends HeadsType, Hidden extends number, Took> = Took extends readonly [infer Q, unknown, unknown]
  ? ParamsOf<H, Hidden, Took, Q extends readonly [Dim, infer F extends Dim] ? F : number>
  : never

type ParamsOf<H extends HeadsType, Hidden extends number, Took, F extends Dim> = F extends Dim
  ? {
      readonly attentionNorm: ScaleAndOffset<F>
      readonly attention: AttentionParams<H, true, Took>
      readonly denseNorm: DenseParams<F, Hidden>['denseNorm']
      readonly hidden: DenseParams<F, Hidden>['hidden']
      readonly output: DenseParams<F, Hidden>['output']
    }
  : never

type Params = Readonly<Record<'attention', Tree>>

/**
 * How large a block is, how its parts are put together, and what a place sees.
 *
 * @category Layers
 */
export interface TransformerBlockOptions<
  Heads extends number,
  Hidden extends number,
  KeyValueHeads extends number,
  Size extends number,
  Masked extends boolean,
  Turns extends Rotary,
> extends TransformerOptions<Heads, Hidden, KeyValueHeads, Size, Masked, Turns> {
  /** A place sees itself and those before it, none after; `false` if left out. */
  readonly causal?: boolean
}

/**
 * Attention between places, then two dense layers at each place, of `[time, features]`; both halves are normalised first, and added to what came in.
 *
 *     x = x + attention(layerNorm(x))
 *     y = x + output(gelu(hidden(layerNorm(x))))
 *
 * With `norm: 'last'` the sums are normalised: `x = layerNorm(x + attention(x))`. Dropout stands before each addition. `attention` is a `multiHeadAttention`,
 * `hidden: dense(hidden)`, `output: dense(features)`. With `masked` it takes `[x, mask]`, where the mask, `[time]`, is 0 at padding; to pass it on to the next
 * block write `fanOut(transformerBlock(...), pick(1))`.
 *
 * @throws InvalidArgument if `heads` or `hidden` is not a whole number of 1 or more, or unless `0 <= dropout < 1`.
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762, for `norm: 'last'`; Xiong et al., On layer normalization in the transformer
 * architecture, arXiv:2002.04745, for the normalisation in front
 * @example
 * ```ts
 * const encoder = sequential([128], embedding(30_522, 768), positionalEncoding(), repeated(12, transformerBlock({ heads: 12, hidden: 3072 })))
 * ```
 *
 * @category Layers
 */
export const transformerBlock = <
  const Heads extends number,
  const Hidden extends number,
  const KeyValueHeads extends number = Heads,
  const Size extends number = 0,
  const Masked extends boolean = false,
  const Turns extends Rotary = false,
>(
  options: TransformerBlockOptions<Heads, Hidden, KeyValueHeads, Size, Masked, Turns>,
): Layer<TransformerBlock<Heads, Hidden, KeyValueHeads, Size, Masked, Turns>> => {
  type Known = TransformerBlockOptions<number, number, number, number, boolean, Rotary>
  const known = check.options<Known>('transformerBlock', '', options, [...transformerNames, 'causal'])
  const name = `transformerBlock(${known.heads}, ${known.hidden})`
  const { hidden: _hidden, dropout: _dropout, norm: _norm, activation: _activation, ...looking } = known
  const attention = attentionOf(settingsOf('transformerBlock', name, 'self', looking))
  const block = blockOf('transformerBlock', known)
  const run = ({ params }: Variables, x: Tensors, context: Context, attend: (y: AnyTensor) => AnyTensor): AnyTensor =>
    block.run(params as Params, headOf(x), [['attentionNorm', attend]], context) // `init` made them
  const partOf = ({ params }: Variables): Variables => ({ params: (params as Params).attention, state: {} })
  return {
    name,
    output: attention.output,
    init: (key, input) => {
      const [toAttention, toBlock] = split(key, 2)
      const first = block.init(toBlock, listOf(input)[0] ?? [], ['attentionNorm'])
      return { params: { ...first, attention: attention.init(toAttention, input).params }, state: {} }
    },
    forward: (variables, x, context) => {
      const attend = (y: AnyTensor): Tensors => attention.forward(partOf(variables), isList(x) ? [y, ...x.slice(1)] : y, context)[0]
      return [run(variables, x, context, (y) => headOf(attend(y))), variables.state]
    },
    flops: (input) => attention.flops(input) + block.flops(listOf(input)[0] ?? [], 1),
    decoding: (input) =>
      pipe(
        decodingOf(attention, input),
        map(({ start, step }) => ({
          start,
          step: (variables, kept, x, place, memory) => {
            let after = kept
            const y = run(variables, x, predicting, (now) => {
              const [attended, next] = step(partOf(variables), kept, now, place, memory)
              after = next
              return headOf(attended)
            })
            return [y, after]
          },
        })),
      ),
  }
}
