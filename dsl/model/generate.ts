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
  type Shape,
  ShapeMismatch,
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
import { headOf, isList, isWhole, type Numbers, type Shapes, type ShowAll, showAll, type Whole } from '../one-or-many.js'
import { type DecodeState, decodeStep, startOf } from './decode.js'
import type { AnyModel, Model } from './model.js'
import { chosen, demandSampling, type SampleOptions, sampleNames } from './sample-token.js'

/** How many tokens are written, and how each is chosen. */
export interface GenerateOptions<Count extends number = number> extends SampleOptions {
  /** How many tokens are written. */
  readonly count: Count
}

/** A model of tokens, or the sentence. */
type OfTokens<In, Out> = In extends readonly [Dim] | Whole<readonly [Dim]>
  ? Logits<In, Out>
  : In extends Shape
    ? number extends In['length']
      ? In
      : NoTokens<In, Out>
    : NoTokens<In, Out>

type Logits<In, Out> = Out extends readonly [Dim, Dim]
  ? In
  : Out extends Shape
    ? number extends Out['length']
      ? In
      : NoTokens<In, Out>
    : NoTokens<In, Out>

type NoTokens<In, Out> = `generate: a model of tokens maps [time] to [time, vocabulary], this one ${ShowAll<In>} to ${ShowAll<Out>}`

/**
 * The tokens that follow prompts, `[N, length of a prompt]`, written by a model of tokens, `[time]` to logits `[time, vocabulary]`: each is chosen by the
 * logits of `decode` at the place before it, as `sampleToken` does. All is one loop, whose step is compiled once and costs as much as is kept of the places
 * before.
 *
 * @throws InvalidArgument as `decodeState` and `sampleToken`; ShapeMismatch if it is no such model, or the prompts are empty
 * @example
 * ```ts
 * const prompts = tensor([[1, 2, 3]], { dtype: 'i32' })
 * const tokens = generate(model, variables, prompts, { count: 100, key: key(0), temperature: 0.8, topK: 40 }) // [1, 100], i32
 * ```
 */
export const generate = <In extends Shapes, Out extends Shapes, Params, State, N extends Dim, P extends Dim, const Count extends number>(
  model: Fit<OfTokens<In, Out>, Model<In, Out, Params, State>>,
  variables: NoInfer<Variables<Params, State>>,
  prompts: Tensor<[N, P], 'i32' | 'u32'>,
  options: GenerateOptions<Count>,
): Tensor<[N, Count], 'i32'> => {
  const of: unknown = model
  demandModel('generate', of)
  demandVariables('generate', variables)
  const length = demandPrompts(of, prompts)
  const { count, key, ...rest } = check.options<GenerateOptions>('generate', 'model, variables, prompts', options, [
    'count',
    ...sampleNames,
  ])
  const tokens: number = count
  demandCount('generate', 'number of tokens, count,', tokens)
  demandSampling('generate', { ...rest, ...(key && { key }) })
  const own = key && keyFor('generate', key)
  const written = write(of, variables, prompts, length + tokens - 1, (logits, place) =>
    chosen('generate', logits, { ...rest, ...(own && { key: foldIn(own, place) }) }),
  )
  return swapAxes(slice(written, [length - 1, null]), 0, 1) as AnyTensor as Tensor<[N, Count], 'i32'> // so many steps are left
}

/** What the tokens are that a model chooses, `[places, N]`; of the places of a prompt too. */
const write = (
  model: AnyModel,
  variables: Variables,
  prompts: AnyTensor,
  places: number,
  choose: (logits: AnyTensor, place: DecodeState['place']) => AnyTensor,
): AnyTensor => {
  const { input }: { readonly input: Numbers } = model
  const [batch = 0, length = 0] = prompts.shape
  const dtype = isWhole(input) ? input.dtype : 'i32'
  const given = concat([swapAxes(astype(prompts, 'i32'), 0, 1), zeros([places - length, batch], { dtype: 'i32' })])
  interface Carry {
    readonly state: DecodeState
    readonly token: AnyTensor
  }
  interface Now {
    readonly given: AnyTensor
    readonly isGiven: Tensor<[], 'bool'>
  }
  const body = ({ state, token }: Carry, now: Now) => {
    const current = astype(where(now.isGiven, now.given, token), dtype)
    const [logits, after] = decodeStep('generate', model, variables, state, current)
    const next = choose(headOf(logits), state.place)
    return [{ state: after, token: next }, next] as const
  }
  const first: Carry = { state: startOf('generate', model, batch, places), token: zeros([batch], { dtype: 'i32' }) }
  const [, written] = loop<Carry, Now, AnyTensor>(body, first, { given, isGiven: less(arange(places), length) })
  return written
}

/** The length of the prompts. @throws ShapeMismatch unless the model takes such prompts */
const demandPrompts = ({ input, output }: AnyModel, prompts: AnyTensor): number => {
  const [taken, given]: readonly [Numbers, Numbers] = [input, output]
  const place = isWhole(taken) ? taken.shape : taken
  if (isList(place) || place.length !== 1 || isList(given) || isWhole(given) || given.length !== 2)
    throw new ShapeMismatch(
      `generate: a model of tokens maps [time] to [time, vocabulary], this one ${showAll(taken)} to ${showAll(given)}`,
    )
  check.tensor('generate', 'the prompts', prompts)
  const { shape, dtype } = prompts
  if (shape.length !== 2 || (dtype !== 'i32' && dtype !== 'u32')) check.refuse('generate', 'the prompts', 'i32[N, length]', prompts)
  const [, length = 0] = shape
  if (length === 0) throw new ShapeMismatch(`generate: the prompts are empty, ${showAll(shape)}; begin with one token at least`)
  return length
}
