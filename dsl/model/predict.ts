import type { AnyTensor, Fit, Shape, ShapeOf, Tensor } from '../../src/index.js'
import type { Variables } from '../layer.js'
import { type Batched, run } from './apply.js'
import type { Model } from './model.js'

/**
 * What a model makes of a batch of examples: nothing is dropped at random, and state is read, not moved on.
 *
 * @param x `[N, ...input]`, where `N`, how many examples, may be known, named or unknown.
 * @throws ShapeMismatch
 * @example
 * ```ts
 * const digits = argmax(predict(model, variables, images), { axis: -1 })
 * ```
 */
export const predict = <In extends Shape, Out extends Shape, Params, State, X extends Shape>(
  model: Model<In, Out, Params, State>,
  variables: NoInfer<Variables<Params, State>>,
  x: Fit<Batched<'predict', In, Out, X>, Tensor<X>>,
): Tensor<ShapeOf<Batched<'predict', In, Out, X>>> => {
  const [y] = run('predict', model, variables, x as AnyTensor, {}) // what is no tensor did not compile
  return y as unknown as Tensor<ShapeOf<Batched<'predict', In, Out, X>>> // the layers' types state what their forward gives
}
