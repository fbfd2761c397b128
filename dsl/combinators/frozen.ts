import { stopGradient, tree } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { decodingOn } from '../decoding.js'
import {
  type Empty,
  type Layer,
  type LayerType,
  type ParamsOf,
  predicting,
  type StateOf,
  type TakesLists,
  type Variables,
} from '../layer.js'
import type { Next } from './next.js'

/** @category Models */
export interface Frozen<F extends LayerType> extends TakesLists {
  readonly out: Next<F, this['in']>
  readonly params: Empty
  readonly state: Both<ParamsOf<F, this['in']>, StateOf<F, this['in']>>
}

/** (A condition, so that its fields are shown in a model's type, not its name.) */
type Both<Params, State> = [Params] extends [infer P] ? { readonly params: P; readonly state: State } : never

/**
 * The layer as it is: nothing in it learns. Its parameters are no parameters of the model but part of its state, `{ params, state }`, so no gradient is
 * taken in them and no optimiser remembers anything of them. It runs as in prediction also while the rest is trained: nothing is dropped, and a `batchNorm`
 * uses the statistics that it has, and leaves them. Gradients pass through it to the layers in front.
 *
 * What was learned before is put in by hand, `{ params, state }` of the layer in the place of its state.
 *
 * @example
 * ```ts
 * const backbone = serial(conv2d(32, 3), relu, globalAvgPool)
 * const learned = init(sequential([32, 32, 3], backbone, dense(10)), key(0)) // or what `fit` made of it
 * const model = sequential([32, 32, 3], frozen(backbone), dense(2))
 * const { params } = init(model, key(1))
 * const variables: VariablesOf<typeof model> = { params, state: [{ params: learned.params[0], state: learned.state[0] }, {}] }
 * ```
 *
 * @category Models
 */
export const frozen = <F extends LayerType>(layer: Layer<F>): Layer<Frozen<F>> => {
  demandLayers('frozen', 'layer', [layer])
  return {
    name: `frozen(${layer.name})`,
    output: layer.output,
    init: (key, input) => ({ params: {}, state: layer.init(key, input) }),
    forward: (variables, x) => [layer.forward(fixed(variables), x, predicting)[0], variables.state],
    flops: layer.flops,
    decoding: (input, known) => decodingOn(layer, input, known, fixed),
  }
}

/** The variables of the layer that is frozen. */
const fixed = ({ state }: Variables): Variables => {
  const { params, state: within } = state as Variables // as `init` made it
  return { params: tree.map(stopGradient, params), state: within }
}
