import {
  type AnyTensor,
  check,
  type Dim,
  div,
  foldIn,
  matmul,
  maximum,
  mul,
  norm,
  normal,
  reshape,
  type Shape,
  stopGradient,
  sum,
  type Tensor,
  type Tree,
  transpose,
} from '../../src/index.js'
import { demandLayers } from '../check.js'
import { decodingOn } from '../decoding.js'
import type { Layer, LayerType, ParamsOf, StateOf, TakesLists, Variables } from '../layer.js'
import { narrowedLike, widened } from '../precision.js'
import type { Next } from './next.js'
import { type KernelParams, type WithKernel, withKernel } from './with-kernel.js'

/** @category Models */
export interface SpectralNorm<F extends LayerType> extends TakesLists {
  readonly out: WithKernel<'spectralNorm', ParamsOf<F, this['in']>, Next<F, this['in']>>
  readonly params: ParamsOf<F, this['in']>
  readonly state: Direction<ParamsOf<F, this['in']>, StateOf<F, this['in']>>
}

/** (A condition, so that its fields are shown in a model's type, not its name.) */
type Direction<P, Within> = P extends { readonly kernel: Tensor<readonly [...Shape, infer U extends Dim]> }
  ? { readonly direction: Tensor<[U]>; readonly within: Within }
  : { readonly direction: Tensor<[number]>; readonly within: Within }

/**
 * How closely the norm is followed.
 *
 * @category Models
 */
export interface SpectralOptions {
  /** Turns of the power iteration at each step of training; 1 if left out. */
  readonly iterations?: number
}

interface State {
  readonly direction: AnyTensor
  readonly within: Tree
}

const unit = (x: AnyTensor): AnyTensor => div(x, maximum(norm(x), 1e-12))

/** The variables of the layer, with the kernel that stretches nothing, and the direction after so many turns. */
const stretched = ({ params, state }: Variables, turns: number): readonly [own: Variables, direction: AnyTensor] => {
  const { direction, within } = state as State // as `init` made both
  const { kernel: given, ...others } = params as KernelParams
  const kernel = widened(given)
  const matrix = reshape(kernel, [-1, kernel.shape.at(-1) ?? 0])
  const fixed = stopGradient(matrix)
  const across = (u: AnyTensor): AnyTensor => unit(matmul(fixed, u))
  let u = stopGradient(direction)
  for (let i = 0; i < turns; i++) u = unit(matmul(transpose(fixed), across(u)))
  const sigma = sum(mul(across(u), matmul(matrix, u)))
  return [{ params: { ...others, kernel: narrowedLike(given, div(kernel, sigma)) }, state: within }, turns > 0 ? u : direction]
}

/**
 * The layer on its kernel over the kernel's largest singular value, `w = kernel / sigma`: a map that stretches nothing. The kernel counts as a matrix of its units,
 * the last axis, and all else. `sigma` is followed by power iteration: state holds `direction: [units]`, where the kernel stretches most, which a step of training moves
 * on, beside the layer's own state, `within`; gradients don't go through it. In prediction `sigma` is what that direction says.
 *
 * @throws ShapeMismatch if the layer has no parameter `kernel`; InvalidArgument if `iterations` is not a whole number of 1 or more
 * @see Miyato, Kataoka, Koyama, Yoshida, Spectral normalization for generative adversarial networks, arXiv:1802.05957
 * @example
 * ```ts
 * const critic = sequential([28, 28, 1], spectralNorm(conv2d(32, 3)), relu, flatten, spectralNorm(dense(1))) // [28, 28, 1] to [1]
 * ```
 *
 * @category Models
 */
export const spectralNorm = <F extends LayerType>(layer: Layer<F>, options?: SpectralOptions): Layer<SpectralNorm<F>> => {
  demandLayers('spectralNorm', 'layer', [layer])
  const { iterations = 1 } = check.options('spectralNorm', 'layer', options, ['iterations'])
  check.count('spectralNorm', 'iterations', iterations)
  return {
    name: `spectralNorm(${layer.name})`,
    output: (input) => withKernel('spectralNorm', layer, input),
    init: (from, input) => {
      const { params, state } = layer.init(foldIn(from, 0), input)
      const { kernel } = params as KernelParams // `output` took no layer without
      return { params, state: { direction: unit(normal(foldIn(from, 1), [kernel.shape.at(-1) ?? 0])), within: state } }
    },
    forward: (variables, x, context) => {
      const [own, direction] = stretched(variables, context.training ? iterations : 0)
      const [y, after] = layer.forward(own, x, context)
      return [y, { direction, within: after }]
    },
    flops: (input) => layer.flops(input),
    decoding: (input, known) => decodingOn(layer, input, known, (variables) => stretched(variables, 0)[0]),
  }
}
