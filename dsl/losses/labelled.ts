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
  type Sentence,
  type Shape,
  type Show,
  show,
  type Tensor,
} from '../../src/index.js'
import { type SameSizes, sameSizes } from '../same-sizes.js'

/**
 * `[]`, the shape of a mean, where labels of shape `Y` go with outputs of shape `[...batch, classes]`: a class for each example,
 * `[...batch]`, or a weight for each class, `[...batch, classes]`.
 *
 * @category Losses
 */
export type Labelled<Op extends string, L extends Shape, D extends DType, Y extends Shape, E extends DType> = number extends
  | L['length']
  | Y['length']
  ? []
  : L extends readonly [...infer Batch extends Shape, Dim]
    ? SameSizes<Batch, Y> extends true
      ? Classes<Op, E>
      : SameSizes<L, Y> extends true
        ? Weights<Op, D, E>
        : `${Op}: outputs ${Show<L>} take labels ${Show<Batch>}, a class each, or ${Show<L>}, a weight for each class; got ${Show<Y>}${Repair<L, Y>}`
    : `${Op}: outputs need a last dimension, the classes; got []`

/** The model gives classes at each place of an example, and the labels are one an example. */
type Repair<L extends Shape, Y extends Shape> = L extends readonly [...Y, Dim, Dim, ...Shape] ? '; add flatten before the last dense' : ''

type Classes<Op extends string, E extends DType> = [E & ('i32' | 'u32')] extends [never]
  ? `${Op}: classes are i32 or u32, got ${E}; convert with astype`
  : []

type Weights<Op extends string, D extends DType, E extends DType> = [D & E] extends [never]
  ? `${Op}: ${D} outputs and ${E} weights differ; convert with astype`
  : []

/** The run-time twin of `Repair`. */
const repair = (l: readonly number[], y: readonly number[]): string =>
  l.length >= y.length + 2 && sameSizes(l.slice(0, y.length), y) ? '; add flatten before the last dense' : ''

/** The run-time twin of `Labelled`, of shapes. */
export const labelled = (op: string, l: readonly number[], y: readonly number[]): Ruled => {
  if (l.length === 0) return left(`${op}: outputs need a last dimension, the classes; got []`)
  const batch = l.slice(0, -1)
  if (sameSizes(batch, y) || sameSizes(l, y)) return right([])
  return left(
    `${op}: outputs ${show(l)} take labels ${show(batch)}, a class each, or ${show(l)}, a weight for each class; got ${show(y)}${repair(l, y)}`,
  )
}

/** The run-time twin of `Labelled`, of dtypes: the sentence, if there is one to say. */
export const labelledDType = (op: string, hasClasses: boolean, d: DType, e: DType): Sentence | undefined => {
  if (hasClasses) return e === 'i32' || e === 'u32' ? undefined : `${op}: classes are i32 or u32, got ${e}; convert with astype`
  return d === e ? undefined : `${op}: ${d} outputs and ${e} weights differ; convert with astype`
}

/**
 * A metric that compares outputs, a number for each class, with labels; it gives a mean.
 *
 * @category Losses
 */
export type LabelledMean<Op extends string> = <L extends Shape, D extends DType, Y extends Shape, E extends DType>(
  outputs: Tensor<L, D>,
  labels: Fit<Labelled<Op, L, D, Y, E>, Tensor<Y, E>>,
) => Tensor<[], D>

/** What becomes of outputs and labels: of labels that are classes, and of labels that are weights. */
type Bodies<Kept> = Readonly<Record<'classes' | 'weights', (outputs: AnyTensor, labels: AnyTensor) => Kept>>

/** Such a metric from its bodies. */
export const labelledMean = <Op extends string>(op: Op, bodies: Bodies<AnyTensor>): LabelledMean<Op> =>
  labelledKeep<Op, AnyTensor>(op, bodies) as LabelledMean<Op> // a mean is a number, [], of the outputs' dtype

/**
 * A function that keeps something of outputs, a number for each class, and their labels.
 *
 * @category Losses
 */
export type LabelledKeep<Op extends string, Kept> = <L extends Shape, D extends DType, Y extends Shape, E extends DType>(
  outputs: Tensor<L, D>,
  labels: Fit<Labelled<Op, L, D, Y, E>, Tensor<Y, E>>,
) => Kept

/** Such a function from its bodies. */
export const labelledKeep =
  <Op extends string, Kept>(op: Op, bodies: Bodies<Kept>): LabelledKeep<Op, Kept> =>
  (given, labelsGiven) => {
    const [outputs, labels]: readonly unknown[] = [given, labelsGiven]
    check.tensor(op, 'outputs', outputs)
    check.tensor(op, 'labels', labels)
    orThrow(labelled(op, outputs.shape, labels.shape))
    const hasClasses = labels.rank < outputs.rank
    const fault = labelledDType(op, hasClasses, outputs.dtype, labels.dtype)
    if (fault !== undefined) throw new DTypeMismatch(fault)
    return hasClasses ? bodies.classes(outputs, labels) : bodies.weights(outputs, labels)
  }
