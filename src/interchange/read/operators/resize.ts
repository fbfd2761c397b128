import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'

/** Along an axis, for each place of the result: which element it is. */
export const picked = (x: AnyTensor, axis: number, elements: readonly number[]): AnyTensor => {
  const times = elements.length / (x.shape[axis] ?? 1)
  return Number.isInteger(times) && elements.every((element, i) => element === Math.floor(i / times))
    ? ops.repeat(x, times, axis)
    : ops.gather(x, ops.tensor(Int32Array.from(elements)), axis)
}

/** Along an axis, for each place of the result: an element, and its share. */
export type Tap = readonly (readonly [element: number, share: number])[]

/** The sum of the shares of some elements, so many for each place. */
export const blended = (x: AnyTensor, axis: number, taps: readonly Tap[]): AnyTensor =>
  taps
    .map((tap): AnyTensor => {
      const elements = Int32Array.from(tap, ([element]) => element)
      const shares = Float32Array.from(tap, ([, share]) => share)
      const shape = x.shape.map((_, i) => (i === axis ? tap.length : 1))
      return ops.mul(ops.gather(x, ops.tensor(elements), axis), ops.tensor(shares, { shape, dtype: x.dtype }))
    })
    .reduce((sum, one) => ops.add(sum, one))
