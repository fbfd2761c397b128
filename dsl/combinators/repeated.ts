import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyTensor,
  arange,
  broadcastTo,
  type Dim,
  expandDims,
  foldIn,
  type Shape,
  type Stacked,
  swapAxes,
  type Tensor,
  type Tree,
  tree,
  vmap,
} from '../../src/index.js'
import { demandLayers } from '../check.js'
import { demandCount } from '../count.js'
import { absent, type Decoding, decodingOf, remembered, sameKnown } from '../decoding.js'
import { type Layer, type LayerType, outputOf, type ParamsOf, type StateOf, type TakesLists, type Variables } from '../layer.js'
import { loop } from '../loop.js'
import { isList, type Numbers, type OneNumbers, type SameShapes, sameShapes, type Tensors, type Whole } from '../one-or-many.js'
import type { Chain, ChainParams, ChainState } from './chain.js'
import type { Next, Same } from './next.js'
import { partOf } from './part-of.js'
import { serial } from './serial.js'

/** @category Models */
export interface Repeated<N extends number, F extends LayerType> extends TakesLists {
  readonly out: Same<Next<F, this['in']>, this['in']> extends true
    ? Next<F, this['in']>
    : number extends N
      ? Fitting<Next<F, this['in']>>
      : Chain<this['in'], Copies<N, Layer<F>>>
  readonly params: ParamsOfAll<Keeps<F, this['in']>, N, F, this['in']>
  readonly state: StatesOfAll<Keeps<F, this['in']>, N, F, this['in']>
}

/** One tree whose tensors are stacked, where copies are alike; else a tree for each; one of both where nobody knows. */
type ParamsOfAll<K, N extends number, F extends LayerType, S> = [K] extends [true]
  ? Stacked<ParamsOf<F, S>, N>
  : [K] extends [false]
    ? ChainParams<S, Copies<N, Layer<F>>>
    : Stacked<ParamsOf<F, S>, N> | ChainParams<S, Copies<N, Layer<F>>>

type StatesOfAll<K, N extends number, F extends LayerType, S> = [K] extends [true]
  ? Stacked<StateOf<F, S>, N>
  : [K] extends [false]
    ? ChainState<S, Copies<N, Layer<F>>>
    : Stacked<StateOf<F, S>, N> | ChainState<S, Copies<N, Layer<F>>>

/** Whether the layer keeps the shape, so that one copy of it is like another; `boolean` if that is not known. */
type Keeps<F extends LayerType, S> = Same<Next<F, Marked<S>>, Marked<S>> extends true ? true : Alike<Next<F, S>, S>

type Alike<Out, S> = Out extends string
  ? false
  : SameShapes<S, Out> extends false
    ? false
    : [Known<S>, Known<Out>] extends [true, true]
      ? true
      : boolean

/** All sizes are known. */
type Known<S> = S extends Shape
  ? number extends S['length'] | S[number]
    ? false
    : true
  : S extends Whole<infer A, infer _>
    ? Known<A>
    : S extends readonly unknown[]
      ? [Known<S[number]>] extends [true]
        ? true
        : false
      : false

/** A name for each size that is not known: what keeps the names keeps the sizes. */
type Marked<S> = Known<S> extends true ? S : Renamed<S>

type Renamed<S> = S extends Shape
  ? number extends S['length']
    ? S
    : { readonly [I in keyof S]: number extends S[I] ? `Size${I & string}` : S[I] }
  : S extends Whole<infer A, infer D>
    ? Whole<Renamed<A>, D>
    : { readonly [I in keyof S]: Renamed<S[I]> }

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
 * `n` copies of a layer one after the other, each with parameters, state and randomness of its own: `serial(layer, layer, ...)`, and the same values.
 *
 * Where the layer keeps its input's shape it is a loop (`scan`): the layer is traced, differentiated and compiled once, whatever `n`. Its trees are then those of
 * one layer, whose tensors have an axis in front, `kernel: [n, in, units]`, so an optimiser sees one parameter for all copies, of a rank higher by one. What looks
 * at a parameter as a whole sees all copies, as `lamb`, `maxNorm`, `muon` and a mask by rank do: `perCopy` gives each copy its own. Where the shape changes from copy to copy the trees are tuples.
 *
 * @throws InvalidArgument if `n` is not a whole number of 1 or more.
 * @example
 * ```ts
 * const encoder = repeated(12, transformerBlock({ heads: 12, hidden: 3072 })) // parameters: { hidden: { kernel: [12, 768, 3072], ... }, ... }
 * ```
 *
 * @category Models
 */
