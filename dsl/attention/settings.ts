import { type AnyTensor, check, reshape, type Tree } from '../../src/index.js'
import { demandCount } from '../count.js'
import { type Layer, predicting } from '../layer.js'
import { dense } from '../layers/dense.js'
import { dropout } from '../layers/dropout.js'
import { demandInits, type InitOptions } from '../parameters.js'
import { runPart } from '../run-part.js'
import type { Heads } from './heads.js'
import type { Looks } from './inputs.js'
import { baseOf, type Rotary, turned } from './rotary.js'

/**
 * How places look at each other.
 *
 * @category Layers
 */
export interface AttentionOptions<
  Heads extends number,
  KeyValueHeads extends number = number,
  Size extends number = number,
  Masked extends boolean = boolean,
  Turns extends Rotary = Rotary,
  Bias extends boolean = boolean,
> extends InitOptions {
  /** Into how many groups the features fall, each of which looks for itself. */
  readonly heads: Heads
  /** How many heads there are of keys and values, each for as many of queries: 1 for all of them; as many as `heads`, if left out. */
  readonly keyValueHeads?: KeyValueHeads
  /** How many numbers a head has; `features / heads` if left out. */
  readonly headSize?: Size
  /** A place sees itself and those before it, none after; `false` if left out. */
  readonly causal?: boolean
  /** Takes a list that ends in a mask of the places that are looked at: where it is 0, nobody sees them. `false` if left out. */
  readonly masked?: Masked
  /** With which probability a weight is left out, in training; 0 if left out. */
  readonly dropout?: number
  /** Queries and keys are turned by their places, pair by pair, by the angle `place / base^(2i / size)`; `base` is 10,000. `false` if left out. */
  readonly rotary?: Turns
  /** Whether the four dense layers add a number to each unit; `true` if left out. */
  readonly bias?: Bias
}

/** The names of the options of attention. */
export const attentionNames = [
  'heads',
  'keyValueHeads',
  'headSize',
  'causal',
  'masked',
  'dropout',
  'rotary',
  'bias',
  'kernelInit',
  'biasInit',
] as const satisfies (keyof AttentionOptions<number>)[]

/** Options once they are what they should be, and what is made of them. */
export interface Settings extends Heads {
  /** What sentences call the layer. */
  readonly name: string
  readonly at: Looks
  readonly causal: boolean
  readonly masked: boolean
  /** What leaves out weights in training, if anything does. */
  readonly drop: Layer | undefined
  /** One of the dense layers, of so many units. */
  dense(units: number): Layer
  /** `[batch, places, heads, size]` of `[batch, places, features]`, for so many heads; turned by their places, if they are given. */
  ahead(params: Tree, x: AnyTensor, heads: number, size: number, places?: AnyTensor): AnyTensor
}

/**
 * Settings of a layer of that name.
 *
 * @throws InvalidArgument; `op` says what is wrong with an option
 */
export const settingsOf = (op: string, name: string, at: Looks, options: AttentionOptions<number>): Settings => {
  const { heads, keyValueHeads = heads, headSize, causal = false, masked = false, rotary = false, bias = true } = options
  demandCount(op, 'number of heads', heads)
  demandCount(op, 'number of heads of keys', keyValueHeads)
  if (headSize !== undefined) demandCount(op, 'size of a head', headSize)
  for (const [option, given] of Object.entries({ causal, masked, bias }))
    if (typeof given !== 'boolean') check.refuse(op, option, 'true or false', given)
  const base = baseOf(op, rotary)
  const { kernelInit, biasInit, dropout: rate = 0 } = options
  demandInits(op, { kernelInit, biasInit })
  const drop = dropout(rate)
  const part = (units: number): Layer => dense(units, { bias, kernelInit, biasInit })
  return {
    name,
    at,
    heads,
    keyValueHeads,
    size: headSize ?? 0,
    rotary: base !== undefined,
    causal,
    masked,
    drop: rate === 0 ? undefined : drop,
    dense: part,
    ahead: (params, x, count, size, places) => {
      const [batch = 0, time = 0] = x.shape
      const y = reshape(runPart(part(count * size), params, x, predicting), [batch, time, count, size])
      return base === undefined || places === undefined ? y : turned(y, places, base)
    },
  }
}
