import { demandLayers } from '../check.js'
import { type Layer, outputOf } from '../layer.js'
import type { Model } from '../model/model.js'
import { type Numbers, type Plain, type SizesOf, showAll, type Whole } from '../one-or-many.js'
import type { Chain, ChainParams, ChainState, Check } from './chain.js'
import { demandInputShape, type Input } from './input.js'
import { serial } from './serial.js'

/** The shape after all layers. (Where they are tokens to the end it is not said: every other model would pay for it. A stack that does not fit does not compile.) */
type Output<S, L extends readonly unknown[]> = Chain<S, L> extends infer O extends readonly unknown[] ? Plain<O> : Whole

/**
 * A model: layers one after the other, each of which takes its input shape from those in front of it. The first that does not fit is a
 * type error, a sentence under that layer; where shapes are not known to the compiler, the same sentence is thrown.
 *
 * @param input Shape of one example, without the batch: `[784]`, `[28, 28, 1]`; channels last. Or `{ shape: [64], dtype: 'i32' }`, if it holds tokens: such a
 * model takes no other dtype, and no layer that takes `f32` alone until an `embedding` was. Or a list of such, if an example is a list of tensors.
 * @throws ShapeMismatch
 * @example
 * ```ts
 * const model = sequential([784], dense(128), relu, dropout(0.2), dense(10))
 * // Model<[784], [10], [{ kernel: Tensor<[784, 128]>, bias: Tensor<[128]> }, {}, {}, { kernel: Tensor<[128, 10]>, bias: Tensor<[10]> }]>
 * ```
 * @example
 * ```ts
 * const text = serial(embedding(1000, 32), lstm(64))
 * const priced = sequential([{ shape: [20], dtype: 'i32' }, [5]], parallel(text, dense(16)), concatOf(identity, identity), dense(1)) // tokens and numbers to one
 * ```
 *
 * @category Models
 */
export const sequential = <const S extends Input, const L extends readonly Layer[]>(
  input: S,
  ...layers: Check<S, L> extends L ? L : Check<S, L>
): Model<Plain<S>, Output<S, L>, ChainParams<S, L>, ChainState<S, L>> => {
  demandInputShape('sequential', input, 'it comes first, before the layers')
  demandLayers('sequential', 'layer', layers)
  const fitting = layers as readonly Layer[] // whatever does not fit did not compile, or throws below
  const whole = serial(...fitting)
  const output = outputOf(whole, input as Numbers)
  const text = (): string => `Model ${showAll(input as Numbers)} -> ${showAll(output)}: ${fitting.map(({ name }) => name).join(', ')}`
  return {
    layers: fitting,
    whole,
    input: input as SizesOf<Plain<S>>, // numbers stand for themselves
    output: output as Numbers as SizesOf<Output<S, L>>, // the run-time twin of the type
    toString: text,
    ...{ [Symbol.for('nodejs.util.inspect.custom')]: text }, // Node's `console.log` reads it
  }
}
