import { fixed, type Index, minus, plus, quotient, remainder, times } from '../kernel/index-arithmetic.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { operand } from './define.js'

/**
 * How a window slides along each spatial axis, after StableHLO's `convolution`: the array is dilated (`gap - 1` zeros between elements),
 * padded by `low` and `high` zeros, which may be negative, and met by a window every `stride` places, whose taps are `dilation` apart.
 */
export type Sliding = {
  readonly stride: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly dilation: readonly number[]
  readonly gap: readonly number[]
}

/** Extent of an axis with its gaps. */
export const dilatedSize = (size: number, gap: number): number => (size === 0 ? 0 : (size - 1) * gap + 1)

/** Places that a window has along each axis. */
export const placesOf = (sizes: readonly number[], window: readonly number[], { stride, low, high, dilation, gap }: Sliding): number[] =>
  sizes.map((size, axis) => {
    const dilated = dilatedSize(size, operand(gap, axis))
    const span = (operand(window, axis) - 1) * operand(dilation, axis) + 1
    const room = dilated + operand(low, axis) + operand(high, axis) - span
    return room < 0 ? 0 : Math.floor(room / operand(stride, axis)) + 1
  })

/** Where a tap of the window at a place lies in the array; undefined outside of it and between its elements. */
export const tapAt = (
  place: number,
  tap: number,
  axis: number,
  size: number,
  { stride, low, dilation, gap }: Sliding,
): number | undefined => {
  const dilated = place * operand(stride, axis) + tap * operand(dilation, axis) - operand(low, axis)
  const at = dilated / operand(gap, axis)
  return Number.isInteger(at) && at >= 0 && at < size ? at : undefined
}

/** A place in an array, and whether it is one; undefined where it always is. */
interface Place {
  readonly index: Index
  readonly inside: Scalar | undefined
}

const both = (scalars: Scalars, a: Scalar | undefined, b: Scalar | undefined): Scalar | undefined => (a && b ? scalars.and(a, b) : (a ?? b))

/** An index divided by a gap, valid where it divides and the result is below `size`. Unsigned: what is below 0 is beyond every end. */
const divided = (scalars: Scalars, position: Index, gap: number, size: number): Place => {
  const index = quotient(position, gap)
  // A division of what may be below 0 is not simplified by bounds; its wrapped quotient is beyond the end too.
  const beyond = position.min < 0 || index.max >= size ? scalars.less(scalars.index(index), size) : undefined
  const between = gap > 1 ? scalars.equal(scalars.index(remainder(position, gap)), 0) : undefined
  return { index, inside: both(scalars, beyond, between) }
}

/** Where taps of windows at places lie, on all axes, inside a kernel. */
export const tapsAt = (
  scalars: Scalars,
  places: readonly Index[],
  taps: readonly Index[],
  sizes: readonly number[],
  { stride, low, dilation, gap }: Sliding,
): { readonly index: readonly Index[]; readonly inside: Scalar | undefined } => {
  const found = places.map((place, axis) => {
    const position = plus(times(place, operand(stride, axis)), times(operand(taps, axis), operand(dilation, axis)))
    return divided(scalars, minus(position, fixed(operand(low, axis))), operand(gap, axis), operand(sizes, axis))
  })
  return {
    index: found.map(({ index }) => index),
    inside: found.reduce<Scalar | undefined>((all, { inside }) => both(scalars, all, inside), undefined),
  }
}

/** The places of the window whose given taps meet elements of the array, inside a kernel: the converse of `tapsAt`, for arrays without gaps. */
export const placesAt = (
  scalars: Scalars,
  elements: readonly Index[],
  taps: readonly Index[],
  places: readonly number[],
  { stride, low, dilation }: Sliding,
): { readonly index: readonly Index[]; readonly inside: Scalar | undefined } => {
  const found = elements.map((element, axis) => {
    const position = minus(plus(element, fixed(operand(low, axis))), times(operand(taps, axis), operand(dilation, axis)))
    return divided(scalars, position, operand(stride, axis), operand(places, axis))
  })
  return {
    index: found.map(({ index }) => index),
    inside: found.reduce<Scalar | undefined>((all, { inside }) => both(scalars, all, inside), undefined),
  }
}