export const repeated = <const N extends number, F extends LayerType>(n: N, layer: Layer<F>): Layer<Repeated<N, F>> => {
  const count: number = n
  demandCount('repeated', 'number of copies', count)
  demandLayers('repeated', 'layer', [layer])
  const written = serial(...Array.from({ length: count }, () => layer))
  /** Whether one copy is like another. */
  const alike = (input: Numbers): boolean => sameShapes(input, outputOf(layer, input))
  return {
    name: `repeated(${count}, ${layer.name})`,
    output: (input) =>
      pipe(
        layer.output(input),
        chain((output) => (alike(input) ? right(output) : written.output(input))),
      ),
    init: (key, input) => {
      if (!alike(input)) return written.init(key, input)
      const one = (i: Tensor<[], 'i32'>) => layer.init(foldIn(key, i), input)
      return vmap(one)(arange(count, { dtype: 'i32' })) as Variables // what one copy has, stacked
    },
    forward: (variables, x, context) => {
      if (!alike(shapesOf(x))) return written.forward(variables, x, context)
      interface Copy extends Variables {
        readonly i?: Tensor<[], 'i32'>
      }
      const step = (y: Tensors, { i, ...copy }: Copy) => layer.forward(copy, y, i ? partOf(context, i) : context)
      const copies = { ...variables, ...(context.key && { i: arange(count, { dtype: 'i32' }) }) }
      return loop<Tensors, Copy, Tree>(step, x, copies, { length: count })
    },
    decoding: (input, known = []) => {
      if (!alike(input)) return decodingOf(written, input, known)
      /** As one copy does, all of them. */
      const all = (part: Decoding): Decoding => {
        interface Copy extends Variables {
          readonly kept: Tree
          readonly memory: Tree
        }
        interface Copies {
          readonly copies?: Tree
        }
        const along = (
          f: (y: Tensors, copy: Copy) => readonly [Tensors, Tree],
          x: Tensors,
          lists: Variables,
        ): readonly [Tensors, Copies] => {
          // What one copy gives for a list of which nothing is there is one scalar.
          const like = ([y, made]: readonly [Tensors, Tree]) => [isList(x) && !isList(y) ? x.map(absent) : y, made] as const
          const turn = (y: Tensors, copy: Copy) => like(f(y, copy))
          const [y, made] = loop<Tensors, Copy, Tree>(turn, x, lists, { length: count })
          return [y, { copies: turned(made) }]
        }
        // The sequences stand first in what is kept and remembered, the copies behind them.
        const turned = (trees: Tree): Tree => tree.map((one) => swapAxes(one, 0, 1), trees)
        return {
          known,
          start: (batch) => ({
            copies: turned(tree.map((one) => broadcastTo(expandDims(one, 0), [count, ...one.shape]), part.start(batch))),
          }),
          remember: (variables, x) => along((y, copy) => remembered(part, copy, y), x, variables),
          step: (variables, kept, x, place, memory) => {
            const [before, made] = [kept, memory] as unknown as readonly [Copies, Copies] // as `start` and `remember` made them
            const lists = { ...variables, kept: turned(before.copies ?? {}), memory: turned(made.copies ?? {}) }
            return along((y, { kept: own, memory: of, ...copy }) => part.step(copy, own, y, place, of), x, lists)
          },
        }
      }
      return pipe(
        decodingOf(layer, input, known),
        chain((part) =>
          sameKnown(known, part.known)
            ? right(all(part))
            : left(`repeated: what is known from the start is not the same before and after ${layer.name}`),
        ),
      )
    },
    flops: (input) => (alike(input) ? count * layer.flops(input) : written.flops(input)),
  }
}

/** The shapes of the examples of a batch. */
const shapesOf = (x: Tensors): Numbers => (isList(x) ? x.map(exampleOf) : exampleOf(x))

const exampleOf = ({ shape, dtype }: AnyTensor): OneNumbers =>
  dtype === 'i32' || dtype === 'u32' ? { shape: shape.slice(1), dtype } : shape.slice(1)
