import { left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  check,
  type Dim,
  type DType,
  DTypeMismatch,
  type Fit,
  orThrow,
  type Ruled,
  type Shape,
  type Show,
  show,
  type Tensor,
} from '../../src/index.js'
import { type SameSizes, sameSizes } from '../same-sizes.js'
import { type AnyLossOptions, type LossOptions, lossOptions, type Reduced, type Reduction, reduceLosses } from './reduction.js'

/**
 * `[]`, the shape of a mean, where two tensors go together one by one. They do not broadcast: that would hide mistakes.
 *
 * @category Losses
 */
export type Alike<Op extends string, First extends string, A extends Shape, Second extends string, B extends Shape> =
  SameSizes<A, B> extends true ? [] : `${Op}: ${First} ${Show<A>} and ${Second} ${Show<B>} differ; they go together one by one`

/** The run-time twin of `Alike`. */
export const alike = (op: string, first: string, a: readonly number[], second: string, b: readonly number[]): Ruled =>
  sameSizes(a, b) ? right([]) : left(`${op}: ${first} ${show(a)} and ${second} ${show(b)} differ; they go together one by one`)

/**
 * `Alike` of outputs and targets.
 *
 * @category Losses
 */
export type Paired<Op extends string, A extends Shape, B extends Shape> = Alike<Op, 'outputs', A, 'targets', B>

/**
 * A loss that compares outputs and targets of one shape and dtype, one by one. `Own` are options beside those of all losses.
 *
 * @category Losses
 */
export type PairedLoss<Op extends string, Own extends object = object> = <
  A extends Shape,
  B extends Shape,
  D extends DType,
  const R extends Reduction = 'mean',
  W extends Shape = [],
  M extends Shape = [],
>(
  outputs: Tensor<A, D>,
  targets: Fit<Paired<Op, A, B>, Tensor<B, D>>,
  options?: LossOptions<Op, A, D, R, W, M> & Own,
) => Tensor<Reduced<R, A>, D>

/** @throws ShapeMismatch, DTypeMismatch unless two tensors go together one by one */
export const demandAlike = (op: string, first: string, a: AnyTensor, second: string, b: AnyTensor): void => {
  orThrow(alike(op, first, a.shape, second, b.shape))
  if (a.dtype !== b.dtype)
    throw new DTypeMismatch(`${op}: ${a.dtype} ${first} and ${b.dtype} ${second} differ; convert with astype(${second}, '${a.dtype}')`)
}

/** What outputs and targets are to be, before something looks into them. */
export const demandPaired = (op: string, outputs: AnyTensor, targets: AnyTensor): void => {
  check.tensor(op, 'outputs', outputs)
  check.tensor(op, 'targets', targets)
  demandAlike(op, 'outputs', outputs, 'targets', targets)
}

/** A loss's own options and those of all losses, by name. */
const optionsOf = <Own extends object>(op: string, given: (AnyLossOptions & Own) | undefined, own: readonly (keyof Own & string)[]) =>
  check.options<AnyLossOptions & Own>(op, 'outputs, targets', given, [...lossOptions, ...own])

/** Such a loss from its body, which gives one loss for each output. */
export const pairedLoss = <Op extends string, Own extends object = object>(
  op: Op,
  body: (outputs: AnyTensor, targets: AnyTensor, options: Own) => AnyTensor,
  own: readonly (keyof Own & string)[] = [],
): PairedLoss<Op, Own> =>
  ((outputs: AnyTensor, targets: AnyTensor, given?: AnyLossOptions & Own) => {
    demandPaired(op, outputs, targets)
    const options = optionsOf(op, given, own)
    return reduceLosses(op, body(outputs, targets, options), options)
  }) as PairedLoss<Op, Own> // the losses have the outputs' shape and dtype

/**
 * `[]`, the shape of a mean, where outputs and targets are vectors, `[...batch, size]`, that go together.
 *
 * @category Losses
 */
export type PairedVectors<Op extends string, A extends Shape, B extends Shape> = A extends readonly []
  ? `${Op}: outputs need a last dimension; got []`
  : Paired<Op, A, B>

/** The run-time twin of `PairedVectors`. */
export const pairedVectors = (op: string, a: readonly number[], b: readonly number[]): Ruled =>
  a.length === 0 ? left(`${op}: outputs need a last dimension; got []`) : alike(op, 'outputs', a, 'targets', b)

/** A shape without its last dimension. */
export type WithoutLast<S extends Shape> = number extends S['length'] ? Shape : S extends readonly [...infer B extends Shape, Dim] ? B : []

/**
 * A loss that compares vectors, `[...batch, size]`, and gives one loss for each, `[...batch]`.
 *
 * @category Losses
 */
export type VectorLoss<Op extends string, Own extends object = object> = <
  A extends Shape,
  B extends Shape,
  D extends DType,
  const R extends Reduction = 'mean',
  W extends Shape = [],
  M extends Shape = [],
>(
  outputs: Tensor<A, D>,
  targets: Fit<PairedVectors<Op, A, B>, Tensor<B, D>>,
  options?: LossOptions<Op, WithoutLast<A>, D, R, W, M> & Own,
) => Tensor<Reduced<R, WithoutLast<A>>, D>

/** Such a loss from its body, which gives one loss for each vector. */
export const vectorLoss = <Op extends string, Own extends object = object>(
  op: Op,
  body: (outputs: AnyTensor, targets: AnyTensor, options: Own) => AnyTensor,
  own: readonly (keyof Own & string)[] = [],
): VectorLoss<Op, Own> =>
  ((outputs: AnyTensor, targets: AnyTensor, given?: AnyLossOptions & Own) => {
    check.tensor(op, 'outputs', outputs)
    check.tensor(op, 'targets', targets)
    orThrow(pairedVectors(op, outputs.shape, targets.shape))
    demandPaired(op, outputs, targets)
    const options = optionsOf(op, given, own)
    return reduceLosses(op, body(outputs, targets, options), options)
  }) as VectorLoss<Op, Own> // the losses have the outputs' shape without its last dimension
