import type { Dim } from '../../src/index.js'
import {
  add,
  check,
  expandDims,
  type Fit,
  InvalidArgument,
  type Shape,
  ShapeMismatch,
  squeeze,
  type Tensor,
  type Tree,
  tensor,
  tree,
} from '../../src/index.js'
import { demandModel, demandVariables } from '../check.js'
import { demandCount } from '../count.js'
import { type Decoding, decodingOf } from '../decoding.js'
import type { Variables } from '../layer.js'
import {
  type GivenShapes,
  type Held,
  headOf,
  isList,
  isWhole,
  type Numbers,
  type Shapes,
  showAll,
  type Tensors,
  type Whole,
  type Written,
} from '../one-or-many.js'
import { type Batched, demandInput, type Given } from './apply.js'
import type { AnyModel, Model } from './model.js'
import { demandParameters } from './parameters.js'

/** How far a sequence has come: a tree of tensors, whose sizes stay what they are from step to step. */
export interface DecodeState {
  /** The place of the next token, counted from 0. */
  readonly place: Tensor<[], 'i32'>
  /** What layers keep of the places before, such as keys and values. */
  readonly kept: Tree
}

/** One place of a sequence. */
type Place<S> = S extends Shape
  ? number extends S['length']
    ? Shape
    : S extends readonly [Dim, ...infer Rest extends Shape]
      ? [...Rest]
      : never
  : S extends Whole<infer A, infer D>
    ? Whole<Place<A>, D>
    : never

/** How a model goes on along sequences of such a length. */
const decodingOfModel = (op: string, model: AnyModel, length?: number): Decoding => {
  const { input, whole }: { readonly input: Numbers; readonly whole: AnyModel['whole'] } = model
  const of = ([time = 0, ...rest]: readonly number[]): readonly number[] => [length ?? time, ...rest]
  if (isList(input)) throw new ShapeMismatch(`${op}: one sequence is decoded, and the model takes ${showAll(input)}`)
  const found = decodingOf(whole, isWhole(input) ? { ...input, shape: of(input.shape) } : of(input))
  if (found._tag === 'Left') throw new InvalidArgument(`${op}: ${found.left}`)
  return found.right
}

/**
 * The state before the first token of so many sequences, for `decode`. Each layer keeps what it needs of up to `length` places, as many as the model takes if
 * it is left out: attention the keys and values of each, `[batch, length, heads of keys, size]`, a recurrent layer what it carries.
 *
 * @throws InvalidArgument if a layer looks at places that come later, or has no rule for one place after the other; ShapeMismatch if the model takes a list
 * @example
 * ```ts
 * const state = decodeState(model, { batch: 1 })
 * ```
 */
export const decodeState = <In extends Shapes, Out extends Shapes, Params, State>(
  model: Model<In, Out, Params, State>,
  options: { readonly batch: number; readonly length?: number },
): DecodeState => {
  demandModel('decodeState', model)
  const { batch, length } = check.options<{ readonly batch: number; readonly length?: number }>('decodeState', 'model', options, [
    'batch',
    'length',
  ])
  demandCount('decodeState', 'number of sequences, batch,', batch)
  if (length !== undefined) demandCount('decodeState', 'length', length)
  return startOf('decodeState', model, batch, length)
}

/** As `decodeState`, for bodies: `op` is who speaks. */
export const startOf = (op: string, model: AnyModel, batch: number, length?: number): DecodeState => ({
  place: tensor(0, { dtype: 'i32' }),
  kept: decodingOfModel(op, model, length).start(batch),
})

/**
 * What a model gives at the next place of sequences, and the state after it. All places together give what `predict` gives of the whole sequence, and a step
 * costs as much as there is kept, not its square. The place is a tensor: compiled, all steps are one program.
 *
 * @param x The tokens of this place, `[N]`, of `N` sequences; `[N, features]` for a model of `[time, features]`.
 * @returns `[N, ...]`, of a model of tokens their logits, `[N, vocabulary]`. Beyond the last place that fits into the state nothing new is kept.
 * @throws ShapeMismatch, InvalidArgument as `decodeState`
 * @example
 * ```ts
 * const model = sequential([64], embedding(100, 32), repeated(2, transformerBlock({ heads: 4, hidden: 64, causal: true, rotary: true })), dense(100))
 * const step = jit((variables: VariablesOf<typeof model>, state: DecodeState, token: Tensor<[1], 'i32'>) => decode(model, variables, state, token))
 * const [logits, next] = step(variables, decodeState(model, { batch: 1 }), tensor([7], { dtype: 'i32' }))
 * ```
 */
export const decode = <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes>(
  model: Model<In, Out, Params, State>,
  variables: NoInfer<Variables<Params, State>>,
  state: DecodeState,
  x: Fit<Batched<'decode', Place<In>, Place<Out>, X>, Written<X, Held<In>>>,
): readonly [y: Given<'decode', Place<In>, Place<Out>, X>, state: DecodeState] => {
  const [y, after] = decodeStep('decode', model, variables, state, x as Tensors) // what is no tensor did not compile, or throws there
  return [y as unknown as Given<'decode', Place<In>, Place<Out>, X>, after] // the layers' types state what they give of all places
}

/** As `decode`, for bodies: `op` is who speaks. */
export const decodeStep = (
  op: string,
  model: AnyModel,
  variables: Variables,
  state: DecodeState,
  x: Tensors,
): readonly [Tensors, DecodeState] => {
  demandModel(op, model)
  demandVariables(op, variables)
  demandState(op, state)
  const decoding = decodingOfModel(op, model)
  const { input }: { readonly input: Numbers } = model
  if (isList(input)) throw new ShapeMismatch(`${op}: one sequence is decoded, and the model takes ${showAll(input)}`)
  const place = isWhole(input) ? { ...input, shape: input.shape.slice(1) } : input.slice(1)
  demandInput(op, { ...model, input: place as AnyModel['input'] }, x) // a shape, of whole numbers or not
  demandParameters(op, model, variables)
  const one = headOf(x)
  const [batch = 0] = one.shape
  demandKept(op, state.kept, decoding.start(batch), batch)
  const [y, kept] = decoding.step(variables, state.kept, expandDims(one, 1), state.place)
  return [squeeze(headOf(y), 1), { place: add(state.place, 1), kept }]
}

/** @throws InvalidArgument unless it is a state */
const demandState = (op: string, state: unknown): void => {
  if (typeof state !== 'object' || state === null || !('place' in state) || !('kept' in state))
    check.refuse(op, 'the state', 'what decodeState gives', state, 'write decodeState(model, { batch: 1 })')
}

/** @throws ShapeMismatch unless so much is kept of so many sequences as this model starts with */
const demandKept = (op: string, kept: Tree, first: Tree, batch: number): void => {
  const leaves = tree.leaves(kept)
  if (tree.structure(kept).key !== tree.structure(first).key)
    throw new ShapeMismatch(`${op}: the state is of another model; make it with decodeState`)
  const other = leaves.find(({ shape }) => shape[0] !== batch)
  if (other) throw new ShapeMismatch(`${op}: the state is of ${other.shape[0]} sequences, got ${batch}; both have one number of them`)
}
