import {
  type AnyTensor,
  arange,
  astype,
  check,
  concat,
  type Dim,
  type Fit,
  foldIn,
  less,
  slice,
  swapAxes,
  type Tensor,
  where,
  zeros,
} from '../../src/index.js'
import { demandModel, demandVariables } from '../check.js'
import { demandCount } from '../count.js'
import { keyFor } from '../key-for.js'
import type { Variables } from '../layer.js'
import { loop } from '../loop.js'
import { type GivenShapes, headOf, isList, type Numbers, type Shapes, type Tensors } from '../one-or-many.js'
import { type DecodeState, decodeStep, type WithMemory } from './decode.js'
import type { AnyModel, Model } from './model.js'
import { beginning, demandPrompts, type OfTokens, tokensOf } from './prompts.js'
import { chosen, demandSampling, type SampleOptions, sampleNames } from './sample-token.js'

/**
 * How many tokens are written, and how each is chosen.
 *
 * @category Models
 */
export interface GenerateOptions<Count extends number = number> extends SampleOptions {
  /** How many tokens are written. */
  readonly count: Count
}

/**
 * The tokens that follow prompts, `[N, length of a prompt]`, written by a model of tokens, `[time]` to logits `[time, vocabulary]`: each is chosen by the
 * logits of `decode` at the place before it, as `sampleToken` does. A model that takes a list, `[time]` first, is given the others as `memory`. All is one
 * loop, whose step is compiled once and costs as much as is kept of the places before.
 *
 * @throws InvalidArgument as `decodeState` and `sampleToken`; ShapeMismatch if it is no such model, or the prompts are empty
 * @example
 * ```ts
 * const prompts = tensor([[1, 2, 3]], { dtype: 'i32' })
 * const model = sequential([64], embedding(100, 32), repeated(2, transformerBlock({ heads: 4, hidden: 64, causal: true, rotary: true })), dense(100))
 * const tokens = generate(model, init(model, key(0)), prompts, { count: 100, key: key(0), temperature: 0.8, topK: 40 }) // [1, 100], i32
 * const translated = generate(translator, variables, begins, { count: 50, memory: source }) // begins: [N, 1], source: [N, 60]
 * ```
 *
 * @category Models
 */
export const generate = <
  In extends Shapes,
  Out extends Shapes,
  Params,
  State,
  N extends Dim,
  P extends Dim,
  const Count extends number,
  M extends GivenShapes = GivenShapes,
>(
  model: Fit<OfTokens<'generate', In, Out>, Model<In, Out, Params, State>>,
  variables: NoInfer<Variables<Params, State>>,
  prompts: Tensor<[N, P], 'i32' | 'u32'>,
  options: WithMemory<'generate', In, M, GenerateOptions<Count>>,
): Tensor<[N, Count], 'i32'> => {
  const of: unknown = model
  demandModel('generate', of)
  demandVariables('generate', variables)
  const length = demandPrompts('generate', of, prompts)
  interface Known extends GenerateOptions {
    readonly memory?: Tensors
  }
  const given: unknown = options // of which the model's types say what it holds
  const { count, key, memory, ...rest } = check.options('generate', 'model, variables, prompts', given as Known, [
    'count',
    ...sampleNames,
    ...(isList(of.input as Numbers) ? (['memory'] as const) : []),
  ])
  const tokens: number = count
  demandCount('generate', 'number of tokens, count,', tokens)
  demandSampling('generate', { ...rest, ...(key && { key }) })
  const own = key && keyFor('generate', key)
  const places = length + tokens - 1
  const first = beginning('generate', of, variables, prompts, memory, places)
  const written = write(of, variables, prompts, first, places, (logits, place) =>
    chosen('generate', logits, { ...rest, ...(own && { key: foldIn(own, place) }) }),
  )
  return swapAxes(slice(written, [length - 1, null]), 0, 1) as AnyTensor as Tensor<[N, Count], 'i32'> // so many steps are left
}

/** What the tokens are that a model chooses, `[places, N]`; of the places of a prompt too. */
const write = (
  model: AnyModel,
  variables: Variables,
  prompts: AnyTensor,
  from: DecodeState,
  places: number,
  choose: (logits: AnyTensor, place: DecodeState['place']) => AnyTensor,
): AnyTensor => {
  const { input }: { readonly input: Numbers } = model
  const [batch = 0, length = 0] = prompts.shape
  const dtype = tokensOf(input)
  const given = concat([swapAxes(astype(prompts, 'i32'), 0, 1), zeros([places - length, batch], { dtype: 'i32' })])
  const { memory, ...before } = from
  interface Carry {
    readonly state: Omit<DecodeState, 'memory'>
    readonly token: AnyTensor
  }
  interface Now {
    readonly given: AnyTensor
    readonly isGiven: Tensor<[], 'bool'>
  }
  const body = ({ state, token }: Carry, now: Now) => {
    const current = astype(where(now.isGiven, now.given, token), dtype)
    const [logits, { place, kept }] = decodeStep('generate', model, variables, { ...state, memory }, current)
    const next = choose(headOf(logits), state.place)
    return [{ state: { place, kept }, token: next }, next] as const
  }
  const first: Carry = { state: before, token: zeros([batch], { dtype: 'i32' }) }
  const [, written] = loop<Carry, Now, AnyTensor>(body, first, { given, isGiven: less(arange(places), length) })
  return written
}
