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
import { absent, type Decoding, decodingOf, remembered } from '../decoding.js'
import type { Layer, Variables } from '../layer.js'
import {
  type GivenShapes,
  type Held,
  headOf,
  isList,
  isWhole,
  type Numbers,
  type OneNumbers,
  type OneShape,
  type Shapes,
  showAll,
  type Tensors,
  type Whole,
  type Written,
} from '../one-or-many.js'
import { widened } from '../precision.js'
import { type Batched, demandInput, type Given } from './apply.js'
import type { AnyModel, Model } from './model.js'
import { demandParameters } from './parameters.js'

/**
 * How far a sequence has come: a tree of tensors, whose sizes stay what they are from step to step.
 *
 * @category Models
 */
export interface DecodeState {
  /** The place of the next token, counted from 0. */
  readonly place: Tensor<[], 'i32'>
  /** What layers keep of the places before, such as keys and values. */
  readonly kept: Tree
  /** What layers made of the memory, such as its keys and values: it stays as it is. */
  readonly memory: Tree
}

/** What a model that takes a list is given before the first place: all but the first. */
type MemoryOf<In> = In extends readonly [OneShape, infer Only extends OneShape]
  ? Only
  : In extends readonly [OneShape, ...infer More extends readonly OneShape[]]
    ? More
    : Shapes

/** Options, and the memory of sequences where a model takes a list. */
export type WithMemory<Op extends string, In, M extends GivenShapes, Options> = In extends Shape | Whole
  ? Options
  : Options & {
      /** What the model takes beside the sequence, `[N, ...]`: one tensor, or a list of them. */
      readonly memory: Fit<Batched<Op, MemoryOf<In>, Dim[], M>, Written<M>>
    }

/**
 * How many sequences begin, and with what.
 *
 * @category Models
 */
export type DecodeOptions<In, Params, State, M extends GivenShapes> = In extends Shape | Whole
  ? {
      /** How many sequences there are. */
      readonly batch: number
      /** How many places are kept; as many as the model takes, if it is left out. */
      readonly length?: number
    }
  : WithMemory<
      'decodeState',
      In,
      M,
      {
        /** What makes of the memory what is kept of it. */
        readonly variables: NoInfer<Variables<Params, State>>
        readonly length?: number
      }
    >

/** One place of a sequence, the first of a list. */
type PlaceIn<In> = In extends readonly [infer First extends OneShape, ...unknown[]] ? Place<First> : Place<In>

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

/** Of another size, and of the same numbers. */
const resized = (one: OneNumbers, of: (shape: readonly number[]) => readonly number[]): OneNumbers =>
  isWhole(one) ? { ...one, shape: of(one.shape) } : of(one)

/** How a model goes on along sequences of such a length. */
const decodingOfModel = (op: string, { input, whole }: { readonly input: Numbers; readonly whole: Layer }, length?: number): Decoding => {
  const of = (one: OneNumbers): OneNumbers => resized(one, ([time = 0, ...rest]) => [length ?? time, ...rest])
  const found = isList(input)
    ? decodingOf(whole, [of(input[0] ?? []), ...input.slice(1)], [false, ...input.slice(1).map(() => true)])
    : decodingOf(whole, of(input))
  if (found._tag === 'Left') throw new InvalidArgument(`${op}: ${found.left}`)
  if (found.right.known?.some(Boolean))
    throw new InvalidArgument(`${op}: what the model gives comes of the memory alone, not place by place`)
  return found.right
}

/**
 * The state before the first token of so many sequences, for `decode`. Each layer keeps what it needs of up to `length` places, as many as the model takes if
 * it is left out: attention the keys and values of each, `[batch, length, heads of keys, size]`, a recurrent layer what it carries.
 *
 * Of a model that takes a list the first is the sequence, and the others are its memory, known from the start: what an encoder gave, or what it takes, and a
 * mask. What depends on the memory alone, such as an encoder and the keys and values of attention to it, is made here, once.
 *
 * @throws InvalidArgument if a layer looks at places that come later, or has no rule for one place after the other; ShapeMismatch if the memory does not fit
 * @example
 * ```ts
 * const state = decodeState(model, { batch: 1 })
 * const translating = decodeState(translator, { variables, memory: source }) // of a model of [[50], [60]]: source is [N, 60]
 * ```
 *
 * @category Models
 */
export const decodeState = <In extends Shapes, Out extends Shapes, Params, State, M extends GivenShapes = GivenShapes>(
  model: Model<In, Out, Params, State>,
  options: DecodeOptions<In, Params, State, M>,
): DecodeState => {
  const of: unknown = model
  demandModel('decodeState', of)
  const input: Numbers = of.input
  interface Known {
    readonly batch?: number
    readonly length?: number
    readonly variables?: Variables
    readonly memory?: Tensors
  }
  const names = isList(input) ? (['variables', 'memory', 'length'] as const) : (['batch', 'length'] as const)
  const given: unknown = options // of which the model's types say what it holds
  const { batch = 0, length, variables, memory } = check.options('decodeState', 'model', given as Known, names)
  if (length !== undefined) demandCount('decodeState', 'length', length)
  if (isList(input)) return begun('decodeState', of, variables, memory, length)
  demandCount('decodeState', 'number of sequences, batch,', batch)
  return startOf('decodeState', of, batch, length)
}

