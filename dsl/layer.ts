import { chain, type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, type Key, orThrow, type Sentence, type Tree } from '../src/index.js'
import { type Decoding, type Known, keepingNothing } from './decoding.js'
import { anyOneOf, isWhole, type Numbers, oneOf, showAll, type Tensors } from './one-or-many.js'
import { inDTypeOf, inLayer, narrowedLike, widened } from './precision.js'

declare const carried: unique symbol

/**
 * A layer as the compiler sees it: a function from input shape to output shape, parameters and state. `in` is the argument, a shape
 * without the batch; a layer's interface states the other three in terms of `this['in']`. `out` is a shape, or the sentence that
 * says why the input does not fit.
 *
 * @category Models
 */
export interface LayerType {
  readonly in: unknown
  readonly out: unknown
  readonly params: unknown
  readonly state: unknown
}

/**
 * The tree without tensors: parameters of a layer that learns nothing, state of one that remembers nothing.
 *
 * @category Models
 */
export type Empty = Record<never, never>

/**
 * A layer that keeps nothing between batches.
 *
 * @category Models
 */
export interface Stateless extends LayerType {
  readonly state: Empty
}

/**
 * A layer that takes a list of tensors as well as one: `in` may be a list of shapes. Any other takes one.
 *
 * @category Models
 */
export interface TakesLists extends LayerType {
  readonly lists: true
}

/**
 * A layer that takes whole numbers as well as `f32`, one tensor of them: `in` is its shape all the same.
 *
 * @category Models
 */
export interface TakesWhole extends LayerType {
  readonly whole: 'taken'
}

/**
 * A layer that takes numbers of any kind, and gives them on, of the same kind.
 *
 * @category Models
 */
export interface KeepsWhole extends LayerType {
  readonly whole: 'kept'
}

/**
 * A layer whose output has the shape of its input, and that learns nothing. (It says so, or any layer that learns would pass for one.)
 *
 * @category Models
 */
export interface SameShape extends Stateless {
  readonly keeps: true
  readonly out: this['in']
  readonly params: Empty
}

/**
 * The output shape, or the sentence, of a layer on the input shape `S`.
 *
 * @category Models
 */
export type OutOf<F extends LayerType, S> = (F & { readonly in: S })['out']

/**
 * The tree of parameters of a layer on the input shape `S`.
 *
 * @category Models
 */
export type ParamsOf<F extends LayerType, S> = (F & { readonly in: S })['params']

/**
 * The tree of state of a layer on the input shape `S`.
 *
 * @category Models
 */
export type StateOf<F extends LayerType, S> = (F & { readonly in: S })['state']

/**
 * What a model is made of beside its code: what it learns, and what else it carries from batch to batch.
 *
 * @category Models
 */
export interface Variables<Params = Tree, State = Tree> {
  readonly params: Params
  readonly state: State
}

/**
 * What a layer is told about the moment.
 *
 * @category Models
 */
export interface Context {
  /** Learning, not predicting. */
  readonly training: boolean
  /** Randomness of this layer in this step. May be absent where nothing is learned. */
  readonly key: Key | undefined
}

/** The moment of a prediction. */
export const predicting: Context = { training: false, key: undefined }

/**
 * A step of a model, as a pure value: it holds no tensors. Shapes are those of one example, channels last; `forward` takes and gives
 * tensors with one more dimension in front, the batch. What comes in and goes out is one tensor, or a list of them.
 *
 * @category Models
 */
export interface Layer<F extends LayerType = LayerType> {
  /** Carries the type-level function; nothing at run time. */
  readonly [carried]?: F
  readonly name: string
  /** The run-time twin of the type: the output shape, or the same sentence. */
  output(input: Numbers): Either<Sentence, Numbers>
  /** Fresh parameters and state for an input that fits. */
  init(key: Key, input: Numbers): Variables
  /** The output and the state after it. */
  forward(variables: Variables, x: Tensors, context: Context): readonly [y: Tensors, state: Tree]
  /** Additions and multiplications of `forward` for one example, without those of its derivative. */
  flops(input: Numbers): number
  /** How it goes on along such sequences, or a sentence that says why it can't; there is none where it never can. See `decode`. */
  readonly decoding?: ((input: Numbers, known?: Known) => Either<Sentence, Decoding>) | undefined
  /** What it is made of, for `draw`; a layer without is one box. */
  readonly parts?: LayerParts | undefined
}

/**
 * What a layer is made of: layers one after the other; layers side by side, on the same input or each on one of its own (`deals`), whose outputs meet at a
 * sign or go on as a list; or a use of a layer that is shared.
 *
 * @category Models
 */
export type LayerParts =
  | { readonly kind: 'chain'; readonly layers: readonly Layer[] }
  | { readonly kind: 'branches'; readonly layers: readonly Layer[]; readonly deals: boolean; readonly sign?: string | undefined }
  | { readonly kind: 'use'; readonly of: Layer }

/** What a rule answers with: the output shape, or the sentence that says why there is none. An `Either` of fp-ts is taken too. */
type Answer = readonly number[] | Sentence | Either<Sentence, readonly number[]>

/**
 * What the author of a stateless layer says; see `layer`.
 *
 * @category Models
 */
