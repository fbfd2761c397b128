import {
  type AnyTensor,
  add,
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
import { glorotUniform } from '../initializers/variance-scaling.js'

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

/** The first of them. */
export const gateParams = (key: Key, features: number, units: number, gates: number) => {
  const [toKernel, toRecurrent] = split(key, 2)
  return {
    kernel: glorotUniform(toKernel, [features, units * gates]),
    recurrent: glorotUniform(toRecurrent, [units, units * gates]),
    bias: zeros([units * gates]),
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