/** As `decodeState` of a model of one sequence, for bodies: `op` is who speaks. */
export const startOf = (op: string, model: AnyModel, batch: number, length?: number): DecodeState => ({
  place: tensor(0, { dtype: 'i32' }),
  kept: decodingOfModel(op, model, length).start(batch),
  memory: {},
})

/** The same of a model that takes a list. @throws InvalidArgument, ShapeMismatch unless such a memory is given */
export const begun = (
  op: string,
  model: AnyModel,
  variables: Variables | undefined,
  memory: Tensors | undefined,
  length?: number,
): DecodeState => {
  const { input }: { readonly input: Numbers } = model
  const others = isList(input) ? input.slice(1) : []
  const [only = []] = others
  const decoding = decodingOfModel(op, model, length)
  if (memory === undefined)
    throw new ShapeMismatch(`${op}: the model takes ${showAll(input)}; the first is decoded, the option memory is given the rest`)
  const known: unknown = variables
  demandVariables(op, known, 'the option variables')
  demandInput(op, { ...model, input: (others.length > 1 ? others : only) as AnyModel['input'] }, memory) // shapes
  demandParameters(op, model, known)
  const [batch = 0] = headOf(memory).shape
  const [, made] = remembered(decoding, widened(known), [absent(), ...(isList(memory) ? memory : [memory])])
  return { place: tensor(0, { dtype: 'i32' }), kept: decoding.start(batch), memory: made }
}

/**
 * What a model gives at the next place of sequences, and the state after it, in f32 whatever its parameters are. All places together give what `predict` gives of the whole sequence, and a step
 * costs as much as there is kept, not its square. The place is a tensor: compiled, all steps are one program.
 *
 * @param x The tokens of this place, `[N]`, of `N` sequences; `[N, features]` for a model of `[time, features]`. Of a model that takes a list, those of the first.
 * @returns `[N, ...]`, of a model of tokens their logits, `[N, vocabulary]`. Beyond the last place that fits into the state nothing new is kept.
 * @throws ShapeMismatch, InvalidArgument as `decodeState`
 * @example
 * ```ts
 * const model = sequential([64], embedding(100, 32), repeated(2, transformerBlock({ heads: 4, hidden: 64, causal: true, rotary: true })), dense(100))
 * const step = jit((variables: VariablesOf<typeof model>, state: DecodeState, token: Tensor<[1], 'i32'>) => decode(model, variables, state, token))
 * const [logits, next] = step(init(model, key(0)), decodeState(model, { batch: 1 }), tensor([7], { dtype: 'i32' }))
 * ```
 *
 * @category Models
 */
export const decode = <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes>(
  model: Model<In, Out, Params, State>,
  variables: NoInfer<Variables<Params, State>>,
  state: DecodeState,
  x: Fit<Batched<'decode', PlaceIn<In>, Place<Out>, X>, Written<X, Held<PlaceIn<In>>>>,
): readonly [y: Given<'decode', PlaceIn<In>, Place<Out>, X>, state: DecodeState] => {
  const [y, after] = decodeStep('decode', model, variables, state, x as Tensors) // what is no tensor did not compile, or throws there
  return [y as unknown as Given<'decode', PlaceIn<In>, Place<Out>, X>, after] // the layers' types state what they give of all places
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
  const place = resized(isList(input) ? (input[0] ?? []) : input, (shape) => shape.slice(1))
  demandInput(op, { ...model, input: place as AnyModel['input'] }, x) // a shape, of whole numbers or not
  demandParameters(op, model, variables)
  const one = headOf(x)
  const [batch = 0] = one.shape
  demandKept(op, state, decoding.start(batch), batch)
  const here = expandDims(one, 1)
  const given = isList(input) ? [here, ...input.slice(1).map(absent)] : here
  const [y, kept] = decoding.step(widened(variables), state.kept, given, state.place, state.memory)
  return [tree.map((part) => squeeze(part, 1), y), { ...state, place: add(state.place, 1), kept }]
}

/** @throws InvalidArgument unless it is a state */
const demandState = (op: string, state: unknown): void => {
  if (typeof state !== 'object' || state === null || !('place' in state) || !('kept' in state) || !('memory' in state))
    check.refuse(op, 'the state', 'what decodeState gives', state, 'write decodeState(model, { batch: 1 })')
}

/** @throws ShapeMismatch unless so much is kept of so many sequences as this model starts with */
const demandKept = (op: string, { kept, memory }: DecodeState, first: Tree, batch: number): void => {
  const leaves = [...tree.leaves(kept), ...tree.leaves(memory)]
  if (tree.structure(kept).key !== tree.structure(first).key)
    throw new ShapeMismatch(`${op}: the state is of another model; make it with decodeState`)
  const other = leaves.find(({ shape }) => shape[0] !== batch)
  if (other) throw new ShapeMismatch(`${op}: the state is of ${other.shape[0]} sequences, got ${batch}; both have one number of them`)
}
