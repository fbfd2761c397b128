import { right } from 'fp-ts/lib/Either.js'
import * as core from '../../src/index.js'
import { type Layer, layer, type SameShape } from '../layer.js'
import { sizeOf } from '../size-of.js'

/**
 * A function of tensors that is also a layer.
 *
 * @category Layers
 */
export type Activation<F> = F & Layer<SameShape>

/**
 * One value in two roles: `f` itself, and the layer that applies it. It is a function object that carries a layer's fields. `f` looks at each number, or along
 * the last axis: it is taken to do at one place of a sequence what it does at all.
 *
 * @example
 * ```ts
 * const cube = activation('cube', (x) => mul(x, mul(x, x)))
 * cube(x) // a tensor
 * sequential([784], dense(10), cube) // a layer
 * ```
 *
 * @category Layers
 */
export const activation = <F extends (x: core.AnyTensor) => core.AnyTensor>(name: string, f: F): Activation<F> => {
  core.check.callable('activation', `the function of ${name}`, f)
  const fields = layer<SameShape>(name, {
    output: right,
    apply: (_, x) => f(x),
    flops: sizeOf,
    pointwise: true,
  })
  // A function object of its own: `f` is left as it is.
  const called = (...args: readonly unknown[]) => {
    if (args.length === 0)
      throw new core.InvalidArgument(`${name}: there is no tensor; as a layer it is written without parentheses, ${name}`)
    return f(...(args as [core.AnyTensor])) // what f takes
  }
  return Object.defineProperties(called, Object.getOwnPropertyDescriptors(fields)) as unknown as Activation<F> // calls f; has the fields
}

/** @category Layers */
export const relu: Activation<typeof core.relu> = activation('relu', core.relu)
/**
 * The function, and the layer. As a layer with another setting it is made by `activation`.
 *
 * @example
 * ```ts
 * const model = sequential([8], dense(4), activation('leakyRelu', (x) => leakyRelu(x, 0.2)), dense(2)) // [8] to [2]
 * ```
 *
 * @category Layers
 */
export const leakyRelu: Activation<typeof core.leakyRelu> = activation('leakyRelu', core.leakyRelu)
/**
 * The function, and the layer. As a layer with another setting it is made by `activation`.
 *
 * @example
 * ```ts
 * const model = sequential([8], dense(4), activation('elu', (x) => elu(x, 0.5)), dense(2)) // [8] to [2]
 * ```
 *
 * @category Layers
 */
export const elu: Activation<typeof core.elu> = activation('elu', core.elu)
/** @category Layers */
export const selu: Activation<typeof core.selu> = activation('selu', core.selu)
/** @category Layers */
export const gelu: Activation<typeof core.gelu> = activation('gelu', core.gelu)
/** @category Layers */
export const silu: Activation<typeof core.silu> = activation('silu', core.silu)
/** @category Layers */
export const softplus: Activation<typeof core.softplus> = activation('softplus', core.softplus)
/** @category Layers */
export const softmax: Activation<typeof core.softmax> = activation('softmax', core.softmax)
/** @category Layers */
export const logSoftmax: Activation<typeof core.logSoftmax> = activation('logSoftmax', core.logSoftmax)
/** @category Layers */
export const relu6: Activation<typeof core.relu6> = activation('relu6', core.relu6)
/** @category Layers */
export const hardSigmoid: Activation<typeof core.hardSigmoid> = activation('hardSigmoid', core.hardSigmoid)
/** @category Layers */
export const hardSwish: Activation<typeof core.hardSwish> = activation('hardSwish', core.hardSwish)
/** @category Layers */
export const mish: Activation<typeof core.mish> = activation('mish', core.mish)
/** @category Layers */
export const softsign: Activation<typeof core.softsign> = activation('softsign', core.softsign)
/** @category Layers */
export const logSigmoid: Activation<typeof core.logSigmoid> = activation('logSigmoid', core.logSigmoid)
/**
 * The function, and the layer. As a layer with another setting it is made by `activation`.
 *
 * @example
 * ```ts
 * const model = sequential([8], dense(4), activation('celu', (x) => celu(x, 0.5)), dense(2)) // [8] to [2]
 * ```
 *
 * @category Layers
 */
export const celu: Activation<typeof core.celu> = activation('celu', core.celu)
/** @category Layers */
export const sigmoid: Activation<typeof core.sigmoid> = activation('sigmoid', core.sigmoid)
/** @category Layers */
export const tanh: Activation<typeof core.tanh> = activation('tanh', core.tanh)