export interface LayerRules<Params> {
  /** The output shape for an input shape, or a sentence. */
  output(input: readonly number[]): Answer
  /** Fresh parameters, a tree; none if left out. */
  init?(key: Key, input: readonly number[]): Params
  /** The output for a batch. */
  apply(params: Params, x: AnyTensor, context: Context): AnyTensor
  /** Additions and multiplications for one example; none if left out. */
  flops?(input: readonly number[]): number
  /** What becomes of whole numbers: they are `'taken'`, as by `embedding`, or `'kept'`, as by `flatten`; refused if left out. See `TakesWhole` and `KeepsWhole`. */
  readonly whole?: 'taken' | 'kept' | undefined
  /** Of a sequence `[time, ...]` it makes place by place what it makes of all; `decode` needs it. `false` if left out. */
  readonly pointwise?: boolean | undefined
  /** It is computed in `f32` where parameters or input are `f16`, as statistics are; `false` if left out: what it is given is then of the dtype of its parameters. */
  readonly wide?: boolean | undefined
}

/**
 * What the author of a layer with state says; see `statefulLayer`.
 *
 * @category Models
 */
export interface StatefulRules<Params, State> {
  /** The output shape for an input shape, or a sentence. */
  output(input: readonly number[]): Answer
  /** Fresh parameters and state, two trees. */
  init(key: Key, input: readonly number[]): Variables<Params, State>
  /** The output for a batch, and the state after it. */
  forward(variables: Variables<Params, State>, x: AnyTensor, context: Context): readonly [y: AnyTensor, state: State]
  /** Additions and multiplications for one example; none if left out. */
  flops?(input: readonly number[]): number
  /** What becomes of whole numbers; see `LayerRules`. */
  readonly whole?: 'taken' | 'kept' | undefined
  /** Each place of a sequence by itself; see `LayerRules`. */
  readonly pointwise?: boolean | undefined
  /** In `f32` in any case; see `LayerRules`. */
  readonly wide?: boolean | undefined
}

const eitherOf = (answer: Answer): Either<Sentence, readonly number[]> => {
  if (typeof answer === 'string') return left(answer)
  return '_tag' in answer ? answer : right(answer)
}

/**
 * A layer that remembers from batch to batch, from its rules: `forward` gives the state that the next batch finds. See `layer`, and `batchNorm`
 * for an example.
 *
 * @category Models
 */
export const statefulLayer = <F extends LayerType, Params = Tree, State = Tree>(
  name: string,
  { output, init, forward, flops, whole, pointwise, wide }: StatefulRules<Params, State>,
): Layer<F> => {
  // A layer is only ever run on variables that its own `init` made, and on what its `output` took: one tensor.
  const run = (variables: Variables, given: Tensors, context: Context): readonly [y: AnyTensor, state: State] => {
    const [own, x] = [variables as Variables<Params, State>, given as AnyTensor]
    if (!wide) {
      const taken = whole === 'taken' ? x : inDTypeOf(own.params, x)
      return inLayer(name, taken, () => forward(own, taken, context))
    }
    const [y, state] = forward({ params: widened(own.params), state: own.state }, widened(x), context)
    return [narrowedLike(x, y), state]
  }
  return {
    name,
    output: (input) =>
      pipe(
        input,
        whole ? anyOneOf : oneOf,
        chain((shape) => eitherOf(output(shape))),
        map((out) => (whole === 'kept' && isWhole(input) ? { shape: out, dtype: input.dtype } : out)),
      ),
    init: (key, input) => init(key, orThrow(anyOneOf(input))),
    forward: run,
    flops: (input) => flops?.(orThrow(anyOneOf(input))) ?? 0,
    ...(pointwise && {
      decoding: (input) =>
        pipe(
          anyOneOf(input),
          chain((shape) =>
            shape.length > (whole === 'taken' ? 0 : 1)
              ? right(keepingNothing((variables, x) => run(variables, x, predicting)[0]))
              : left(`${name}: to be decoded place by place the input needs [time, features], got ${showAll(input)}`),
          ),
        ),
    }),
  }
}

/**
 * A layer without state from its rules; its type is stated by annotation. `name` is what a summary and its sentences call it.
 *
 * @example
 * ```ts
 * interface Double extends Stateless {
 *   readonly out: this['in'] extends readonly [infer N extends Dim]
 *     ? [Mul<N, 2>]
 *     : this['in'] extends Shape
 *       ? `double: needs rank 1, got ${Show<this['in']>}`
 *       : never
 *   readonly params: Empty
 * }
 * const double: Layer<Double> = layer('double', {
 *   output: (input) => (input.length === 1 ? [2 * (input[0] ?? 0)] : `double: needs rank 1, got ${show(input)}`),
 *   apply: (_, x) => tile(x, [1, 2]),
 * })
 * ```
 *
 * @category Models
 */
export const layer = <F extends LayerType, Params = Tree>(name: string, rules: LayerRules<Params>): Layer<F> =>
  statefulLayer<F, Params>(name, {
    output: rules.output,
    init: (key, input) => ({ params: rules.init?.(key, input) ?? ({} as Params), state: {} }), // without `init` there are none
    forward: ({ params, state }, x, context) => [rules.apply(params, x, context), state],
    flops: (input) => rules.flops?.(input) ?? 0,
    whole: rules.whole,
    pointwise: rules.pointwise,
    wide: rules.wide,
  })

/** The output shape, or the sentence thrown. */
export const outputOf = ({ output }: Layer, input: Numbers): Numbers => orThrow(output(input))
