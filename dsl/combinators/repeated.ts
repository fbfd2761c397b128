import type { Dim, Shape } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { demandCount } from '../count.js'
import type { Layer, LayerType, ParamsOf, StateOf, TakesLists } from '../layer.js'
import type { Chain, ChainParams, ChainState } from './chain.js'
import type { Next, Same } from './next.js'
import { serial } from './serial.js'

export interface Repeated<N extends number, F extends LayerType> extends TakesLists {
  readonly out: Keeps<F, this['in']> extends true
    ? Next<F, this['in']>
    : number extends N
      ? Fitting<Next<F, this['in']>>
      : Chain<this['in'], Copies<N, Layer<F>>>
  readonly params: Keeps<F, this['in']> extends true ? Copies<N, ParamsOf<F, this['in']>> : ChainParams<this['in'], Copies<N, Layer<F>>>
  readonly state: Keeps<F, this['in']> extends true ? Copies<N, StateOf<F, this['in']>> : ChainState<this['in'], Copies<N, Layer<F>>>
}

/** The layer keeps the shape, so that one copy of it is like another. */
type Keeps<F extends LayerType, S> = Same<Next<F, S>, S>

type Fitting<Out> = Out extends string ? Out : Unknown<Out>

type Unknown<Out> = Out extends Shape ? Dim[] : { -readonly [I in keyof Out]: Dim[] }

/** A tuple of so many. */
export type Copies<N extends number, T> = number extends N ? T[] : Append<`${N}`, T>

/** Tenfold for each decimal digit, and as many as it says. */
type Append<Digits extends string, T, Done extends readonly T[] = []> = Digits extends `${infer D extends keyof UpTo9<T>}${infer Rest}`
  ? Append<Rest, T, [...Done, ...Done, ...Done, ...Done, ...Done, ...Done, ...Done, ...Done, ...Done, ...Done, ...UpTo9<T>[D]]>
  : Done

interface UpTo9<T> {
  '0': []
  '1': [T]
  '2': [T, T]
  '3': [T, T, T]
  '4': [T, T, T, T]
  '5': [T, T, T, T, T]
  '6': [T, T, T, T, T, T]
  '7': [T, T, T, T, T, T, T]
  '8': [T, T, T, T, T, T, T, T]
  '9': [T, T, T, T, T, T, T, T, T]
}

/**
 * `n` copies of a layer one after the other, each with parameters, state and randomness of its own: `serial(layer, layer, ...)`, whose types the
 * compiler works out once where the layer keeps its input's shape.
 *
 * @throws InvalidArgument if `n` is not a whole number of 1 or more.
 * @example
 * ```ts
 * const encoder = repeated(12, transformerBlock({ heads: 12, hidden: 3072 }))
 * ```
 */
export const repeated = <const N extends number, F extends LayerType>(n: N, layer: Layer<F>): Layer<Repeated<N, F>> => {
  const count: number = n
  demandCount('repeated', 'number of copies', count)
  demandLayers('repeated', 'layer', [layer])
  const { output, init, forward, flops } = serial(...Array.from({ length: count }, () => layer))
  return { name: `repeated(${count}, ${layer.name})`, output, init, forward, flops }
}
