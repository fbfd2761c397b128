import { left, right } from 'fp-ts/lib/Either.js'
import { add, type Dim, matmul, type Shape, type Show, type Tensor, zeros } from '../../src/index.js'
import { heNormal } from '../initializers/variance-scaling.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import { sizeOf } from '../size-of.js'

export interface Dense<Units extends number> extends Stateless {
  readonly out: this['in'] extends Shape ? DenseOut<this['in'], Units> : never
  readonly params: DenseParams<this['in'], Units>
}

type DenseOut<In extends Shape, Units extends number> = number extends In['length']
  ? Shape
  : In extends readonly [...infer Before extends Shape, Dim]
    ? [...Before, Units]
    : `dense(${Units}): the input needs a last dimension, got ${Show<In>}`

type DenseParams<In, Units extends number> = In extends readonly [...Shape, infer Last extends Dim]
  ? { readonly kernel: Tensor<[Last, Units]>; readonly bias: Tensor<[Units]> }
  : { readonly kernel: Tensor<[number, Units]>; readonly bias: Tensor<[Units]> }

/**
 * `y = x * kernel + bias` over the last dimension. `kernel: [in, units]`, drawn by `heNormal`; `bias: [units]`, zero.
 *
 * @throws RangeError if `units` is not a whole number of 1 or more.
 * @example
 * ```ts
 * const model = sequential([784], dense(128), relu, dense(10)) // [784] to [10]
 * ```
 */
export const dense = <const Units extends number>(units: Units): Layer<Dense<Units>> => {
  const width: number = units
  if (!Number.isInteger(width) || width < 1) throw new RangeError(`dense: the number of units is a whole number, at least 1; got ${width}`)
  return layer(`dense(${width})`, {
    output: (input) =>
      input.length > 0 ? right([...input.slice(0, -1), width]) : left(`dense(${width}): the input needs a last dimension, got []`),
    init: (key, input) => ({ kernel: heNormal(key, [input.at(-1) ?? 0, width]), bias: zeros([width]) }),
    apply: ({ kernel, bias }, x) => add(matmul(x, kernel), bias),
    flops: (input) => 2 * width * sizeOf(input),
  })
}
