import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { folded } from '../known.js'
import { allKnown, ofKnown, ofTensor, type Value } from '../value.js'
import { before } from './axes.js'

interface Over {
  readonly axis: readonly number[]
  readonly keepDims: boolean
}

export type Reduction = (x: AnyTensor, options: Over) => AnyTensor
export type Fold = (elements: readonly number[]) => number

export const total: Fold = (xs) => xs.reduce((sum, x) => sum + x, 0)
export const product: Fold = (xs) => xs.reduce((all, x) => all * x, 1)

/** All along some axes made one: on numbers where they are known, else on the tensor. */
export const reduced = (x: Value, over: Over, tensors: Reduction, fold?: Fold): Value => {
  const [known] = allKnown([x]) ?? []
  const isOfNothing = over.axis.some((one) => x.shape[one] === 0)
  if (!known || !fold || isOfNothing || x.dtype === 'bool') return ofTensor(tensors(x.tensor, over))
  const whole = folded(known, over.axis, fold)
  return ofKnown(over.keepDims ? whole : { ...whole, shape: whole.shape.filter((_, i) => !over.axis.includes(i)) })
}

/** Of the elements so far, each: without its own if exclusive, from the end if reverse. */
export const cumulated = (
  x: AnyTensor,
  axis: number,
  along: typeof ops.cumsum | typeof ops.cumprod,
  ofNothing: number,
  { exclusive, reverse }: { readonly exclusive: boolean; readonly reverse: boolean },
): AnyTensor => {
  const turned = reverse ? ops.flip(x, { axis }) : x
  const first = x.shape.map((_, i) => (i === axis ? ([1, 0] as const) : 0))
  const shifted = (y: AnyTensor): AnyTensor => ops.slice(ops.pad(y, first, { value: ofNothing }), ...before(axis), [0, x.shape[axis] ?? 0])
  const made = along(exclusive ? shifted(turned) : turned, { axis })
  return reverse ? ops.flip(made, { axis }) : made
}

/** The sum over neighbours along an axis: so many before, itself, and so many behind. */
export const sumAround = (x: AnyTensor, axis: number, low: number, high: number): AnyTensor => {
  const size = x.shape[axis] ?? 0
  const padded = ops.pad(
    x,
    x.shape.map((_, i) => (i === axis ? ([low, high] as const) : 0)),
  )
  return Array.from({ length: low + high + 1 }, (_, i): AnyTensor => ops.slice(padded, ...before(axis), [i, i + size])).reduce((sum, one) =>
    ops.add(sum, one),
  )
}
