import {
  type AnyTensor,
  add,
  arange,
  astype,
  check,
  type Dim,
  div,
  equal,
  expandDims,
  type Fit,
  gather,
  logicalOr,
  logSoftmax,
  mul,
  pow,
  rem,
  repeat,
  reshape,
  swapAxes,
  type Tensor,
  takeAlongAxis,
  topK,
  tree,
  where,
  zeros,
} from '../../src/index.js'
import { demandModel, demandVariables } from '../check.js'
import { demandCount } from '../count.js'
import type { Variables } from '../layer.js'
import { loop } from '../loop.js'
import { type GivenShapes, headOf, isList, type Numbers, type Shapes, type Tensors } from '../one-or-many.js'
import { type DecodeState, decodeStep, type WithMemory } from './decode.js'
import type { AnyModel, Model } from './model.js'
import { beginning, demandPrompts, type OfTokens, tokensOf } from './prompts.js'

/**
 * How wide is searched, how far, and when a sequence ends.
 *
 * @category Models
 */
export interface BeamOptions<Width extends number = number, Count extends number = number> {
  /** How many sequences are followed of each prompt. */
  readonly width: Width
  /** How many tokens a sequence has at most. */
  readonly count: Count
  /** The token that ends a sequence; without it all are `count` long. */
  readonly end?: number
  /** The power of what log-probabilities are divided by, `(5 + length) / 6`: above 0 long sequences are worth more; 0 if left out. */
  readonly lengthPenalty?: number
}

/**
 * What was found of each prompt, the best first.
 *
 * @category Models
 */
export interface Beams<N extends Dim, Width extends number, Count extends number> {
  /** The tokens; after its end a sequence is filled up with the token that ended it. */
  readonly tokens: Tensor<[N, Width, Count], 'i32'>
  /** The log-probability of each over its length penalty; minus infinity where there were fewer sequences than `width`. */
  readonly scores: Tensor<[N, Width]>
  /** How many tokens each has, with the one that ended it. */
  readonly lengths: Tensor<[N, Width], 'i32'>
}

/** All sequences that are followed, those of a prompt side by side: `[N * width, ...]`. */
interface Followed {
  readonly tokens: AnyTensor
  readonly logProbability: AnyTensor
  readonly length: AnyTensor
  readonly ended: AnyTensor
}

/**
 * The likeliest sequences that follow prompts, `[N, length of a prompt]`, as far as they are found by following `width` of them at once: at each place every
 * one goes on with every token, and those of the highest score are followed further,
 *
 *     score = log P(tokens | prompt) / ((5 + length) / (5 + 1)) ^ lengthPenalty
 *
 * A sequence that has ended stays as it is among the others. Of width 1 it writes what `generate` writes without a key, up to the end. All is one loop of
 * `count` steps, each of `decode` of `N * width` sequences; a model that takes a list, `[time]` first, is given the others as `memory`.
 *
 * @throws InvalidArgument as `decodeState`, or unless width and count are whole numbers of 1 or more and `end` is a token; ShapeMismatch if it is no model of
 * tokens, or the prompts are empty
 * @see Wu et al., Google's neural machine translation system, arXiv:1609.08144, equation 14, for the length penalty
 * @example
 * ```ts
 * const options = { width: 4, count: 50, end: 2, lengthPenalty: 0.6 } as const
 * const { tokens, scores } = beamSearch(translator, variables, begins, { ...options, memory: source }) // [N, 4, 50] and [N, 4]
 * ```
 *
 * @category Models
 */
export const beamSearch = <
  In extends Shapes,
  Out extends Shapes,
  Params,
  State,
  N extends Dim,
  P extends Dim,
  const Width extends number,
  const Count extends number,
  M extends GivenShapes = GivenShapes,
>(
  model: Fit<OfTokens<'beamSearch', In, Out>, Model<In, Out, Params, State>>,
  variables: NoInfer<Variables<Params, State>>,
  prompts: Tensor<[N, P], 'i32' | 'u32'>,
  options: WithMemory<'beamSearch', In, M, BeamOptions<Width, Count>>,
): Beams<N, Width, Count> => {
  const of: unknown = model
  demandModel('beamSearch', of)
  demandVariables('beamSearch', variables)
  const length = demandPrompts('beamSearch', of, prompts)
  interface Known extends BeamOptions {
    readonly memory?: Tensors
  }
  const given: unknown = options // of which the model's types say what it holds
  const { memory, ...known } = check.options('beamSearch', 'model, variables, prompts', given as Known, [
    'width',
    'count',
    'end',
    'lengthPenalty',
    ...(isList(of.input as Numbers) ? (['memory'] as const) : []),
  ])
  const [vocabulary = 0] = (of.output as readonly number[]).slice(-1) // `[time, vocabulary]`, as was just seen
  demandBeams(known, vocabulary)
  const first = beginning('beamSearch', of, variables, prompts, memory, length + known.count - 1)
  const { tokens, length: lengths, ...found } = follow(of, variables, prompts, first, known, vocabulary)
  const [batch = 0] = prompts.shape
  const each = [batch, known.width]
  const beams = {
    tokens: reshape(tokens, [...each, known.count]),
    scores: reshape(scored(found.logProbability, lengths, known), each),
    lengths: reshape(lengths, each),
  }
  return beams as unknown as Beams<N, Width, Count> // of these sizes
}

