import { left, right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, add, check, type Dim, matmul, type Shape, type Show } from '../../src/index.js'
import type { Channels } from '../channels.js'
import { demandCount } from '../count.js'
import { heNormal } from '../initializers/variance-scaling.js'
import { type Layer, type LayerRules, layer, type Stateless } from '../layer.js'
import { demandInits, firstParams, type InitOptions, type KernelAndBias } from '../parameters.js'
import { sizeOf } from '../size-of.js'

/** @category Layers */
export interface Dense<Units extends number, B extends boolean = true> extends Stateless {
  readonly out: this['in'] extends Shape ? DenseOut<this['in'], Units> : never
  readonly params: KernelAndBias<[Channels<this['in']>, Units], Units, B>
}

type DenseOut<In extends Shape, Units extends number> = number extends In['length']
  ? Shape
  : In extends readonly [...infer Before extends Shape, Dim]
    ? [...Before, Units]
    : `dense(${Units}): the input needs a last dimension, got ${Show<In>}`

/**
 * What a dense layer has beside its kernel, and how it begins.
 *
 * @category Layers
 */
export interface DenseOptions<B extends boolean> extends InitOptions {
  /** Whether a number is added to each unit; `true` if left out. What is normalised next needs none. */
  readonly bias?: B
}

/**
 * `y = x * kernel + bias` over the last dimension. `kernel: [in, units]`, drawn by `heNormal` or `kernelInit`; `bias: [units]`, zero or drawn by `biasInit`, or
 * none with `{ bias: false }`.
 *
 * @throws InvalidArgument if `units` is not a whole number of 1 or more.
 * @example
 * ```ts
 * const model = sequential([784], dense(128), relu, dense(10, { kernelInit: orthogonal(0.01) })) // [784] to [10]
 * ```
 *
 * @category Layers
 */
export const dense = <const Units extends number, const B extends boolean = true>(
  units: Units,
  options?: DenseOptions<B>,
): Layer<Dense<Units, B>> => {
  const width: number = units
  demandCount('dense', 'number of units', width)
  const {
    bias = true,
    kernelInit = heNormal,
    biasInit,
  }: DenseOptions<boolean> = check.options('dense', 'units', options, ['bias', 'kernelInit', 'biasInit'])
  demandInits('dense', { kernelInit, biasInit })
  const rules: LayerRules<{ readonly kernel: AnyTensor; readonly bias?: AnyTensor }> = {
    output: (input) =>
      input.length > 0 ? right([...input.slice(0, -1), width]) : left(`dense(${width}): the input needs a last dimension, got []`),
    init: (key, input) => firstParams(key, (one) => kernelInit(one, [input.at(-1) ?? 0, width]), width, bias, biasInit),
    apply: (params, x) => {
      const y = matmul(x, params.kernel)
      return params.bias ? add(y, params.bias) : y
    },
    flops: (input) => 2 * width * sizeOf(input),
    pointwise: true,
  }
  return layer(`dense(${width})`, rules)
}
