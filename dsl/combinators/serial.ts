import { chain, right } from 'fp-ts/lib/Either.js'
import { foldIn, type Tree } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { decodingOf, decodingOfParts, type Known } from '../decoding.js'
import { type Layer, outputOf, type TakesLists, type Variables } from '../layer.js'
import type { Numbers, Tensors } from '../one-or-many.js'
import type { Chain, ChainParams, ChainState } from './chain.js'
import { partOf } from './part-of.js'

/** @category Models */
export interface Serial<L extends readonly Layer[]> extends TakesLists {
  readonly out: Chain<this['in'], L>
  readonly params: ChainParams<this['in'], L>
  readonly state: ChainState<this['in'], L>
}

/**
 * Layers one after the other, as one layer: `serial(f, g)(x) = g(f(x))`. Associative, with `identity` as its unit. Parameters and state are
 * tuples, layer by layer; each layer gets randomness of its own.
 *
 * @example
 * ```ts
 * const block = serial(dense(64), relu, dropout(0.1))
 * const model = sequential([784], block, dense(10))
 * ```
 *
 * @category Models
 */
export const serial = <L extends Layer[]>(...layers: L): Layer<Serial<L>> => {
  demandLayers('serial', 'layer', layers)
  return serialOf(layers)
}

const serialOf = <L extends Layer[]>(layers: L): Layer<Serial<L>> => ({
  name: 'serial',
  parts: { kind: 'chain', layers },
  output: (input) => layers.reduce((shape, { output }) => chain(output)(shape), right<string, Numbers>(input)),
  init: (key, input) => {
    const made = walk(layers, input, (layer, shape, i) => layer.init(foldIn(key, i), shape))
    return { params: made.map(({ params }) => params), state: made.map(({ state }) => state) }
  },
  forward: (variables, x, context) => {
    // `init` made both trees of this serial as lists, an entry a layer.
    const { params, state } = variables as Variables<readonly Tree[], readonly Tree[]>
    let y: Tensors = x
    const after = layers.map((layer, i) => {
      const [next, kept] = layer.forward({ params: params[i], state: state[i] }, y, partOf(context, i))
      y = next
      return kept
    })
    return [y, after]
  },
  flops: (input) => walk(layers, input, (layer, shape) => layer.flops(shape)).reduce((sum, n) => sum + n, 0),
  decoding: (input, known) => {
    let reached: Known | undefined = known
    const parts = walk(layers, input, (layer, shape) => {
      const part = decodingOf(layer, shape, reached)
      reached = part._tag === 'Right' ? part.right.known : reached
      return part
    })
    return decodingOfParts(parts, (steps, x) => steps.reduce((y, step) => step(y), x), reached)
  },
})

/** Visits each layer with the shape that reaches it. */
export const walk = <R>(layers: readonly Layer[], input: Numbers, visit: (layer: Layer, input: Numbers, i: number) => R): R[] => {
  let shape = input
  return layers.map((layer, i) => {
    const result = visit(layer, shape, i)
    shape = outputOf(layer, shape)
    return result
  })
}
