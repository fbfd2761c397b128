import { sizeOf } from '../shape/dim.js'
import { reader, tabulate, visit } from '../tensor/ndarray.js'
import type { Target } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide, maximum, subtract } from './arithmetic.js'
import { broadcast, sum } from './broadcast.js'
import { type Callable, define, floats, onlyDTypes, operand, shifted } from './define.js'
import { expanded, expandedAs } from './expanded.js'
import { type Axes, extents, merged, without } from './fold.js'
import { full } from './literal.js'
import { laidApart } from './long-folds.js'
import { add, multiply } from './multiply.js'
import { reshape } from './reshape.js'
import { slice } from './slice.js'
import { inWide } from './wide.js'

/** The mean over `axes`, which are dropped; NaN of nothing. */
export const meanOver = (operand: AnyTensor, axes: readonly number[]): AnyTensor =>
  inWide((x) => {
    const total = sum(x, axes)
    const count = sizeOf(extents(x.type, axes))
    // Said, not computed: a device may take 0 divided by anything for 0.
    if (count === 0) return full(Number.NaN, total.type.shape, total.type.dtype)
    return divide(total, full(count, total.type.shape, total.type.dtype))
  }, operand)

const fromMean = (x: AnyTensor, axes: readonly number[]): AnyTensor => subtract(x, broadcast(meanOver(x, axes), x.type.shape, axes))

/** Of so many elements at most the first may stand for their mean: it is no further from it than the root of so many standard deviations, whose square multiplies the rounding errors. */
const longestRun = 1024

/**
 * The variance of many elements by one pass over them, as Chan, Golub and LeVeque (1983) have it: in runs, each about its first element, and then of the means of the runs. The mean is folded over the same
 * loops. Nothing where elements are few, or runs long.
 */
const inOnePass = (x: AnyTensor, axes: readonly number[], target?: Target): AnyTensor | undefined => {
  const found = laidApart(0, x, axes, target)
  if (!found?.isWhole) return undefined
  const { apart, first, left } = found
  const { shape, dtype } = apart.type
  const inRun = sizeOf(extents(apart.type, first))
  if (inRun > longestRun) return undefined
  const ones = shape.map(() => 1)
  const begin = shape.map((n, axis) => (first.includes(axis) ? 1 : n))
  const origin = reshape(
    slice(
      apart,
      shape.map(() => 0),
      begin,
      ones,
    ),
    without(shape, first),
  )
  const distance = subtract(apart, broadcast(origin, shape, first))
  const [total, squares] = [sum(distance, first), sum(multiply(distance, distance), first)]
  const of = (value: number, { type }: AnyTensor): AnyTensor => full(value, type.shape, dtype)
  const offset = divide(total, of(inRun, total))
  const within = subtract(squares, multiply(total, offset))
  const apartFromAll = subtract(add(origin, offset), broadcast(meanOver(x, axes), total.type.shape, left))
  const among = sum(multiply(apartFromAll, apartFromAll), left)
  const all = add(sum(within, left), multiply(among, of(inRun, among)))
  // Rounding may leave less than nothing.
  return maximum(divide(all, of(sizeOf(extents(x.type, axes)), all)), of(0, all))
}

/**
 * The mean squared distance from the mean over `axes`, which are dropped; NaN of nothing. Its derivative is a rule, `2 mean((x - mean(x)) x')`: that of the formula would have
 * a sum of `x - mean(x)` besides, which is 0.
 */
export const variance: Callable<Axes, [x: AnyTensor, axes: readonly number[]]> = define<Axes, [x: AnyTensor, axes: readonly number[]]>(
  {
    name: 'variance',
    type: ([x], { axes }) => {
      const { shape, dtype } = onlyDTypes('variance', operand([x], 0), floats)
      return { shape: without(shape, axes), dtype }
    },
    jvp: [
      (t, [x], { axes }) => {
        const product = meanOver(multiply(fromMean(operand([x], 0), axes), t), axes)
        return multiply(product, full(2, product.type.shape, product.type.dtype))
      },
    ],
    batch: ({ operands: [x], params: { axes } }) => variance(operand([x], 0), shifted(axes)),
    evaluate: ([x], { axes }, type) => {
      const from = operand([x], 0)
      const at = reader(from)
      const over = extents(from, axes)
      const mean = (index: readonly number[], of: (x: number) => number): number => {
        let total = 0
        visit(over, (inner) => {
          total += of(at(merged(from.shape.length, axes, index, inner)))
        })
        return total / sizeOf(over)
      }
      return tabulate(type, (index) => {
        const middle = mean(index, (x) => x)
        return mean(index, (x) => (x - middle) ** 2)
      })
    },
    lower: expanded,
    expand: expandedAs(([x], { axes }, target) => {
      const one = operand([x], 0)
      const distance = fromMean(one, axes)
      return inOnePass(one, axes, target) ?? meanOver(multiply(distance, distance), axes)
    }),
    samples: [
      (draw) => {
        const shape = draw.shape().map((n) => Math.max(n, 1))
        return { operands: [{ shape, dtype: 'f32' }], params: { axes: draw.subset(shape.map((_, axis) => axis)) } }
      },
    ],
  },
  (x, axes) => [[x], { axes }],
)
