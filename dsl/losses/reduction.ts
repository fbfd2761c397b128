import { left, right } from 'fp-ts/lib/Either.js'
import {
  type AnyTensor,
  astype,
  broadcastTo,
  check,
  type DType,
  DTypeMismatch,
  div,
  type Fit,
  mean,
  mul,
  orThrow,
  type Ruled,
  reshape,
  type SameDim,
  type Shape,
  type Show,
  show,
  sum,
  type Tensor,
  where,
} from '../../src/index.js'
import { sameSizes } from '../same-sizes.js'
import { weighed } from './weighed.js'

/**
 * What becomes of the losses of a batch: their mean, their sum, or nothing, so that each is given.
 *
 * @category Losses
 */
export type Reduction = 'mean' | 'sum' | 'none'

/**
 * The shape of losses of shape `S` after a reduction.
 *
 * @category Losses
 */
export type Reduced<R extends Reduction, S extends Shape> = [R] extends ['none'] ? S : 'none' extends R ? Shape : []

/**
 * What all losses can be asked for: `S` is the shape of the losses, `W` and `M` those of weights and mask.
 *
 * @category Losses
 */
export interface LossOptions<Op extends string, S extends Shape, D extends DType, R extends Reduction, W extends Shape, M extends Shape> {
  /** `'mean'` if left out. With weights or a mask it is the weighted mean, `sum(weights * losses) / sum(weights)`, which is NaN where nothing counts. */
  readonly reduction?: R | undefined
  /** How much each loss counts: a weight for each example, `[...batch]`, or for each of its losses. */
  readonly weights?: Fit<Begun<Op, 'weights', S, W>, Tensor<W, D>> | undefined
  /** Which losses count at all; shapes as of weights. The others are 0, and not counted in the mean. */
  readonly mask?: Fit<Begun<Op, 'mask', S, M>, Tensor<M, 'bool'>> | undefined
}

/**
 * `W`, where losses of shape `S` begin with it, so that each of its numbers is one for all losses that follow.
 *
 * @category Losses
 */
export type Begun<Op extends string, Name extends string, S extends Shape, W extends Shape> =
  Begins<S, W> extends true ? W : `${Op}: losses ${Show<S>} take ${Name} of a shape they begin with; got ${Show<W>}`

type Begins<S extends Shape, W extends Shape> = number extends S['length'] | W['length']
  ? true
  : W extends readonly [infer w, ...infer Ws extends Shape]
    ? S extends readonly [infer s, ...infer Ss extends Shape]
      ? SameDim<s, w> extends true
        ? Begins<Ss, Ws>
        : false
      : false
    : true

/** The run-time twin of `Begun`. */
export const begun = (op: string, name: string, s: readonly number[], w: readonly number[]): Ruled =>
  sameSizes(s.slice(0, w.length), w)
    ? right([...w])
    : left(`${op}: losses ${show(s)} take ${name} of a shape they begin with; got ${show(w)}`)

/** The names of the options that all losses have. */
export const lossOptions = ['reduction', 'weights', 'mask'] as const

/** Those options, once shapes are of no interest. */
export interface AnyLossOptions {
  readonly reduction?: Reduction | undefined
  readonly weights?: AnyTensor | undefined
  readonly mask?: AnyTensor | undefined
}

/** A tensor that losses begin with, spread over them. */
const spread = (op: string, name: string, given: AnyTensor, dtype: DType, { shape }: AnyTensor): AnyTensor => {
  check.tensor(op, name, given)
  if (given.dtype !== dtype) throw new DTypeMismatch(`${op}: ${name} is ${dtype}, got ${given.dtype}; convert with astype`)
  orThrow(begun(op, name, shape, given.shape))
  return broadcastTo(reshape(given, [...given.shape, ...shape.slice(given.rank).map(() => 1)]), shape)
}

/** What a loss knows of its examples: of each loss how much it counts in the mean, and whether it counts at all. */
interface Known {
  readonly counts?: AnyTensor | undefined
  readonly kept?: AnyTensor | undefined
}

/** Losses, weighed, masked and reduced. */
export const reduceLosses = (op: string, losses: AnyTensor, options: AnyLossOptions, known: Known = {}): AnyTensor => {
  const { reduction = 'mean', weights, mask } = options
  if (reduction !== 'mean' && reduction !== 'sum' && reduction !== 'none')
    check.refuse(op, 'the reduction', "'mean', 'sum' or 'none'", reduction)
  let [each, counts] = [losses, known.counts]
  if (weights !== undefined) {
    const amounts = spread(op, 'weights', weights, losses.dtype, losses)
    each = weighed(amounts, each)
    counts = counts ? mul(counts, amounts) : amounts
  }
  const masks = [...(known.kept ? [known.kept] : []), ...(mask === undefined ? [] : [spread(op, 'mask', mask, 'bool', losses)])]
  for (const kept of masks) {
    each = where(kept, each, 0)
    counts = counts ? where(kept, counts, 0) : astype(kept, losses.dtype)
  }
  if (reduction === 'none') return each
  if (reduction === 'sum') return sum(each)
  return counts ? div(sum(each), sum(counts)) : mean(each)
}
