import { type AnyTensor, add, check, type Dim, type Key, split, type Tree } from '../../src/index.js'
import { partOf } from '../combinators/part-of.js'
import { demandCount } from '../count.js'
import type { Context, Layer } from '../layer.js'
import { gelu } from '../layers/activation.js'
import { dense } from '../layers/dense.js'
import { dropout } from '../layers/dropout.js'
import { layerNorm } from '../layers/layer-norm.js'
import type { KernelAndBias, ScaleAndOffset } from '../parameters.js'
import { runPart } from '../run-part.js'
import type { Rotary } from './rotary.js'
import type { AttentionOptions } from './settings.js'

/* What blocks of transformers have in common: parts one after the other, each normalised and added to what came in; the last are two dense layers. */

/**
 * How large a block is, and how its parts are put together.
 *
 * @category Layers
 */
export interface TransformerOptions<
  Heads extends number,
  Hidden extends number,
  KeyValueHeads extends number = number,
  Size extends number = number,
  Masked extends boolean = boolean,
  Turns extends Rotary = Rotary,
> extends Pick<AttentionOptions<Heads, KeyValueHeads, Size, Masked, Turns>, 'heads' | 'keyValueHeads' | 'headSize' | 'masked' | 'rotary'> {
  /** Units between the two dense layers; often four times the features. */
  readonly hidden: Hidden
  /** With which probability a number of what a part of the block gives is left out, in training; 0 if left out. */
  readonly dropout?: number
  /** Whether what a part takes is normalised, or the sum with what it gives, as in the paper; `'first'` if left out. */
  readonly norm?: 'first' | 'last'
  /** What stands between the two dense layers; `gelu` if left out. */
  readonly activation?: (x: AnyTensor) => AnyTensor
}

/** The names of the options of all blocks. */
export const transformerNames = [
  'heads',
  'hidden',
  'dropout',
  'norm',
  'activation',
  'masked',
  'rotary',
  'keyValueHeads',
  'headSize',
] as const satisfies (keyof TransformerOptions<number, number>)[]

/** What the dense layers of a block learn. */
export interface DenseParams<F extends Dim, Hidden extends number> {
  readonly denseNorm: ScaleAndOffset<F>
  readonly hidden: KernelAndBias<[F, Hidden], Hidden>
  readonly output: KernelAndBias<[Hidden, F], F>
}

type Params = Readonly<Record<string, Tree>>

/** A part of a block: the name of its normalisation, and what it makes of a sequence. */
export type Part = readonly [norm: string, f: (x: AnyTensor) => AnyTensor]

/** What makes a block of its parts. */
export interface Block {
  /** First parameters of so many normalisations and of the dense layers. */
  init(key: Key, input: readonly number[], norms: readonly string[]): Params
  /** `x` through the parts, then through the dense layers. */
  run(params: Params, x: AnyTensor, parts: readonly Part[], context: Context): AnyTensor
  /** Additions and multiplications beside those of so many parts. */
  flops(input: readonly number[], parts: number): number
}

/** @throws InvalidArgument; `op` says what is wrong with an option */
export const blockOf = (op: string, options: Omit<TransformerOptions<number, number>, 'heads'>): Block => {
  const { hidden: units, dropout: rate = 0, norm: place = 'first', activation = gelu } = options
  demandCount(op, 'number of hidden units', units)
  if (place !== 'first' && place !== 'last') check.refuse(op, 'norm', "'first' or 'last'", place)
  check.callable(op, 'the activation', activation)
  const [norm, drop, expand]: readonly Layer[] = [layerNorm(), dropout(rate), dense(units)] as const
  return {
    init: (key, input, norms) => {
      const [time = 0, features = 0] = input
      const [toHidden, toOutput] = split(key, 2)
      return {
        ...Object.fromEntries([...norms, 'denseNorm'].map((name) => [name, norm.init(key, input).params])),
        hidden: expand.init(toHidden, input).params,
        output: dense(features).init(toOutput, [time, units]).params,
      }
    },
    run: (params, x, parts, context) => {
      const normalised = (name: string, y: AnyTensor): AnyTensor => runPart(norm, params[name], y, context)
      const last: Part = [
        'denseNorm',
        (y) => {
          const inner = activation(runPart(expand, params.hidden, y, context))
          return runPart(dense(x.shape.at(-1) ?? 0), params.output, inner, context)
        },
      ]
      return [...parts, last].reduce((y, [name, f], i) => {
        const dropped = (given: AnyTensor): AnyTensor => runPart(drop, {}, given, partOf(context, i))
        return place === 'first' ? add(y, dropped(f(normalised(name, y)))) : normalised(name, add(y, dropped(f(y))))
      }, x)
    },
    flops: ([time = 0, features = 0], parts) => {
      const input = [time, features]
      const both = expand.flops(input) + time * units + 2 * time * units * features
      return both + (parts + 1) * (norm.flops(input) + time * features)
    },
  }
}
