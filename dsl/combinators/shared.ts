import { chain, type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { check, foldIn, key, orThrow, type Sentence, show, type Tree, tree } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { type Decoding, decodingOf, decodingOn, remembered } from '../decoding.js'
import type { Empty, Layer, LayerType, ParamsOf, StateOf, TakesLists, Variables } from '../layer.js'
import { type Numbers, type Plain, type ShowAll, showAll } from '../one-or-many.js'
import { demandInputShape, type Input } from './input.js'
import type { Next, Same } from './next.js'
import { partOf } from './part-of.js'

/**
 * A use of a shared layer: it has no parameters of its own, and its own state.
 *
 * @category Models
 */
export interface Use<F extends LayerType, S> extends TakesLists {
  readonly out: Used<F, S, this['in'], Next<F, this['in']>>
  readonly params: Empty
  readonly state: StateOf<F, this['in']>
}

type Used<F extends LayerType, S, In, Out> = Out extends string
  ? Out
  : Same<ParamsOf<F, In>, ParamsOf<F, S>> extends true
    ? Out
    : `shared: the parameters made for ${ShowAll<S>} do not fit ${ShowAll<In>}`

/** @category Models */
export interface Shared<F extends LayerType, S, B extends LayerType> extends TakesLists {
  readonly out: Next<F, S> extends infer O ? (O extends string ? O : Next<B, this['in']>) : never
  readonly params: Both<ParamsOf<F, S>, ParamsOf<B, this['in']>>
  readonly state: StateOf<B, this['in']>
}

/** (A condition, so that its fields are shown in a model's type, not its name.) */
type Both<Own, Others> = [Own] extends [infer P] ? { readonly shared: P; readonly others: Others } : never

/** Where parameters stand, and their shapes, as one text. */
const formOf = (params: Tree): string => {
  const places = tree.paths(params)
  return tree
    .leaves(params)
    .map((leaf, i) => `${places[i]}${show(leaf.shape)}`)
    .join()
}

/**
 * A layer used at several places on the same parameters: `build` gets it and puts it wherever it should stand. They are one part of the tree, `shared`, beside the
 * parameters of all else that is built, `others`; their gradient is the sum of what comes from each place. State and randomness are each place's own.
 *
 * @param input The shape of an example that the layer's parameters are made for. At a place where they would be others it does not fit.
 * @throws ShapeMismatch
 * @example
 * ```ts
 * const siamese = shared(dense(64), [28, 28], (encode) => parallel(encode, encode)) // of a list of two
 * const deep = shared(transformerBlock({ heads: 8, hidden: 256 }), [32, 64], (block) => serial(block, block, block)) // [32, 64] to [32, 64]
 * ```
 * @see Bromley, Guyon, LeCun, Säckinger, Shah, Signature verification using a "siamese" time delay neural network, 1993; Dehghani et al., Universal
 * transformers, arXiv:1807.03819
 * @category Models
 */
export const shared = <F extends LayerType, const S extends Input, B extends LayerType>(
  layer: Layer<F>,
  input: S,
  build: (layer: Layer<Use<F, Plain<S>>>) => Layer<B>,
): Layer<Shared<F, Plain<S>, B>> => {
  demandLayers('shared', 'layer', [layer])
  demandInputShape('shared', input)
  check.callable('shared', 'build', build)
  const made = input as Numbers // a shape, or several
  const form = (): string => formOf(layer.init(key(0), made).params)
  const output = (given: Numbers): Either<Sentence, Numbers> =>
    pipe(
      layer.output(given),
      chain((out) =>
        formOf(layer.init(key(0), given).params) === form()
          ? right(out)
          : left(`shared: the parameters made for ${showAll(made)} do not fit ${showAll(given)}`),
      ),
    )
  /** What is built, on such parameters. */
  const on = (params: Tree): Layer => {
    const built = build({
      name: layer.name,
      parts: { kind: 'use', of: layer },
      output,
      init: (from, given) => ({ params: {}, state: layer.init(from, given).state }),
      forward: ({ state }, x, context) => layer.forward({ params, state }, x, context),
      flops: layer.flops,
      decoding: (given, known) => decodingOn(layer, given, known, ({ state }) => ({ params, state })),
    })
    demandLayers('shared', 'what build gives, layer', [built])
    return built
  }
  const shape = on({})
  return {
    name: `shared(${layer.name})`,
    parts: { kind: 'chain', layers: [shape] },
    output: (given) =>
      pipe(
        layer.output(made),
        chain(() => shape.output(given)),
      ),
    init: (from, given) => {
      const { params, state } = shape.init(foldIn(from, 1), given)
      return { params: { shared: layer.init(foldIn(from, 0), made).params, others: params }, state }
    },
    forward: ({ params, state }, x, context) => {
      const { shared: own, others } = params as Readonly<Record<'shared' | 'others', Tree>> // as `init` made them
      return on(own).forward({ params: others, state }, x, partOf(context, 1))
    },
    flops: (given) => shape.flops(given),
    decoding: (given, known) =>
      pipe(
        decodingOf(shape, given, known),
        map((part): Decoding => {
          /** How what is built goes on, on the parameters that are shared, and its own variables. */
          const at = ({ params, state }: Variables): readonly [Decoding, Variables] => {
            const { shared: own, others } = params as Readonly<Record<'shared' | 'others', Tree>> // as `init` made them
            return [orThrow(decodingOf(on(own), given, known)), { params: others, state }]
          }
          return {
            ...part,
            remember: (variables, x) => remembered(...at(variables), x),
            step: (variables, kept, x, place, memory) => {
              const [now, own] = at(variables)
              return now.step(own, kept, x, place, memory)
            },
          }
        }),
      ),
  }
}