/** @throws InvalidArgument unless the options are such */
const demandBeams = ({ width, count, end, lengthPenalty }: BeamOptions, vocabulary: number): void => {
  demandCount('beamSearch', 'width', width)
  demandCount('beamSearch', 'number of tokens, count,', count)
  if (end !== undefined) {
    check.count('beamSearch', 'the token that ends a sequence', end, 0)
    if (end >= vocabulary) check.refuse('beamSearch', 'the token that ends a sequence', `below ${vocabulary}`, end)
  }
  if (lengthPenalty !== undefined && !Number.isFinite(lengthPenalty)) check.refuse('beamSearch', 'lengthPenalty', 'a number', lengthPenalty)
}

/** Log-probabilities over the penalty of so many tokens. */
const scored = (logProbability: AnyTensor, length: AnyTensor, { lengthPenalty = 0 }: BeamOptions): AnyTensor =>
  div(logProbability, pow(div(add(astype(length, 'f32'), 5), 6), lengthPenalty))

/** The sequences after all steps. */
const follow = (
  model: AnyModel,
  variables: Variables,
  prompts: AnyTensor,
  first: DecodeState,
  options: BeamOptions,
  vocabulary: number,
): Followed => {
  const { width, count } = options
  const { input }: { readonly input: Numbers } = model
  const [batch = 0] = prompts.shape
  const all = batch * width
  type Going = Omit<DecodeState, 'memory'>
  const going = (memory: DecodeState['memory']) => (state: Going, token: AnyTensor) => {
    const [logits, { place, kept }] = decodeStep('beamSearch', model, variables, { ...state, memory }, astype(token, dtype))
    return [{ place, kept }, headOf(logits)] as const
  }
  const dtype = tokensOf(input)
  // The prompts, once each; then everything as often as sequences are followed.
  const { memory, ...begun } = first
  const along = going(memory)
  interface Read {
    readonly state: Going
    readonly logits: AnyTensor
  }
  const read = ({ state }: Read, token: AnyTensor): readonly [Read, null] => {
    const [after, logits] = along(state, token)
    return [{ state: after, logits }, null]
  }
  const unread: Read = { state: begun, logits: zeros([batch, vocabulary]) }
  const [{ state, logits }] = loop(read, unread, swapAxes(prompts, 0, 1))
  const often = <T extends DecodeState['kept']>(trees: T): T => tree.map((one) => repeat(one, width, 0), trees) as T
  const none: Followed = {
    tokens: zeros([all, count], { dtype: 'i32' }),
    // One of each prompt, or all would be the same.
    logProbability: where(equal(rem(arange(all, { dtype: 'i32' }), width), 0), 0, Number.NEGATIVE_INFINITY),
    length: zeros([all], { dtype: 'i32' }),
    ended: zeros([all], { dtype: 'bool' }),
  }
  const [followed, parents] = furthered(none, repeat(logits, width, 0), zeros([], { dtype: 'i32' }), options)
  if (count === 1) return followed
  interface Carry {
    readonly followed: Followed
    readonly state: Going
  }
  const onward = going(often(memory))
  const reordered = (kept: DecodeState['kept'], by: AnyTensor) => tree.map((one) => gather(one, by, 0), kept)
  const body = ({ followed: before, state: at }: Carry, i: AnyTensor): readonly [Carry, null] => {
    const last = reshape(takeAlongAxis(before.tokens, broadcastPlace(i, all), 1), [all])
    const [after, next] = onward(at, last)
    const [chosen, from] = furthered(before, next, add(i, 1), options)
    return [{ followed: chosen, state: { ...after, kept: reordered(after.kept, from) } }, null]
  }
  const start: Carry = { followed, state: { ...state, kept: reordered(often(state.kept), parents) } }
  const [end] = loop(body, start, arange(count - 1, { dtype: 'i32' }))
  return end.followed
}

/** A place for each sequence. */
const broadcastPlace = (place: AnyTensor, all: number): AnyTensor => add(zeros([all, 1], { dtype: 'i32' }), place)

/** The sequences of the highest score among all that go on by a token, written at a place; and of which each goes on. */
const furthered = (
  { tokens, logProbability, length, ended }: Followed,
  logits: AnyTensor,
  place: AnyTensor,
  options: BeamOptions,
): readonly [Followed, parents: AnyTensor] => {
  const { width, end, count } = options
  const [all = 0, vocabulary = 0] = logits.shape
  const batch = all / width
  const going = add(expandDims(logProbability, 1), logSoftmax(logits))
  // What has ended goes on in one way, as it is.
  const isEnd = equal(arange(vocabulary, { dtype: 'i32' }), end ?? -1)
  const asItIs = where(isEnd, expandDims(logProbability, 1), Number.NEGATIVE_INFINITY)
  const onward = where(expandDims(ended, 1), asItIs, going)
  const longer = where(ended, length, add(length, 1))
  const ofPrompt = (x: AnyTensor): AnyTensor => reshape(x, [batch, width * vocabulary])
  const [, best] = topK(ofPrompt(scored(onward, expandDims(longer, 1), options)), width)
  const parents = reshape(add(div(best, vocabulary), expandDims(mul(arange(batch, { dtype: 'i32' }), width), 1)), [all])
  const token = reshape(rem(best, vocabulary), [all])
  const written = where(equal(arange(count, { dtype: 'i32' }), place), expandDims(token, 1), gather(tokens, parents, 0))
  return [
    {
      tokens: written,
      logProbability: reshape(takeAlongAxis(ofPrompt(onward), best, 1), [all]),
      length: gather(longer, parents, 0),
      ended: logicalOr(gather(ended, parents, 0), equal(token, end ?? -1)),
    },
    parents,
  ]
}
