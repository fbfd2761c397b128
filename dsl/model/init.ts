import { check, compute, type Key, scope } from '../../src/index.js'
import { demandModel } from '../check.js'
import { keyFor } from '../key-for.js'
import type { Variables } from '../layer.js'
import type { Shapes } from '../one-or-many.js'
import type { AnyModel, Model } from './model.js'
import { noteParameters } from './parameters.js'

/**
 * Fresh parameters and state. Pure: equal keys give equal values. They are drawn at once, if a device was acquired, else when they are first read. What else is
 * drawn from the key, or from one split from it, shares nothing with them.
 *
 * @example
 * ```ts
 * const { params, state } = init(model, key(0))
 * ```
 *
 * @category Models
 */
export const init = <In extends Shapes, Out extends Shapes, Params, State>(
  model: Model<In, Out, Params, State>,
  key: Key,
): Variables<Params, State> => {
  demandModel('init', model)
  check.key('init', key, 'the second argument')
  const { input, whole }: AnyModel = model
  const variables = compute(scope(() => whole.init(keyFor('init', key), input))) as Variables<Params, State> // a layer's type states what its init gives
  noteParameters(model, variables.params)
  return variables
}
