import { check, type Dim } from '../../src/index.js'
import { demandLayers } from '../check.js'
import type { Empty, Layer, LayerType, ParamsOf, StateOf, TakesLists } from '../layer.js'
import { identity } from './identity.js'
import type { Next, Same } from './next.js'

/** @category Models */
export interface When<C extends boolean, F extends LayerType> extends TakesLists {
  readonly out: [C] extends [false] ? this['in'] : Chosen<C, this['in'], Next<F, this['in']>>
  readonly params: C extends true ? ParamsOf<F, this['in']> : Empty
  readonly state: C extends true ? StateOf<F, this['in']> : Empty
}

/** Where the condition is not known, the shape is if the layer keeps it. */
type Chosen<C extends boolean, In, Out> = Out extends string ? Out : [C] extends [true] ? Out : Same<Out, In> extends true ? Out : Dim[]

/**
 * The layer if the condition holds, else `identity`: chosen when the model is built, not when it is run. So each variant of a model is one line, and a layer keeps
 * its place among the parameters. Where the compiler is not told the condition, parameters are those of the layer or none, and the shape is known if
 * the layer keeps it. What depends on a value in a tensor is written with `cond` or `where`.
 *
 * @throws InvalidArgument unless the condition is true or false.
 * @example
 * ```ts
 * const block = (norm: boolean) => serial(dense(64), when(norm, layerNorm()), relu)
 * ```
 *
 * @category Models
 */
export const when = <const C extends boolean, F extends LayerType>(condition: C, layer: Layer<F>): Layer<When<C, F>> => {
  if (typeof condition !== 'boolean')
    check.refuse('when', 'the condition', 'true or false, known when the model is built', condition, 'of a tensor, write cond or where')
  demandLayers('when', 'layer', [layer])
  const { name, output, init, forward, flops, decoding }: Layer = condition ? layer : identity
  return { name, output, init, forward, flops, ...(decoding && { decoding }) }
}
