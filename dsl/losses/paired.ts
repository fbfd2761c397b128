import { left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  check,
  type DType,
  type Fit,
  orThrow,
  type Ruled,
  type Shape,
  type Show,
  show,
  type Tensor,
} from '../../src/index.js'
import { type SameSizes, sameSizes } from '../same-sizes.js'

/** `[]`, the shape of a mean, where outputs and targets go together one by one. They do not broadcast: that would hide mistakes. */
export type Paired<Op extends string, A extends Shape, B extends Shape> =
  SameSizes<A, B> extends true ? [] : `${Op}: outputs ${Show<A>} and targets ${Show<B>} differ; they go together one by one`

/** The run-time twin of `Paired`. */
export const paired = (op: string, a: readonly number[], b: readonly number[]): Ruled =>
  sameSizes(a, b) ? right([]) : left(`${op}: outputs ${show(a)} and targets ${show(b)} differ; they go together one by one`)

/** A loss that compares outputs and targets of one shape and dtype, one by one. */
export type PairedLoss<Op extends string> = <A extends Shape, B extends Shape, D extends DType>(
  outputs: Tensor<A, D>,
  targets: Fit<Paired<Op, A, B>, Tensor<B, D>>,
) => Tensor<[], D>

/** Such a loss from its body, which gives a mean. */
export const pairedLoss = <Op extends string>(op: Op, body: (outputs: AnyTensor, targets: AnyTensor) => AnyTensor): PairedLoss<Op> =>
  ((outputs: AnyTensor, targets: AnyTensor) => {
    check.tensor(op, 'outputs', outputs)
    check.tensor(op, 'targets', targets)
    orThrow(paired(op, outputs.shape, targets.shape))
    return body(outputs, targets)
  }) as PairedLoss<Op> // a mean is a number, [], of the outputs' dtype
