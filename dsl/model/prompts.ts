import { type AnyTensor, check, type Dim, type Shape, ShapeMismatch } from '../../src/index.js'
import type { Variables } from '../layer.js'
import {
  headOf,
  isList,
  isWhole,
  listOf,
  type Numbers,
  type OneShape,
  type ShowAll,
  showAll,
  type Tensors,
  type Whole,
} from '../one-or-many.js'
import { begun, type DecodeState, startOf } from './decode.js'
import type { AnyModel } from './model.js'

/* What models of tokens go on from. */

/** Tokens, one after the other. */
type Times = readonly [Dim] | Whole<readonly [Dim]>

/** A model of tokens, or the sentence of `Op`. */
export type OfTokens<Op extends string, In, Out> = In extends Times | readonly [Times, ...OneShape[]]
  ? Logits<Op, In, Out>
  : In extends Shape
    ? number extends In['length']
      ? In
      : NoTokens<Op, In, Out>
    : NoTokens<Op, In, Out>

type Logits<Op extends string, In, Out> = Out extends readonly [Dim, Dim]
  ? In
  : Out extends Shape
    ? number extends Out['length']
      ? In
      : NoTokens<Op, In, Out>
    : NoTokens<Op, In, Out>

type NoTokens<
  Op extends string,
  In,
  Out,
> = `${Op}: a model of tokens maps [time] to [time, vocabulary], this one ${ShowAll<In>} to ${ShowAll<Out>}`

/** The state before the first token of the prompts. @throws ShapeMismatch unless there is a memory of as many sequences, where there is one */
export const beginning = (
  op: string,
  model: AnyModel,
  variables: Variables,
  { shape: [batch = 0] }: AnyTensor,
  memory: Tensors | undefined,
  places: number,
): DecodeState => {
  if (!isList(model.input as Numbers)) return startOf(op, model, batch, places)
  const state = begun(op, model, variables, memory, places)
  const [of] = memory ? headOf(memory).shape : []
  if (of !== batch) throw new ShapeMismatch(`${op}: there are ${batch} prompts, and the memory is of ${of} sequences; each has its own`)
  return state
}

/** The length of the prompts. @throws ShapeMismatch unless the model takes such prompts */
export const demandPrompts = (op: string, { input, output }: AnyModel, prompts: AnyTensor): number => {
  const [taken, given]: readonly [Numbers, Numbers] = [input, output]
  const [place = []] = listOf(taken)
  if (place.length !== 1 || isList(given) || isWhole(given) || given.length !== 2)
    throw new ShapeMismatch(`${op}: a model of tokens maps [time] to [time, vocabulary], this one ${showAll(taken)} to ${showAll(given)}`)
  check.tensor(op, 'the prompts', prompts)
  const { shape, dtype } = prompts
  if (shape.length !== 2 || (dtype !== 'i32' && dtype !== 'u32')) check.refuse(op, 'the prompts', 'i32[N, length]', prompts)
  const [, length = 0] = shape
  if (length === 0) throw new ShapeMismatch(`${op}: the prompts are empty, ${showAll(shape)}; begin with one token at least`)
  return length
}

/** Of which dtype a model takes the tokens that it goes on from. */
export const tokensOf = (input: Numbers): 'i32' | 'u32' => {
  const first = isList(input) ? (input[0] ?? []) : input
  return isWhole(first) ? first.dtype : 'i32'
}
