import {
  type AnyTensor,
  add,
  check,
  type Dim,
  type Key,
  type Mul,
  matmul,
  mean,
  mul,
  ones,
  rsqrt,
  split,
  sub,
  type Tensor,
  variance,
  zeros,
} from '../../src/index.js'
import type { Initializer } from '../initializers/initializer.js'
import { glorotUniform } from '../initializers/variance-scaling.js'
import { demandInits, type InitOptions } from '../parameters.js'

/* What cells have in common: so many gates of as many units each, side by side in the last dimension of kernels and biases. */

/** Kernels from the input and from what is carried, and a bias unless there is no `Bias`. (Conditions, so that a model's type shows the fields.) */
export type GateParams<F, Units extends number, Gates extends number, Bias extends boolean = true> = F extends Dim
  ? [Bias] extends [true]
    ? {
        readonly kernel: Tensor<[F, Mul<Units, Gates>]>
        readonly recurrent: Tensor<[Units, Mul<Units, Gates>]>
        readonly bias: Tensor<[Mul<Units, Gates>]>
      }
    : [Bias] extends [false]
      ? {
          readonly kernel: Tensor<[F, Mul<Units, Gates>]>
          readonly recurrent: Tensor<[Units, Mul<Units, Gates>]>
        }
      : {
          readonly kernel: Tensor<[F, Mul<Units, Gates>]>
          readonly recurrent: Tensor<[Units, Mul<Units, Gates>]>
          readonly bias?: Tensor<[Mul<Units, Gates>]>
        }
  : never

/** A scale for each number of both products that are normalised. */
export interface NormParams<Units extends number, Gates extends number> {
  readonly kernel: Tensor<[Mul<Units, Gates>]>
  readonly recurrent: Tensor<[Mul<Units, Gates>]>
}

/**
 * How kernels and bias of the gates begin, all gates side by side: `[features, gates * units]`, `[units, gates * units]`, `[gates * units]`.
 *
 * @category Layers
 */
export interface GateInits extends InitOptions {
  /** Draws the first kernel of what is carried: `orthogonal()`, as Keras does; `glorotUniform` if left out. */
  readonly recurrentInit?: Initializer | undefined
}

/**
 * What the gates add to the products, and how all of it begins.
 *
 * @category Layers
 */
export interface GateOptions<Bias extends boolean = boolean> extends GateInits {
  /** Whether a number is added to each gate of each unit; `true` if left out. */
  readonly bias?: Bias
}

export const gateNames = ['bias', 'kernelInit', 'recurrentInit', 'biasInit'] as const

/** @throws InvalidArgument unless initialisers are functions, and `bias` is true or false */
export const demandGates = (op: string, options: GateOptions): void => {
  demandInits(op, options)
  if (options.recurrentInit !== undefined) check.callable(op, 'recurrentInit', options.recurrentInit)
  const bias: unknown = options.bias
  if (bias !== undefined && typeof bias !== 'boolean') check.refuse(op, 'bias', 'true or false', bias)
}

/** The first of them. */
export const gateParams = (
  key: Key,
  features: number,
  units: number,
  gates: number,
  options: GateOptions,
  first: AnyTensor = zeros([units * gates]),
) => {
  const { bias = true, kernelInit = glorotUniform, recurrentInit = glorotUniform, biasInit } = options
  const [toKernel, toRecurrent, toBias] = bias && biasInit ? split(key, 3) : split(key, 2)
  return {
    kernel: kernelInit(toKernel, [features, units * gates]),
    recurrent: recurrentInit(toRecurrent, [units, units * gates]),
    ...(bias && { bias: biasInit && toBias ? biasInit(toBias, [units * gates]) : first }),
  }
}

/** `x + bias`, if there is one. */
export const biased = (x: AnyTensor, bias: AnyTensor | undefined): AnyTensor => (bias ? add(x, bias) : x)

/** The first scales. */
export const normParams = (units: number, gates: number) => ({ kernel: ones([units * gates]), recurrent: ones([units * gates]) })

/** `(x - mean) / sqrt(variance + 1e-5) * scale`, where mean and variance are those of the last dimension. */
export const normalised = (x: AnyTensor, scale: AnyTensor): AnyTensor => {
  const last = { axis: -1, keepDims: true } as const
  return mul(mul(sub(x, mean(x, last)), rsqrt(add(variance(x, last), 1e-5))), scale)
}

/** `x · kernel`, normalised if there is a scale to do so. */
export const product = (x: AnyTensor, kernel: AnyTensor, scale: AnyTensor | undefined): AnyTensor =>
  scale ? normalised(matmul(x, kernel), scale) : matmul(x, kernel)

/** Additions and multiplications of both products of a step. */
export const productFlops = (features: number, units: number, gates: number): number => 2 * (features + units) * units * gates
