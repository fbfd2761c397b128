import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { add, tree } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { decodingOf, remembered, sameKnown } from '../decoding.js'
import type { Layer, LayerType, ParamsOf, StateOf, TakesLists } from '../layer.js'
import { listOf, type Numbers, type SameShapes, type Shapes, type ShowAll, sameShapes, showAll, type Tensors } from '../one-or-many.js'
import { sizeOf } from '../size-of.js'
import { identity } from './identity.js'
import type { Next } from './next.js'

/** @category Models */
export interface Residual<F extends LayerType> extends TakesLists {
  readonly out: this['in'] extends Shapes ? Skip<this['in'], Next<F, this['in']>> : never
  readonly params: ParamsOf<F, this['in']>
  readonly state: StateOf<F, this['in']>
}

type Skip<In, Out> = Out extends string
  ? Out
  : SameShapes<In, Out> extends true
    ? Out
    : `residual: the branch maps ${ShowAll<In>} to ${ShowAll<Out>}; a skip connection needs equal shapes`

/** Numbers in all shapes. */
const sizeOfAll = (shapes: Numbers): number => listOf(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0)

/**
 * `y = x + f(x)`, a skip connection around a branch, whose parameters and state it has. A list is added to tensor by tensor.
 *
 * @see He, Zhang, Ren, Sun, Deep residual learning for image recognition, arXiv:1512.03385
 * @example
 * ```ts
 * const block = residual(serial(dense(64), relu, dense(64))) // of inputs [..., 64]
 * ```
 *
 * @category Models
 */
export const residual = <F extends LayerType>(branch: Layer<F>): Layer<Residual<F>> => {
  demandLayers('residual', 'branch', [branch])
  return around(branch)
}

/** Tensor by tensor. */
const sum = (x: Tensors, y: Tensors): Tensors => tree.map((a, b) => add(a, b), x, y)

const around = <F extends LayerType>(branch: Layer<F>): Layer<Residual<F>> => ({
  name: 'residual',
  parts: { kind: 'branches', layers: [identity, branch], deals: false, sign: '+' },
  output: (input) =>
    pipe(
      branch.output(input),
      chain((output) =>
        sameShapes(input, output)
          ? right(output)
          : left(`residual: the branch maps ${showAll(input)} to ${showAll(output)}; a skip connection needs equal shapes`),
      ),
    ),
  init: (key, input) => branch.init(key, input),
  forward: (variables, x, context) => {
    const [y, state] = branch.forward(variables, x, context)
    return [sum(x, y), state]
  },
  flops: (input) => branch.flops(input) + sizeOfAll(input),
  decoding: (input, known = []) =>
    pipe(
      decodingOf(branch, input, known),
      chain((part) =>
        sameKnown(known, part.known)
          ? right({
              ...part,
              remember: (variables, x) => {
                const [y, memory] = remembered(part, variables, x)
                return [sum(x, y), memory]
              },
              step: (variables, kept, x, place, memory) => {
                const [y, after] = part.step(variables, kept, x, place, memory)
                return [sum(x, y), after]
              },
            })
          : left('residual: what comes place by place is not added to what is known from the start'),
      ),
    ),
})
