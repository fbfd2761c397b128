import { argmax } from '../primitives/arg.js'
import { subtract } from '../primitives/arithmetic.js'
import { isNaN } from '../primitives/compare.js'
import { concat } from '../primitives/concat.js'
import { countBelow } from '../primitives/count-below.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { reshape } from '../primitives/reshape.js'
import { select } from '../primitives/select.js'
import { sortBy } from '../primitives/sort.js'
import { takeAlong } from '../primitives/take-along.js'
import type { Axes } from '../shape/axis.js'
import type { ByName } from '../shape/by-name.js'
import { type Shape, sizeOf } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import { type ReduceSome, reducedAxes, reduceSomeShape } from '../shape/reduce.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axesGiven } from './axis-argument.js'
import { demand } from './operand.js'
import { type Choice, choice, type ReduceOptions } from './reduce.js'
import { laidOut } from './reshape.js'
import { between } from './slice.js'

/* What is found by sorting along the axes that are reduced. */

/** What is reduced as one last axis, in order; NaN last. */
const lines = (x: AnyTensor, axes: readonly number[]): AnyTensor => {
  const { shape } = x.type
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const last = permute(x, [...kept, ...axes])
  const outer = kept.map((axis) => shape[axis] ?? 1)
  const flat = laidOut(last, [...outer, sizeOf(axes.map((axis) => shape[axis] ?? 1))])
  return sortBy(flat, flat, outer.length)
}

/** What to take where a quantile falls between two elements. */
export type Between = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint'

/** How far from the lower of the two to the higher, by how far the quantile is. */
const shares: { readonly [B in Between]: (part: number, lower: number) => number } = {
  linear: (part) => part,
  lower: () => 0,
  higher: (part) => (part > 0 ? 1 : 0),
  // A half to the even place, as NumPy rounds.
  nearest: (part, lower) => (part > 0.5 || (part === 0.5 && lower % 2 === 1) ? 1 : 0),
  midpoint: (part) => (part > 0 ? 0.5 : 0),
}

/** A quantile of lines in order; NaN where one of them is. */
const quantileOf = (sorted: AnyTensor, q: number, how: Between): AnyTensor => {
  const axis = sorted.type.shape.length - 1
  const n = sorted.type.shape[axis] ?? 0
  const shape = sorted.type.shape.slice(0, -1)
  const at = (i: number) => reshape(between(sorted, axis, i, i + 1), shape)
  const place = q * (n - 1)
  const lower = Math.floor(place)
  const share = shares[how](place - lower, lower)
  const like = (value: number) => full(value, shape, sorted.type.dtype)
  // An element that has no share is not there: 0 times infinity is NaN.
  const found =
    share === 0 ? at(lower) : share === 1 ? at(lower + 1) : add(multiply(at(lower), like(1 - share)), multiply(at(lower + 1), like(share)))
  return select(isNaN(at(n - 1)), like(Number.NaN), found)
}

/**
 * The middle element, or the mean of the two in the middle; NaN if there is one. Options as in `sum`.
 *
 * @throws ShapeMismatch also over nothing; DTypeMismatch
 * @example median(tensor([7, 1, 3])) // 3
 *
 * @category Sums and statistics
 */
export const median: Choice<'median', 'floating'> = choice('median', 'floating', (x, axes) => quantileOf(lines(x, axes), 0.5, 'linear'))

/** One quantile, or a list of them on a new first axis. */
type Quantiles<Q, Answer> = [Q] extends [number]
  ? ShapeOf<Answer>
  : [Q] extends [readonly number[]]
    ? [Q['length'], ...ShapeOf<Answer>]
    : never

/** How quantiles are taken. */
interface QuantileOptions<Answer, A, Keep> {
  /** One, several, or all if left out. */
  readonly axis?: Fit<Answer, A>
  readonly keepDims?: Keep | undefined
  /** What to take between two elements: `'linear'` if left out, by how far it is from each. */
  readonly method?: Between | undefined
}

/**
 * The element below which a share `q` of all lies: at place `q (n - 1)` of those in order, and between two of them as the method says: `'linear'`, `'lower'`,
 * `'higher'`, `'nearest'` (a half to the even place) or `'midpoint'`. NaN if one is. A list of shares gives a quantile for each, along a new first axis.
 *
 * @throws InvalidArgument unless `0 <= q <= 1`; ShapeMismatch also over nothing; DTypeMismatch
 * @example quantile(tensor([1, 2, 3, 4]), 0.25) // 1.75
 * @example quantile(tensor([1, 2, 3, 4]), [0, 0.5, 1], { method: 'lower' }) // [1, 2, 4]
 *
 * @category Sums and statistics
 */
export function quantile<
  S extends Shape,
  D extends DType,
  const Q extends number | readonly number[],
  const A extends Axes = undefined,
  Keep extends boolean = false,
  const O = unknown,
>(
  x: Fit<Then<NotOfKind<'quantile', D, 'floating'>, A extends undefined ? ReduceSome<'quantile', S, A, Keep> : S>, Tensor<S, D>>,
  q: Q,
  options?: ByName<'quantile', O, QuantileOptions<ReduceSome<'quantile', S, A, Keep>, A, Keep>, 'x, q'>,
): Tensor<Quantiles<Q, ReduceSome<'quantile', S, A, Keep>>, Given<D>>
export function quantile(
  x: AnyTensor,
  q: number | readonly number[],
  given?: (ReduceOptions & { readonly method?: Between | undefined }) | string,
): AnyTensor {
  demand('quantile', x, 'floating')
  const all = typeof q === 'number' ? [q] : q
  check.numbers('quantile', 'q', all, 'a share from 0 to 1, or a list of them')
  for (const one of all) if (!(one >= 0 && one <= 1)) check.refuse('quantile', 'q', 'a share from 0 to 1', one)
  const { axis: axisOption, keepDims = false, method = 'linear' } = check.options('quantile', 'x, q', given, ['axis', 'keepDims', 'method'])
  check.flag('quantile', 'keepDims', keepDims)
  if (!Object.hasOwn(shares, method)) check.refuse('quantile', 'the method', "'linear', 'lower', 'higher', 'nearest' or 'midpoint'", method)
  const axis = axesGiven('quantile', axisOption)
  const shape = orThrow(reduceSomeShape('quantile', x.type.shape, axis, keepDims))
  const sorted = lines(x, orThrow(reducedAxes('quantile', x.type.shape, axis)))
  const found = all.map((one) => laidOut(quantileOf(sorted, one, method), typeof q === 'number' ? shape : [1, ...shape]))
  const [only = full(0, [0, ...shape], x.type.dtype)] = found
  return found.length > 1 ? concat(found, 0) : only
}

/**
 * The element that occurs most often, of several the smallest. NaN counts as one value, above all others. Options as in `sum`.
 *
 * @throws ShapeMismatch also over nothing; DTypeMismatch
 * @example mode(tensor([3, 1, 3, 2])) // 3
 *
 * @category Sums and statistics
 */
export const mode: Choice<'mode', 'numeric'> = choice('mode', 'numeric', (x, axes) => {
  const sorted = lines(x, axes)
  const last = sorted.type.shape.length - 1
  const counts = subtract(countBelow(sorted, sorted, true), countBelow(sorted, sorted))
  const outer = sorted.type.shape.slice(0, -1)
  const place = reshape(argmax(counts, last), [...outer, 1])
  return reshape(takeAlong(sorted, place, last), outer)
})
