import type { Key, Shape } from '../../src/index.js'
import type { Variables } from '../layer.js'
import type { Model } from './model.js'

/**
 * Fresh parameters and state. Pure: equal keys give equal values.
 *
 * @example
 * ```ts
 * const { params, state } = init(model, key(0))
 * ```
 */
export const init = <In extends Shape, Out extends Shape, Params, State>(
  model: Model<In, Out, Params, State>,
  key: Key,
): Variables<Params, State> => model.whole.init(key, model.input) as Variables<Params, State> // a layer's type states what its init gives
