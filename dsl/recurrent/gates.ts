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

/** Kernels from the input and from what is carried, and a bias. (A condition, so that a model's type shows the fields.) */
export type GateParams<F, Units extends number, Gates extends number> = F extends Dim
  ? {
      readonly kernel: Tensor<[F, Mul<Units, Gates>]>
      readonly recurrent: Tensor<[Units, Mul<Units, Gates>]>
      readonly bias: Tensor<[Mul<Units, Gates>]>
    }
  : never

/** A scale for each number of both products that are normalised. */
export interface NormParams<Units extends number, Gates extends number> {
  readonly kernel: Tensor<[Mul<Units, Gates>]>
  readonly recurrent: Tensor<[Mul<Units, Gates>]>
}

/** How kernels and bias of the gates begin, all gates side by side: `[features, gates * units]`, `[units, gates * units]`, `[gates * units]`. */
export interface GateInits extends InitOptions {
  /** Draws the first kernel of what is carried: `orthogonal()`, as Keras does; `glorotUniform` if left out. */
  readonly recurrentInit?: Initializer | undefined
}

export const gateInitNames = ['kernelInit', 'recurrentInit', 'biasInit'] as const

/** @throws InvalidArgument unless initialisers are functions */
export const demandGateInits = (op: string, inits: GateInits): void => {
  demandInits(op, inits)
  if (inits.recurrentInit !== undefined) check.callable(op, 'recurrentInit', inits.recurrentInit)
}

/** The first of them. */
export const gateParams = (key: Key, features: number, units: number, gates: number, inits: GateInits, bias = zeros([units * gates])) => {
  const { kernelInit = glorotUniform, recurrentInit = glorotUniform, biasInit } = inits
  const [toKernel, toRecurrent, toBias] = biasInit ? split(key, 3) : split(key, 2)
  return {
    kernel: kernelInit(toKernel, [features, units * gates]),
    recurrent: recurrentInit(toRecurrent, [units, units * gates]),
    bias: biasInit && toBias ? biasInit(toBias, [units * gates]) : bias,
  }
}

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
