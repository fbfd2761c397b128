import { type AnyTensor, type Dim, div, key, mul, type Shape, sqrt, square, sum, type Tensor } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { decodingOn } from '../decoding.js'
import type { Layer, LayerType, ParamsOf, StateOf, TakesLists, Variables } from '../layer.js'
import { sizeOf } from '../size-of.js'
import type { Next } from './next.js'
import { type KernelParams, type WithKernel, withKernel } from './with-kernel.js'

/** @category Models */
export interface WeightNorm<F extends LayerType> extends TakesLists {
  readonly out: WithKernel<'weightNorm', ParamsOf<F, this['in']>, Next<F, this['in']>>
  readonly params: WithGain<ParamsOf<F, this['in']>>
  readonly state: StateOf<F, this['in']>
}

type WithGain<P> = unknown extends P
  ? P
  : P extends { readonly kernel: Tensor<infer S extends Shape> }
    ? { readonly [K in keyof P | 'gain']: K extends keyof P ? P[K] : Tensor<[LastOf<S>]> }
    : P

type LastOf<S extends Shape> = S extends readonly [...Shape, infer U extends Dim] ? U : number

interface GainAndKernel extends KernelParams {
  readonly gain: AnyTensor
}

/** The length of the kernel of each unit: over all axes but the last. */
const lengths = (kernel: AnyTensor): AnyTensor => sqrt(sum(square(kernel), { axis: kernel.shape.slice(1).map((_, i) => i) }))

/** The variables of the layer, with the kernel of the learned length. */
const scaled = ({ params, state }: Variables): Variables => {
  const { gain, ...own } = params as GainAndKernel // as `init` made them
  return { params: { ...own, kernel: mul(own.kernel, div(gain, lengths(own.kernel))) }, state }
}

/**
 * The layer on a kernel whose length is learned apart from its direction: `w = gain * kernel / |kernel|`, unit by unit, the last axis of the kernel.
 * `gain: [units]` beside the layer's own parameters, the length of the first kernel, so that it begins as the layer does.
 *
 * @throws ShapeMismatch if the layer has no parameter `kernel`
 * @see Salimans, Kingma, Weight normalization, arXiv:1602.07868
 * @example
 * ```ts
 * const model = sequential([784], weightNorm(dense(128)), relu, weightNorm(dense(10))) // [784] to [10]
 * ```
 *
 * @category Models
 */
export const weightNorm = <F extends LayerType>(layer: Layer<F>): Layer<WeightNorm<F>> => {
  demandLayers('weightNorm', 'layer', [layer])
  return {
    name: `weightNorm(${layer.name})`,
    output: (input) => withKernel('weightNorm', layer, input),
    init: (key, input) => {
      const { params, state } = layer.init(key, input)
      const own = params as KernelParams // `output` took no layer without
      return { params: { ...own, gain: lengths(own.kernel) }, state }
    },
    forward: (variables, x, context) => layer.forward(scaled(variables), x, context),
    flops: (input) => {
      const { kernel } = layer.init(key(0), input).params as KernelParams // as above
      return layer.flops(input) + 3 * sizeOf(kernel.shape)
    },
    decoding: (input, known) => decodingOn(layer, input, known, scaled),
  }
}
