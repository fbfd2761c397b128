import type { Layer } from '../../dsl/index.js'
import { Tensor, tree } from '../../src/index.js'
import { type Named, nested } from './oracle.js'

/** A layer as a function of its input, its parameters and its state; of what it gives, the output and the state after it, by paths again. */
export const of =
  (layer: Layer, training = false) =>
  (inputs: Named<'x'>): Named => {
    const { params = {}, state = {} } = nested(inputs)
    const [y, after] = layer.forward({ params, state }, inputs.x, { training, key: undefined })
    if (!(y instanceof Tensor)) throw new Error(`${layer.name} gives a list`)
    return { y, ...(training && Object.fromEntries(tree.leaves(after).map((leaf, i) => [tree.paths(after)[i]?.slice(1) ?? '', leaf]))) }
  }
