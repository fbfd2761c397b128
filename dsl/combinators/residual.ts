import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { add, type Shape, type Show, show } from '../../src/index.js'
import type { Layer, LayerType, ParamsOf, StateOf } from '../layer.js'
import { type SameSizes, sameSizes } from '../same-sizes.js'
import { sizeOf } from '../size-of.js'
import type { Next } from './chain.js'

export interface Residual<F extends LayerType> extends LayerType {
  readonly out: this['in'] extends Shape ? Skip<this['in'], Next<F, this['in']>> : never
  readonly params: ParamsOf<F, this['in']>
  readonly state: StateOf<F, this['in']>
}

type Skip<In extends Shape, Out> = Out extends Shape
  ? SameSizes<In, Out> extends true
    ? Out
    : `residual: the branch maps ${Show<In>} to ${Show<Out>}; a skip connection needs equal shapes`
  : Out

/**
 * `y = x + f(x)`, a skip connection around a branch, whose parameters and state it has.
 *
 * @see He, Zhang, Ren, Sun, Deep residual learning for image recognition, arXiv:1512.03385
 * @example
 * ```ts
 * const block = residual(serial(dense(64), relu, dense(64))) // of inputs [..., 64]
 * ```
 */
export const residual = <F extends LayerType>(branch: Layer<F>): Layer<Residual<F>> => ({
  name: 'residual',
  output: (input) =>
    pipe(
      branch.output(input),
      chain((output) =>
        sameSizes(input, output)
          ? right(output)
          : left(`residual: the branch maps ${show(input)} to ${show(output)}; a skip connection needs equal shapes`),
      ),
    ),
  init: (key, input) => branch.init(key, input),
  forward: (variables, x, context) => {
    const [y, state] = branch.forward(variables, x, context)
    return [add(x, y), state]
  },
  flops: (input) => branch.flops(input) + sizeOf(input),
})
