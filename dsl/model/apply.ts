import { check, type Dim, DTypeMismatch, type Fit, type Key, type Shape, ShapeMismatch, Tensor } from '../../src/index.js'
import { demandModel, demandVariables } from '../check.js'
import { keyFor } from '../key-for.js'
import type { Variables } from '../layer.js'
import {
  bareOf,
  type GivenShapes,
  type Held,
  isList,
  isWhole,
  type Numbers,
  type OneNumbers,
  type OneOrMany,
  type OneShape,
  type SameShapes,
  type Shapes,
  type ShowAll,
  sameShapes,
  showAll,
  type Tensors,
  type TensorsOf,
  type Whole,
  type Written,
} from '../one-or-many.js'
import { widened } from '../precision.js'
import type { AnyModel, Model } from './model.js'
import { demandParameters } from './parameters.js'

/**
 * The shape of a batch of so many examples; of each tensor, where an example is a list of them.
 *
 * @category Models
 */
export type Batch<N extends Dim, S> = S extends Shape
  ? BatchOf<N, S>
  : S extends Whole<infer A extends Shape, infer D>
    ? Whole<BatchOf<N, A>, D>
    : { -readonly [I in keyof S]: S[I] extends OneShape ? Batch<N, S[I]> : never }

type BatchOf<N extends Dim, S extends Shape> = number extends S['length'] ? Shape : [N, ...S]

/**
 * The shape that a model gives for a batch of shape `X`, or the sentence of `Op`.
 *
 * @category Models
 */
export type Batched<Op extends string, In extends Shapes, Out extends Shapes, X extends GivenShapes> =
  SameShapes<X, Bare<Batch<Leading<X>, In>>> extends true
    ? Batch<Leading<X>, Out>
    : [GivenShapes] extends [X]
      ? NoTensor<Op, In>
      : [Batch<'N', In>, X] extends [infer Taken, infer Met]
        ? `${Op}: the model takes ${ShowAll<Taken>}, got ${ShowAll<Met>}`
        : never

/** What is said where no tensor was found: `X` is then anything. */
type NoTensor<Op extends string, In> = Op extends 'apply' | 'predict' | 'decode'
  ? `${Op}: the model takes ${ShowAll<Batch<'N', In>>}, got no tensor`
  : `${Op}: the data has no column x of tensors; name its columns x, what the model takes, and y, what it should give`

/** The shapes, whatever they are of. */
type Bare<S> = S extends Shape
  ? S
  : S extends Whole<infer A, infer _>
    ? A
    : { readonly [I in keyof S]: S[I] extends Whole<infer A, infer _> ? A : S[I] }

/** The first dimension, of the first tensor: how many examples there are. */
type Leading<X> = X extends readonly [infer First, ...unknown[]]
  ? First extends Dim
    ? First
    : First extends readonly [infer N extends Dim, ...Shape]
      ? N
      : number
  : number

/**
 * The tensors that a model gives for such a batch.
 *
 * @category Models
 */
export type Given<Op extends string, In extends Shapes, Out extends Shapes, X extends GivenShapes> =
  Batched<Op, In, Out, X> extends infer S extends Shapes ? TensorsOf<S> : never

/**
 * How to apply a model.
 *
 * @category Models
 */
export interface ApplyOptions {
  /** Learning, not predicting; `false` if left out. */
  readonly training?: boolean
  /** Randomness; needed by layers that draw at random, in training. */
  readonly key?: Key
}

/**
 * A model on a batch of examples: the output and the state after it. A pure function, to be differentiated by its variables, compiled, mapped.
 *
 * @param x `[N, ...input]`, where `N`, how many examples, may be known, named or unknown; a list of such tensors if the model takes a list.
 * @returns The output and the state; a model of several heads gives a list of outputs.
 * @throws ShapeMismatch
 * @example
 * ```ts
 * const [logits, state] = apply(model, variables, x, { training: true, key: key(1) })
 * ```
 *
 * @category Models
 */
export const apply = <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes>(
  model: Model<In, Out, Params, State>,
  variables: NoInfer<Variables<Params, State>>,
  x: Fit<Batched<'apply', In, Out, X>, Written<X, Held<In>>>,
  options?: ApplyOptions,
): readonly [y: Given<'apply', In, Out, X>, state: State] => {
  const { key, ...rest } = check.options<ApplyOptions>('apply', 'model, variables, x', options, ['training', 'key'])
  if (key !== undefined) check.key('apply', key)
  const own = key && { key: keyFor('apply', key) }
  const result = run('apply', model, variables, x as Tensors, { ...rest, ...own }) // what is no tensor did not compile, or throws there
  return result as unknown as readonly [Given<'apply', In, Out, X>, State] // the layers' types state what their forward gives
}

/** As `apply`, for bodies: `op` is who speaks where `x` does not fit. */
export const run = (op: string, model: AnyModel, variables: Variables, x: Tensors, { training = false, key }: ApplyOptions) => {
  demandModel(op, model)
  demandVariables(op, variables)
  demandInput(op, model, x)
  demandParameters(op, model, variables)
  const [y, state] = model.whole.forward(variables, x, { training, key })
  return [widened(y), state] as const // a model gives f32, in whatever its layers compute
}

/** @throws InvalidArgument, ShapeMismatch unless the model takes such a batch */
export const demandInput = (op: string, model: AnyModel, x: Tensors): void => {
  const { input }: { readonly input: Numbers } = model
  for (const one of Array.isArray(x) && x.some((part) => part instanceof Tensor) ? x : [x]) check.tensor(op, 'x', one)
  const [given, taken] = [isList(x) ? x : [x], isList(input) ? input : [input]]
  const [first] = given
  const n = first?.shape[0] ?? Number.NaN
  const met: Numbers = isList(x) ? x.map(({ shape }) => shape) : x.shape
  const bare: Numbers = isList(input) ? input.map((one) => [n, ...bareOf(one)]) : [n, ...bareOf(input)]
  if (!sameShapes(met, bare)) throw new ShapeMismatch(`${op}: the model takes ${showAll(batch('N', input))}, got ${showAll(met)}`)
  for (const [i, one] of taken.entries())
    if (isWhole(one) && given[i]?.dtype !== one.dtype) {
      const [place, name] = isList(x) ? [` as input ${i + 1}`, `x[${i}]`] : ['', 'x']
      throw new DTypeMismatch(
        `${op}: the model takes ${showAll(batch(n, input))}, got ${given[i]?.dtype}${place}; convert with astype(${name}, '${one.dtype}')`,
      )
    }
}

type Worded = readonly (number | string)[] | Whole<readonly (number | string)[]>

/** The run-time twin of `Batch`. */
const batch = (n: number | string, shapes: Numbers): OneOrMany<Worded> => {
  const one = (shape: OneNumbers): Worded => (isWhole(shape) ? { ...shape, shape: [n, ...shape.shape] } : [n, ...shape])
  return isList(shapes) ? shapes.map(one) : one(shapes)
}
