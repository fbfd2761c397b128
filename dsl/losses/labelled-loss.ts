import { left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  arange,
  astype,
  check,
  type Dim,
  type DType,
  DTypeMismatch,
  equal,
  expandDims,
  type Fit,
  greaterEqual,
  InvalidArgument,
  less,
  logicalAnd,
  mul,
  notEqual,
  orThrow,
  type Ruled,
  type SameDim,
  type Shape,
  type Show,
  show,
  sum,
  type Tensor,
  where,
} from '../../src/index.js'
import { smoothed } from './label-smoothing.js'
import { type Labelled, labelled, labelledDType } from './labelled.js'
import type { WithoutLast } from './paired.js'
import { type AnyLossOptions, type LossOptions, lossOptions, type Reduced, type Reduction, reduceLosses } from './reduction.js'
import { weighed } from './weighed.js'

/**
 * What losses of labelled examples can be asked for. `L` is the shape of the outputs, `K` that of the classes' weights.
 *
 * @category Losses
 */
export interface LabelledOptions<
  Op extends string,
  L extends Shape,
  D extends DType,
  R extends Reduction,
  W extends Shape,
  M extends Shape,
  K extends Shape,
> extends LossOptions<Op, WithoutLast<L>, D, R, W, M> {
  /** How much each class counts, `[classes]`. An example counts as its class does, in the mean too, so that the mean is one over the weights. */
  readonly classWeights?: Fit<ForClasses<Op, L, K>, Tensor<K, D>> | undefined
  /** From 0, where the labels are as given, to 1, where all classes are alike: labels are `(1 - labelSmoothing) * labels + labelSmoothing / classes`. */
  readonly labelSmoothing?: number | undefined
  /** The class of examples that do not count, which may be none of the classes. */
  readonly ignoreIndex?: number | undefined
}

/**
 * `K`, where it has a number for each of the classes of outputs of shape `L`.
 *
 * @category Losses
 */
export type ForClasses<Op extends string, L extends Shape, K extends Shape> = number extends L['length'] | K['length']
  ? K
  : L extends readonly [...Shape, infer C extends Dim]
    ? K extends readonly [infer k]
      ? SameDim<C, k> extends true
        ? K
        : `${Op}: outputs ${Show<L>} take classWeights ${Show<[C]>}; got ${Show<K>}`
      : `${Op}: outputs ${Show<L>} take classWeights ${Show<[C]>}; got ${Show<K>}`
    : K

/** The run-time twin of `ForClasses`. */
export const forClasses = (op: string, l: readonly number[], k: readonly number[]): Ruled =>
  k.length === 1 && k[0] === l.at(-1)
    ? right([...k])
    : left(`${op}: outputs ${show(l)} take classWeights ${show(l.slice(-1))}; got ${show(k)}`)

/**
 * A loss that compares outputs, a number for each class, with labels.
 *
 * @category Losses
 */
export type LabelledLoss<Op extends string> = <
  L extends Shape,
  D extends DType,
  Y extends Shape,
  E extends DType,
  const R extends Reduction = 'mean',
  W extends Shape = [],
  M extends Shape = [],
  K extends Shape = Shape,
>(
  outputs: Tensor<L, D>,
  labels: Fit<Labelled<Op, L, D, Y, E>, Tensor<Y, E>>,
  options?: LabelledOptions<Op, L, D, R, W, M, K>,
) => Tensor<Reduced<R, WithoutLast<L>>, D>

interface AnyLabelledOptions extends AnyLossOptions {
  readonly classWeights?: AnyTensor | undefined
  readonly labelSmoothing?: number | undefined
  readonly ignoreIndex?: number | undefined
}

/** How such a loss comes about. */
interface Costs {
  /** What it costs that the label is this class, for each class. */
  readonly ofEach: (outputs: AnyTensor) => AnyTensor
  /** What the one costs that is marked. */
  readonly ofOne: (outputs: AnyTensor, marked: AnyTensor) => AnyTensor
}

/** Such a loss from what the classes cost: the sum over them of label times cost. */
export const labelledLoss = <Op extends string>(op: Op, costs: Costs): LabelledLoss<Op> =>
  ((outputs: AnyTensor, labels: AnyTensor, given?: AnyLabelledOptions) => {
    check.tensor(op, 'outputs', outputs)
    check.tensor(op, 'labels', labels)
    orThrow(labelled(op, outputs.shape, labels.shape))
    const hasClasses = labels.rank < outputs.rank
    const fault = labelledDType(op, hasClasses, outputs.dtype, labels.dtype)
    if (fault !== undefined) throw new DTypeMismatch(fault)
    const options = check.options(op, 'outputs, labels', given, [...lossOptions, 'classWeights', 'labelSmoothing', 'ignoreIndex'])
    demandOptions(op, outputs, hasClasses, options)
    const { classWeights, labelSmoothing = 0, ignoreIndex } = options
    const kept = ignoreIndex === undefined ? undefined : notEqual(labels, ignoreIndex)
    if (!hasClasses) {
      const { losses, counts } = summed(op, costs.ofEach(outputs), labels, options)
      return reduceLosses(op, losses, options, { counts })
    }
    const classes = outputs.shape.at(-1) ?? 0
    const marked = equal(expandDims(labels, -1), arange(classes, { dtype: labels.dtype }))
    const { losses, counts } =
      classWeights === undefined && labelSmoothing === 0
        ? { losses: costs.ofOne(outputs, marked), counts: undefined }
        : summed(op, costs.ofEach(outputs), astype(marked, outputs.dtype), options)
    const exists = logicalAnd(greaterEqual(labels, 0), less(labels, classes))
    return reduceLosses(op, where(exists, losses, Number.NaN), options, { counts, kept })
  }) as LabelledLoss<Op> // the losses are one for each example, of the outputs' dtype

/** @throws InvalidArgument, ShapeMismatch, DTypeMismatch */
const demandOptions = (op: string, outputs: AnyTensor, hasClasses: boolean, { classWeights, ignoreIndex }: AnyLabelledOptions): void => {
  if (classWeights !== undefined) {
    check.tensor(op, 'classWeights', classWeights)
    orThrow(forClasses(op, outputs.shape, classWeights.shape))
    if (classWeights.dtype !== outputs.dtype)
      throw new DTypeMismatch(`${op}: classWeights is ${outputs.dtype}, got ${classWeights.dtype}; convert with astype`)
  }
  if (ignoreIndex === undefined) return
  if (!Number.isSafeInteger(ignoreIndex)) check.refuse(op, 'ignoreIndex', 'a whole number', ignoreIndex)
  if (!hasClasses) throw new InvalidArgument(`${op}: ignoreIndex is a class, and the labels are weights; leave examples out by a mask`)
}

/** The sum over the classes of label times cost; and how much an example counts, where classes have weights. */
const summed = (op: string, costs: AnyTensor, labels: AnyTensor, { classWeights, labelSmoothing }: AnyLabelledOptions) => {
  const smooth = smoothed(op, labels, labelSmoothing, costs.shape.at(-1) ?? 1)
  return {
    losses: sum(weighed(classWeights ? mul(smooth, classWeights) : smooth, costs), { axis: -1 }),
    counts: classWeights && sum(mul(labels, classWeights), { axis: -1 }),
  }
}
