import type { Fit } from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { GivenShapes, Held, Shapes, Tensors, Written } from '../one-or-many.js'
import { type Batched, type Given, run } from './apply.js'
import type { Model } from './model.js'

/**
 * What a model makes of a batch of examples: nothing is dropped at random, and state is read, not moved on.
 *
 * @param x `[N, ...input]`, where `N`, how many examples, may be known, named or unknown; a list of such tensors if the model takes a list.
 * @returns The output; a list of outputs, if the model has several heads.
 * @throws ShapeMismatch
 * @example
 * ```ts
 * const digits = argmax(predict(model, variables, images), { axis: -1 })
 * ```
 *
 * @category Models
 */
export const predict = <In extends Shapes, Out extends Shapes, Params, State, X extends GivenShapes>(
  model: Model<In, Out, Params, State>,
  variables: NoInfer<Variables<Params, State>>,
  x: Fit<Batched<'predict', In, Out, X>, Written<X, Held<In>>>,
): Given<'predict', In, Out, X> => {
  const [y] = run('predict', model, variables, x as Tensors, {}) // what is no tensor did not compile
  return y as unknown as Given<'predict', In, Out, X> // the layers' types state what their forward gives
}
