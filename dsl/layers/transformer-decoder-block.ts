import { chain, chainFirst, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, check, type Dim, split, type Tree } from '../../src/index.js'
import { blockOf, type DenseParams, type TransformerOptions, transformerNames } from '../attention/block.js'
import type { Attending, AttentionParams, HeadsType } from '../attention/heads.js'
import type { Taken } from '../attention/inputs.js'
import type { Rotary } from '../attention/rotary.js'
import { settingsOf } from '../attention/settings.js'
import { absent, type Decoding, decodingOf, remembered } from '../decoding.js'
import { type Empty, type Layer, predicting, type TakesLists, type Variables } from '../layer.js'
import { headOf, isList, listOf, type Numbers } from '../one-or-many.js'
import type { ScaleAndOffset } from '../parameters.js'
import { attentionOf } from './multi-head-attention.js'

/** @category Layers */
export interface TransformerDecoderBlock<
  Heads extends number,
  Hidden extends number,
  KeyValueHeads extends number = Heads,
  Size extends number = 0,
  Masked extends boolean = false,
  Turns extends Rotary = false,
> extends TakesLists {
  readonly out: Attending<
    `transformerDecoderBlock(${Heads}, ${Hidden})`,
    HeadsType<Heads, KeyValueHeads, Size, Turns>,
    Taken<`transformerDecoderBlock(${Heads}, ${Hidden})`, Masked, this['in'], 'memory'>
  >
  readonly params: BlockParams<
    HeadsType<Heads, KeyValueHeads, Size, Turns>,
    Hidden,
    Taken<`transformerDecoderBlock(${Heads}, ${Hidden})`, Masked, this['in'], 'memory'>
  >
  readonly state: Empty
}

type BlockParams<H extends HeadsType, Hidden extends number, Took> = Took extends readonly [infer Q, infer M, unknown]
  ? ParamsOf<H, Hidden, Q, M, Q extends readonly [Dim, infer F extends Dim] ? F : number>
  : never

type ParamsOf<H extends HeadsType, Hidden extends number, Q, M, F extends Dim> = F extends Dim
  ? {
      readonly attentionNorm: ScaleAndOffset<F>
      readonly attention: AttentionParams<H, true, [Q, Q, Q]>
      readonly crossNorm: ScaleAndOffset<F>
      readonly cross: AttentionParams<H, true, [Q, M, M]>
      readonly denseNorm: DenseParams<F, Hidden>['denseNorm']
      readonly hidden: DenseParams<F, Hidden>['hidden']
      readonly output: DenseParams<F, Hidden>['output']
    }
  : never

type Params = Readonly<Record<'attention' | 'cross', Tree>>

/**
 * Causal attention between the places of `x`, attention of each to a memory, then two dense layers at each place, of `[x, memory]`: `[time, features]` and
 * `[memory, other features]`, what an encoder gave. All three are normalised first, and added to what came in.
 *
 *     x = x + attention(layerNorm(x))
 *     x = x + cross(layerNorm(x), memory)
 *     y = x + output(gelu(hidden(layerNorm(x))))
 *
 * With `norm: 'last'` the sums are normalised, as in the paper. Dropout stands before each addition. `attention` and `cross` are `multiHeadAttention`s, with
 * `rotary` the first alone. With `masked` it takes `[x, memory, mask]`, where the mask, `[memory]`, is 0 at padding. To pass the memory on to the next block
 * write `fanOut(transformerDecoderBlock(...), pick(1))`.
 *
 * @throws InvalidArgument if `heads` or `hidden` is not a whole number of 1 or more, or unless `0 <= dropout < 1`.
 * @see Vaswani et al., Attention is all you need, arXiv:1706.03762, section 3.1
 * @example
 * ```ts
 * const blocks = repeated(6, fanOut(transformerDecoderBlock({ heads: 8, hidden: 2048, norm: 'last' }), pick(1)))
 * const decoder = sequential([[100, 512], [120, 512]], blocks, pick(0), dense(30_522)) // [100, 512] and [120, 512] to [100, 30522]
 * ```
 *
 * @category Layers
 */
export const transformerDecoderBlock = <
  const Heads extends number,
  const Hidden extends number,
  const KeyValueHeads extends number = Heads,
  const Size extends number = 0,
  const Masked extends boolean = false,
  const Turns extends Rotary = false,
>(
  options: TransformerOptions<Heads, Hidden, KeyValueHeads, Size, Masked, Turns>,
): Layer<TransformerDecoderBlock<Heads, Hidden, KeyValueHeads, Size, Masked, Turns>> => {
  const op = 'transformerDecoderBlock'
  type Known = TransformerOptions<number, number, number, number, boolean, Rotary>
  const known = check.options<Known>(op, '', options, transformerNames)
  const name = `${op}(${known.heads}, ${known.hidden})`
  const { hidden: _hidden, dropout: _dropout, norm: _norm, activation: _activation, ...looking } = known
  const attention = attentionOf(settingsOf(op, name, 'self', { ...looking, masked: false, causal: true }))
  const cross = attentionOf(settingsOf(op, name, 'memory', { ...looking, rotary: false }))
  const block = blockOf(op, known)
  const first = (input: Numbers): readonly number[] => listOf(input)[0] ?? []
  return {
    name,
    output: (input) =>
      pipe(
        cross.output(input),
        chainFirst(() => attention.output(first(input))),
      ),
    init: (key, input) => {
      const [toAttention, toCross, toBlock] = split(key, 3)
      const params = {
        ...block.init(toBlock, first(input), ['attentionNorm', 'crossNorm']),
        attention: attention.init(toAttention, first(input)).params,
        cross: cross.init(toCross, input).params,
      }
      return { params, state: {} }
    },
    forward: (variables, given, context) => {
      const { params, state } = variables as Variables<Params> // `init` made them
      const memory = isList(given) ? given.slice(1) : []
      const y = block.run(
        params,
        headOf(given),
        [
          ['attentionNorm', (now) => headOf(attention.forward({ params: params.attention, state: {} }, now, context)[0])],
          ['crossNorm', (now) => headOf(cross.forward({ params: params.cross, state: {} }, [now, ...memory], context)[0])],
        ],
        context,
      )
      return [y, state]
    },
    flops: (input) => attention.flops(first(input)) + cross.flops(input) + block.flops(first(input), 2),
    decoding: (input, known) =>
      pipe(
        decodingOf(attention, first(input)),
        chain((self) =>
          pipe(
            decodingOf(cross, input, known),
            map((across): Decoding => {
              const part = (variables: Variables, name: keyof Params): Variables => ({
                params: (variables.params as Params)[name],
                state: {},
              }) // as above
              return {
                start: self.start,
                remember: (variables, x) => [absent(), remembered(across, part(variables, 'cross'), x)[1]],
                step: (variables, kept, x, place, memory) => {
                  let after = kept
                  const own = (now: AnyTensor): AnyTensor => {
                    const [y, next] = self.step(part(variables, 'attention'), kept, now, place, {})
                    after = next
                    return headOf(y)
                  }
                  const other = (now: AnyTensor): AnyTensor => headOf(across.step(part(variables, 'cross'), {}, now, place, memory)[0])
                  const parts = [
                    ['attentionNorm', own],
                    ['crossNorm', other],
                  ] as const
                  return [block.run(variables.params as Params, headOf(x), parts, predicting), after] // as above
                },
              }
            }),
          ),
        ),
      ),
  }
}
