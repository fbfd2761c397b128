import {
  type AnyTensor,
  type Dim,
  type Fit,
  type Key,
  type Shape,
  ShapeMismatch,
  type ShapeOf,
  type Show,
  show,
  type Tensor,
} from '../../src/index.js'
import type { Variables } from '../layer.js'
import { type SameSizes, sameSizes } from '../same-sizes.js'
import type { Model } from './model.js'

/** The shape that a model gives for a batch of shape `X`, or the sentence of `Op`. */
export type Batched<Op extends string, In extends Shape, Out extends Shape, X extends Shape> = number extends X['length'] | Out['length']
  ? Shape
  : X extends readonly [infer N extends Dim, ...infer Example extends Shape]
    ? SameSizes<Example, In> extends true
      ? [N, ...Out]
      : WrongBatch<Op, In, X>
    : WrongBatch<Op, In, X>

type WrongBatch<Op extends string, In extends Shape, X extends Shape> = `${Op}: the model takes ${Show<['N', ...In]>}, got ${Show<X>}`

/** How to apply a model. */
export interface ApplyOptions {
  /** Learning, not predicting; `false` if left out. */
  readonly training?: boolean
  /** Randomness; needed by layers that draw at random, in training. */
  readonly key?: Key
}

/**
 * A model on a batch of examples: the output and the state after it. A pure function, to be differentiated by its variables, compiled, mapped.
 *
 * @param x `[N, ...input]`, where `N`, how many examples, may be known, named or unknown.
 * @throws ShapeMismatch
 * @example
 * ```ts
 * const [logits, state] = apply(model, variables, x, { training: true, key: key(1) })
 * ```
 */
export const apply = <In extends Shape, Out extends Shape, Params, State, X extends Shape>(
  model: Model<In, Out, Params, State>,
  variables: NoInfer<Variables<Params, State>>,
  x: Fit<Batched<'apply', In, Out, X>, Tensor<X>>,
  options: ApplyOptions = {},
): readonly [y: Tensor<ShapeOf<Batched<'apply', In, Out, X>>>, state: State] => {
  const result = run('apply', model, variables, x as AnyTensor, options) // what is no tensor did not compile
  return result as unknown as readonly [Tensor<ShapeOf<Batched<'apply', In, Out, X>>>, State] // the layers' types state what their forward gives
}

/** As `apply`, for bodies: `op` is who speaks where `x` does not fit. */
export const run = (op: string, { input, whole }: Model, variables: Variables, x: AnyTensor, { training = false, key }: ApplyOptions) => {
  if (!sameSizes(x.shape.slice(1), input) || x.rank === 0)
    throw new ShapeMismatch(`${op}: the model takes ${show(['N', ...input])}, got ${show(x.shape)}`)
  return whole.forward(variables, x, { training, key })
}
