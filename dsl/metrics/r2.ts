import {
  type AnyTensor,
  add,
  type DType,
  div,
  expandDims,
  type Fit,
  full,
  mean,
  mul,
  reshape,
  type Shape,
  square,
  sub,
  sum,
  type Tensor,
} from '../../src/index.js'
import { demandPaired, type Paired } from '../losses/paired.js'
import { sizeOf } from '../size-of.js'
import { type MetricOf, numbersOf } from './metric.js'

/** Of each column of the targets: how many there are, their mean, and sums of squares about it and of the errors. */
interface Spread {
  readonly count: AnyTensor
  readonly mean: AnyTensor
  readonly squares: AnyTensor
  readonly errors: AnyTensor
}

type SpreadKeep = <A extends Shape, B extends Shape, D extends DType>(
  outputs: Tensor<A, D>,
  targets: Fit<Paired<'r2', A, B>, Tensor<B, D>>,
) => Spread

const columns = (x: AnyTensor): AnyTensor =>
  x.rank < 2 ? expandDims(reshape(x, [-1]), 1) : reshape(x, [x.shape[0] ?? 0, sizeOf(x.shape.slice(1))])

/**
 * The share of the targets' variance that is explained, `1 - sum((targets - outputs)^2) / sum((targets - mean(targets))^2)`: 1 is perfect, 0 as good as their
 * mean. Of several numbers an example it is the mean over them. Where all targets are equal it is 1 if they are met and 0 if not, as in scikit-learn; NaN of none.
 *
 * Parts are joined by means and squares about them, which lose no digits where the mean is far from 0.
 *
 * @see Chan, Golub, LeVeque, Updating formulae and a pairwise algorithm for computing sample variances, 1979
 * @example
 * ```ts
 * const model = sequential([13], dense(1))
 * await evaluate(model, init(model, key(0)), houses, { metrics: { r2: r2() } })
 * ```
 *
 * @category Metrics
 */
export const r2 = (): MetricOf<SpreadKeep, Spread> => ({
  keep: ((outputs: AnyTensor, targets: AnyTensor) => {
    demandPaired('r2', outputs, targets)
    const [found, wanted] = [columns(outputs), columns(targets)]
    const center = mean(wanted, { axis: 0 })
    return {
      count: full([], wanted.shape[0] ?? 0, { dtype: wanted.dtype }),
      mean: center,
      squares: sum(square(sub(wanted, center)), { axis: 0 }),
      errors: sum(square(sub(wanted, found)), { axis: 0 }),
    }
  }) as SpreadKeep, // as was just checked
  join: (one, other) => {
    const count = add(one.count, other.count)
    const [apart, part] = [sub(other.mean, one.mean), div(other.count, count)]
    return {
      count,
      mean: add(one.mean, mul(apart, part)),
      squares: add(add(one.squares, other.squares), mul(square(apart), mul(one.count, part))),
      errors: add(one.errors, other.errors),
    }
  },
  result: async ({ count, squares, errors }) => {
    const [[all], spread, missed] = await Promise.all([numbersOf(count), numbersOf(squares), numbersOf(errors)])
    if (all === 0) return Number.NaN
    const each = spread.map((whole, i) => explained(whole, missed[i] ?? 0))
    return each.reduce((total, x) => total + x, 0) / each.length
  },
})

const explained = (whole: number, missed: number): number => (whole === 0 ? Number(missed === 0) : 1 - missed / whole)
