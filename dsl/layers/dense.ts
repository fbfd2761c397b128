import { left, right } from 'fp-ts/lib/Either.js'
import { add, type Dim, matmul, type Shape, type Show, zeros } from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import { heNormal } from '../initializers/variance-scaling.js'
import { type Layer, layer, type Stateless } from '../layer.js'
import type { KernelAndBias } from '../parameters.js'
import { sizeOf } from '../size-of.js'

export interface Dense<Units extends number> extends Stateless {
  readonly out: this['in'] extends Shape ? DenseOut<this['in'], Units> : never
  readonly params: KernelAndBias<[Channels<this['in']>, Units], Units>
}

type DenseOut<In extends Shape, Units extends number> = number extends In['length']
  ? Shape
  : In extends readonly [...infer Before extends Shape, Dim]
    ? [...Before, Units]
    : `dense(${Units}): the input needs a last dimension, got ${Show<In>}`

/**
 * `y = x * kernel + bias` over the last dimension. `kernel: [in, units]`, drawn by `heNormal`; `bias: [units]`, zero.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @example
 * ```ts
 * const model = sequential([784], dense(128), relu, dense(10)) // [784] to [10]
 * ```
 */
export const dense = <const Units extends number>(units: Units): Layer<Dense<Units>> => {
  const width: number = units
  demandCount('dense', 'number of units', width)
  return layer(`dense(${width})`, {
    output: (input) =>
      input.length > 0 ? right([...input.slice(0, -1), width]) : left(`dense(${width}): the input needs a last dimension, got []`),
    init: (key, input) => ({ kernel: heNormal(key, [input.at(-1) ?? 0, width]), bias: zeros([width]) }),
    apply: ({ kernel, bias }, x) => add(matmul(x, kernel), bias),
    flops: (input) => 2 * width * sizeOf(input),
  })
}
