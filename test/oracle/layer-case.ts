import type { Layer } from '../../dsl/index.js'
import { Tensor, type Tree, tree } from '../../src/index.js'
import type { Named } from './oracle.js'

/** A tree from tensors named by their paths: `{ 'a.b': x, 'a.c': y }` is `{ a: { b: x, c: y } }`. */
const nested = (tensors: Named): Readonly<Record<string, Tree>> => {
  const heads = [...new Set(Object.keys(tensors).map((path) => path.split('.')[0] ?? ''))]
  const within = (head: string): Tree => {
    const parts = Object.entries(tensors).filter(([path]) => path.startsWith(`${head}.`))
    return tensors[head] ?? nested(Object.fromEntries(parts.map(([path, x]) => [path.slice(head.length + 1), x])))
  }
  return Object.fromEntries(heads.map((head) => [head, within(head)]))
}

/** A layer as a function of its input, its parameters and its state; of what it gives, the output and the state after it, by paths again. */
export const of =
  (layer: Layer, training = false) =>
  (inputs: Named<'x'>): Named => {
    const { params = {}, state = {} } = nested(inputs)
    const [y, after] = layer.forward({ params, state }, inputs.x, { training, key: undefined })
    if (!(y instanceof Tensor)) throw new Error(`${layer.name} gives a list`)
    return { y, ...(training && Object.fromEntries(tree.leaves(after).map((leaf, i) => [tree.paths(after)[i]?.slice(1) ?? '', leaf]))) }
  }
